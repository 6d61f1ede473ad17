"""Bring the tables of socialkit to sk_0001_initial; frozen."""

import django.db.models.deletion
import socialkit.contrib.django.fields
import socialkit.contrib.django.frozen
from django.db import migrations, models

from socialkit.contrib.django.naming import table_name


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                socialkit.contrib.django.frozen.FrozenRevision(
                    revision='sk_0001_initial',
                ),
            ],
            state_operations=[
                migrations.CreateModel(
                    name='Account',
                    fields=[
                        ('id', socialkit.contrib.django.fields.IdField(primary_key=True, serialize=False)),
                        ('subject', socialkit.contrib.django.fields.ExactField(max_length=255)),
                        ('created_at', socialkit.contrib.django.fields.MomentField()),
                    ],
                    options={
                        'db_table': table_name('account'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='Group',
                    fields=[
                        ('id', socialkit.contrib.django.fields.IdField(primary_key=True, serialize=False)),
                        ('visibility', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('slug', socialkit.contrib.django.fields.ExactField(max_length=64)),
                        ('slug_key', socialkit.contrib.django.fields.ExactField(max_length=256)),
                        ('name', socialkit.contrib.django.fields.ExactField(max_length=100)),
                        ('about', socialkit.contrib.django.fields.ExactField(max_length=4000)),
                        ('purpose', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('join_method', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('reach', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('externals_allowed', models.BooleanField()),
                        ('trusted_area', models.BooleanField()),
                        ('archived_at', socialkit.contrib.django.fields.MomentField(blank=True, null=True)),
                        ('epoch', models.IntegerField()),
                        ('member_count', models.IntegerField()),
                        ('owner_count', models.IntegerField()),
                        ('created_at', socialkit.contrib.django.fields.MomentField()),
                        ('version', models.IntegerField()),
                        ('name_key', socialkit.contrib.django.fields.ExactField(max_length=400)),
                    ],
                    options={
                        'db_table': table_name('group'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='Network',
                    fields=[
                        ('id', socialkit.contrib.django.fields.IdField(primary_key=True, serialize=False)),
                        ('slug', socialkit.contrib.django.fields.ExactField(max_length=64)),
                        ('name', socialkit.contrib.django.fields.ExactField(max_length=100)),
                        ('kind', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('modules', socialkit.contrib.django.fields.WordsField(max_length=400)),
                        ('created_at', socialkit.contrib.django.fields.MomentField()),
                        ('wall', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.group')),
                    ],
                    options={
                        'db_table': table_name('network'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='ImportSkip',
                    fields=[
                        ('pk', models.CompositePrimaryKey('network_id', 'source', 'source_key', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('source', socialkit.contrib.django.fields.ExactField(max_length=200)),
                        ('source_key', socialkit.contrib.django.fields.ExactField(max_length=200)),
                        ('reason', socialkit.contrib.django.fields.ExactField(max_length=300)),
                        ('network', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.network')),
                    ],
                    options={
                        'db_table': table_name('import_skip'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='ImportMark',
                    fields=[
                        ('pk', models.CompositePrimaryKey('network_id', 'source', 'name', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('source', socialkit.contrib.django.fields.ExactField(max_length=200)),
                        ('name', socialkit.contrib.django.fields.ExactField(max_length=200)),
                        ('value', socialkit.contrib.django.fields.LongTextField()),
                        ('network', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.network')),
                    ],
                    options={
                        'db_table': table_name('import_mark'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.AddField(
                    model_name='group',
                    name='network',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='groups', to='socialkit.network'),
                ),
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('id', socialkit.contrib.django.fields.IdField(primary_key=True, serialize=False)),
                        ('handle', socialkit.contrib.django.fields.ExactField(max_length=50)),
                        ('handle_key', socialkit.contrib.django.fields.ExactField(max_length=200)),
                        ('display_name', socialkit.contrib.django.fields.ExactField(max_length=100)),
                        ('name_key', socialkit.contrib.django.fields.ExactField(max_length=400)),
                        ('member_class', socialkit.contrib.django.fields.ExactField(max_length=40)),
                        ('status', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('network_roles', socialkit.contrib.django.fields.WordsField(max_length=400)),
                        ('organisation', socialkit.contrib.django.fields.ExactField(blank=True, max_length=100, null=True)),
                        ('purpose', socialkit.contrib.django.fields.ExactField(blank=True, max_length=300, null=True)),
                        ('starts_at', socialkit.contrib.django.fields.MomentField(blank=True, null=True)),
                        ('ends_at', socialkit.contrib.django.fields.MomentField(blank=True, null=True)),
                        ('title', socialkit.contrib.django.fields.ExactField(blank=True, max_length=100, null=True)),
                        ('department', socialkit.contrib.django.fields.ExactField(blank=True, max_length=100, null=True)),
                        ('skills', models.JSONField()),
                        ('interests', models.JSONField()),
                        ('ask_about', models.JSONField()),
                        ('bio', socialkit.contrib.django.fields.LongTextField(blank=True, null=True)),
                        ('location', socialkit.contrib.django.fields.ExactField(blank=True, max_length=100, null=True)),
                        ('time_zone', socialkit.contrib.django.fields.ExactField(blank=True, max_length=64, null=True)),
                        ('locale', socialkit.contrib.django.fields.ExactField(blank=True, max_length=16, null=True)),
                        ('avatar_url', socialkit.contrib.django.fields.ExactField(blank=True, max_length=500, null=True)),
                        ('created_at', socialkit.contrib.django.fields.MomentField()),
                        ('updated_at', socialkit.contrib.django.fields.MomentField()),
                        ('version', models.IntegerField()),
                        ('department_key', socialkit.contrib.django.fields.ExactField(blank=True, max_length=400, null=True)),
                        ('organisation_key', socialkit.contrib.django.fields.ExactField(blank=True, max_length=400, null=True)),
                        ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='people', to='socialkit.account')),
                        ('manager', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                        ('network', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='people', to='socialkit.network')),
                        ('sponsor', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                    ],
                    options={
                        'verbose_name_plural': 'people',
                        'db_table': table_name('person'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='OutboxEvent',
                    fields=[
                        ('id', socialkit.contrib.django.fields.IdField(primary_key=True, serialize=False)),
                        ('name', socialkit.contrib.django.fields.ExactField(max_length=60)),
                        ('at', socialkit.contrib.django.fields.MomentField()),
                        ('data', models.JSONField()),
                        ('delivered_at', socialkit.contrib.django.fields.MomentField(blank=True, null=True)),
                        ('network', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.network')),
                        ('actor', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                    ],
                    options={
                        'db_table': table_name('outbox'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='Membership',
                    fields=[
                        ('pk', models.CompositePrimaryKey('group_id', 'person_id', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('role', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('joined_at', socialkit.contrib.django.fields.MomentField()),
                        ('expires_at', socialkit.contrib.django.fields.MomentField(blank=True, null=True)),
                        ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='memberships', to='socialkit.group')),
                        ('added_by', models.ForeignKey(blank=True, db_column='added_by', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                        ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='memberships', to='socialkit.person')),
                    ],
                    options={
                        'db_table': table_name('membership'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='JoinRequest',
                    fields=[
                        ('id', socialkit.contrib.django.fields.IdField(primary_key=True, serialize=False)),
                        ('message', socialkit.contrib.django.fields.ExactField(max_length=1000)),
                        ('state', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('reason', socialkit.contrib.django.fields.ExactField(blank=True, max_length=1000, null=True)),
                        ('created_at', socialkit.contrib.django.fields.MomentField()),
                        ('decided_at', socialkit.contrib.django.fields.MomentField(blank=True, null=True)),
                        ('pending_mark', models.IntegerField(blank=True, null=True)),
                        ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='requests', to='socialkit.group')),
                        ('decided_by', models.ForeignKey(blank=True, db_column='decided_by', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                        ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='requests', to='socialkit.person')),
                    ],
                    options={
                        'db_table': table_name('request'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.AddField(
                    model_name='group',
                    name='created_by',
                    field=models.ForeignKey(blank=True, db_column='created_by', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person'),
                ),
                migrations.CreateModel(
                    name='Follow',
                    fields=[
                        ('pk', models.CompositePrimaryKey('follower_id', 'kind', 'target_id', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('kind', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('target_id', socialkit.contrib.django.fields.IdField()),
                        ('created_at', socialkit.contrib.django.fields.MomentField()),
                        ('follower', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='follows', to='socialkit.person')),
                    ],
                    options={
                        'db_table': table_name('follow'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='PersonSkill',
                    fields=[
                        ('pk', models.CompositePrimaryKey('person_id', 'skill_key', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('skill_key', socialkit.contrib.django.fields.ExactField(max_length=400)),
                        ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                    ],
                    options={
                        'db_table': table_name('person_skill'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='Post',
                    fields=[
                        ('id', socialkit.contrib.django.fields.IdField(primary_key=True, serialize=False)),
                        ('kind', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('title', socialkit.contrib.django.fields.ExactField(blank=True, max_length=200, null=True)),
                        ('body', socialkit.contrib.django.fields.LongTextField()),
                        ('body_format', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('tags', models.JSONField()),
                        ('audience', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('state', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('locked', models.BooleanField()),
                        ('created_at', socialkit.contrib.django.fields.MomentField()),
                        ('arrived_at', socialkit.contrib.django.fields.MomentField()),
                        ('edited_at', socialkit.contrib.django.fields.MomentField(blank=True, null=True)),
                        ('last_activity_at', socialkit.contrib.django.fields.MomentField()),
                        ('reply_count', models.IntegerField()),
                        ('answer_count', models.IntegerField()),
                        ('comment_count', models.IntegerField()),
                        ('reaction_count', models.IntegerField()),
                        ('baseline_score', models.IntegerField()),
                        ('question_state', socialkit.contrib.django.fields.ExactField(blank=True, max_length=20, null=True)),
                        ('accepted_at', socialkit.contrib.django.fields.MomentField(blank=True, null=True)),
                        ('closed_at', socialkit.contrib.django.fields.MomentField(blank=True, null=True)),
                        ('close_reason', socialkit.contrib.django.fields.ExactField(blank=True, max_length=300, null=True)),
                        ('version', models.IntegerField()),
                        ('epoch', models.IntegerField()),
                        ('accepted_by', models.ForeignKey(blank=True, db_column='accepted_by', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                        ('author', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='posts', to='socialkit.person')),
                        ('closed_by', models.ForeignKey(blank=True, db_column='closed_by', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                        ('directed_to', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                        ('duplicate_of', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.post')),
                        ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='posts', to='socialkit.group')),
                        ('last_voice', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                        ('network', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='posts', to='socialkit.network')),
                    ],
                    options={
                        'db_table': table_name('post'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='Mention',
                    fields=[
                        ('pk', models.CompositePrimaryKey('source_id', 'source_kind', 'person_id', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('source_id', socialkit.contrib.django.fields.IdField()),
                        ('source_kind', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='mentions', to='socialkit.person')),
                        ('post', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='mentions', to='socialkit.post')),
                    ],
                    options={
                        'db_table': table_name('mention'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='Comment',
                    fields=[
                        ('id', socialkit.contrib.django.fields.IdField(primary_key=True, serialize=False)),
                        ('body', socialkit.contrib.django.fields.LongTextField()),
                        ('body_format', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('state', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('created_at', socialkit.contrib.django.fields.MomentField()),
                        ('edited_at', socialkit.contrib.django.fields.MomentField(blank=True, null=True)),
                        ('reaction_count', models.IntegerField()),
                        ('baseline_score', models.IntegerField()),
                        ('version', models.IntegerField()),
                        ('author', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='comments', to='socialkit.person')),
                        ('post', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='comments', to='socialkit.post')),
                    ],
                    options={
                        'db_table': table_name('comment'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='Question',
                    fields=[
                    ],
                    options={
                        'proxy': True,
                        'default_permissions': ('view',),
                        'indexes': [],
                        'constraints': [],
                    },
                    bases=('socialkit.post',),
                ),
                migrations.CreateModel(
                    name='PostTag',
                    fields=[
                        ('pk', models.CompositePrimaryKey('post_id', 'tag', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('tag', socialkit.contrib.django.fields.ExactField(max_length=50)),
                        ('created_at', socialkit.contrib.django.fields.MomentField()),
                        ('post', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='tag_rows', to='socialkit.post')),
                    ],
                    options={
                        'db_table': table_name('post_tag'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='Reaction',
                    fields=[
                        ('pk', models.CompositePrimaryKey('target_id', 'target_kind', 'person_id', 'kind', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('target_id', socialkit.contrib.django.fields.IdField()),
                        ('target_kind', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('kind', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('created_at', socialkit.contrib.django.fields.MomentField()),
                        ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='reactions', to='socialkit.person')),
                    ],
                    options={
                        'db_table': table_name('reaction'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='Reply',
                    fields=[
                        ('id', socialkit.contrib.django.fields.IdField(primary_key=True, serialize=False)),
                        ('body', socialkit.contrib.django.fields.LongTextField()),
                        ('body_format', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('insiders_only', models.BooleanField()),
                        ('state', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('created_at', socialkit.contrib.django.fields.MomentField()),
                        ('edited_at', socialkit.contrib.django.fields.MomentField(blank=True, null=True)),
                        ('comment_count', models.IntegerField()),
                        ('reaction_count', models.IntegerField()),
                        ('baseline_score', models.IntegerField()),
                        ('version', models.IntegerField()),
                        ('author', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='replies', to='socialkit.person')),
                        ('post', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='replies', to='socialkit.post')),
                    ],
                    options={
                        'verbose_name_plural': 'replies',
                        'db_table': table_name('reply'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.AddField(
                    model_name='post',
                    name='accepted_reply',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.reply'),
                ),
                migrations.CreateModel(
                    name='Notice',
                    fields=[
                        ('id', socialkit.contrib.django.fields.IdField(primary_key=True, serialize=False)),
                        ('reason', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('event_id', socialkit.contrib.django.fields.IdField()),
                        ('created_at', socialkit.contrib.django.fields.MomentField()),
                        ('seen_at', socialkit.contrib.django.fields.MomentField(blank=True, null=True)),
                        ('read_at', socialkit.contrib.django.fields.MomentField(blank=True, null=True)),
                        ('comment', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.comment')),
                        ('group', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.group')),
                        ('network', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.network')),
                        ('actor', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                        ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='notices', to='socialkit.person')),
                        ('post', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.post')),
                        ('reply', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.reply')),
                    ],
                    options={
                        'db_table': table_name('notice'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.AddField(
                    model_name='comment',
                    name='reply',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='comments', to='socialkit.reply'),
                ),
                migrations.CreateModel(
                    name='Revision',
                    fields=[
                        ('id', socialkit.contrib.django.fields.IdField(primary_key=True, serialize=False)),
                        ('target_kind', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('target_id', socialkit.contrib.django.fields.IdField()),
                        ('number', models.IntegerField()),
                        ('title', socialkit.contrib.django.fields.ExactField(blank=True, max_length=200, null=True)),
                        ('body', socialkit.contrib.django.fields.LongTextField()),
                        ('body_format', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('tags', models.JSONField()),
                        ('at', socialkit.contrib.django.fields.MomentField()),
                        ('editor', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                    ],
                    options={
                        'db_table': table_name('revision'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='StoredAnswer',
                    fields=[
                        ('pk', models.CompositePrimaryKey('person_id', 'key', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('key', socialkit.contrib.django.fields.ExactField(max_length=255)),
                        ('fingerprint', socialkit.contrib.django.fields.ExactField(max_length=64)),
                        ('status', models.IntegerField()),
                        ('body', socialkit.contrib.django.fields.LongTextField()),
                        ('claimed_at', socialkit.contrib.django.fields.MomentField()),
                        ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                    ],
                    options={
                        'verbose_name_plural': 'stored answers',
                        'db_table': table_name('idempotency'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='Transition',
                    fields=[
                        ('id', socialkit.contrib.django.fields.IdField(primary_key=True, serialize=False)),
                        ('move', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('before', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('after', socialkit.contrib.django.fields.ExactField(max_length=20)),
                        ('reason', socialkit.contrib.django.fields.ExactField(blank=True, max_length=300, null=True)),
                        ('at', socialkit.contrib.django.fields.MomentField()),
                        ('actor', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.person')),
                        ('post', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='transitions', to='socialkit.post')),
                    ],
                    options={
                        'db_table': table_name('transition'),
                        'default_permissions': ('view',),
                    },
                ),
                migrations.CreateModel(
                    name='Visit',
                    fields=[
                        ('pk', models.CompositePrimaryKey('network_id', 'day', 'person_id', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('day', models.DateField()),
                        ('network', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='socialkit.network')),
                        ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='visits', to='socialkit.person')),
                    ],
                    options={
                        'db_table': table_name('visit'),
                        'default_permissions': ('view',),
                    },
                ),
            ],
        ),
    ]
