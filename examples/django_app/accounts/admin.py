from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin

from examples.django_app.accounts.models import User


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]  # it is not generic when it runs
    list_display = ("username", "first_name", "last_name", "kind", "is_active")
    list_filter = ("kind", "is_active", "is_superuser")
    fieldsets = (*(DjangoUserAdmin.fieldsets or ()), ("Help desk", {"fields": ("kind",)}))
    add_fieldsets = (*DjangoUserAdmin.add_fieldsets, ("Help desk", {"fields": ("kind",)}))
