"""Bring the tables of socialkit to sk_0002_policies; frozen."""

import django.db.models.deletion
import socialkit.contrib.django.fields
import socialkit.contrib.django.frozen
from django.db import migrations, models

from socialkit.contrib.django.naming import table_name


class Migration(migrations.Migration):

    dependencies = [
        ('socialkit', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                socialkit.contrib.django.frozen.FrozenRevision(
                    revision='sk_0002_policies',
                ),
            ],
            state_operations=[
                migrations.CreateModel(
                    name='PolicyStep',
                    fields=[
                        ('number', models.IntegerField(primary_key=True, serialize=False)),
                        ('version', models.IntegerField()),
                        ('step', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('reason', socialkit.contrib.django.fields.ExactField(max_length=500)),
                        ('at', socialkit.contrib.django.fields.MomentField()),
                        ('person', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                    ],
                    options={
                        'db_table': table_name('policy_step'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='PolicyVersion',
                    fields=[
                        ('version', models.IntegerField(primary_key=True, serialize=False)),
                        ('model', socialkit.contrib.django.fields.LongTextField()),
                        ('rules', socialkit.contrib.django.fields.LongTextField()),
                        ('sha256', socialkit.contrib.django.fields.ExactField(max_length=64)),
                        ('reason', socialkit.contrib.django.fields.ExactField(max_length=500)),
                        ('at', socialkit.contrib.django.fields.MomentField()),
                        ('author', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                    ],
                    options={
                        'db_table': table_name('policy_version'),
                        'default_permissions': ('view',),
                    },
                ),
            ],
        ),
    ]
