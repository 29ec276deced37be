"""Makes the database of the admin: somebody who may sign in, and the people of a database of ours."""

import os
import sqlite3

import admin_site  # noqa: F401 - makes the settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from people.models import Member, Practice

call_command("migrate", run_syncdb=True, verbosity=0)
User.objects.create_superuser("ada", "ada@practice.example", "kettle orchard violin sparrow")
if source := os.environ.get("FILLED_FROM"):
    ours = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    practices = {}
    for key, name, place in ours.execute("SELECT id, name, jurisdiction FROM practice_group"):
        practices[key] = Practice(id=len(practices) + 1, name=name, jurisdiction=place)
    Practice.objects.bulk_create(practices.values(), batch_size=1000)
    found = ours.execute(
        'SELECT "group", first_name, last_name, email, staff_type, suffix, state FROM member'
    )
    Member.objects.bulk_create(
        (
            Member(
                practice=practices[group], first_name=a, last_name=b, email=c, staff_type=d, suffix=e, state=f
            )
            for group, a, b, c, d, e, f in found
        ),
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
