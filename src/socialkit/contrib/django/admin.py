"""Register people, groups, posts and questions with Django's admin."""

from __future__ import annotations

from django.contrib import admin

from socialkit.contrib.django.administration.groups import GroupAdmin
from socialkit.contrib.django.administration.people import PersonAdmin
from socialkit.contrib.django.administration.posts import PostAdmin, QuestionAdmin
from socialkit.contrib.django.models import Group, Person, Post, Question

admin.site.register(Person, PersonAdmin)
admin.site.register(Group, GroupAdmin)
admin.site.register(Post, PostAdmin)
admin.site.register(Question, QuestionAdmin)
