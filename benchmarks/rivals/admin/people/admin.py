"""A list of people with their practice, as long as ours, with filters and a search as the manual advises."""

from django.contrib import admin

from people.models import Member


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin):
    list_display = ("last_name", "first_name", "email", "staff_type", "suffix", "state", "practice")
    list_filter = ("staff_type", "state")
    list_select_related = ("practice",)
    list_per_page = 25
    search_fields = ("last_name", "first_name", "email")
    ordering = ("last_name", "id")
