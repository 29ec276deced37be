"""A tiny plugin that is right, written to a folder with some of its text changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FILES = {
    "pyproject.toml": """
[project]
name = "tiny-application"
version = "1.2.0"
description = "A tiny application."
license = "Apache-2.0"
authors = [{ name = "Tiny Health", email = "plugins@tiny.example" }]
dependencies = ["clinical-connectivity"]

[project.entry-points."clinical_connectivity.applications"]
tiny = "tiny_application"
""",
    "tiny_application/__init__.py": '''
"""Tiny: a list of made-up patients."""

from pathlib import Path

from core.plugin_api import ClinicalApplication, Eligibility, Permissions, hookimpl
from tiny_application.fields import Role
from tiny_application.pages import PAGE
from tiny_application.provisioning import Accounts
from tiny_application.tables import Note

APPLICATION = ClinicalApplication(
    slug="tiny",
    name="Tiny",
    summary="A list of made-up patients.",
    eligibility=Eligibility(suffix_kinds=frozenset({"provider"}), regions=frozenset({"northland"})),
    fields=Role,
    provisioner=Accounts(),
    pages=(PAGE,),
    tables=(Note,),
    folder=Path(__file__).parent,
    permissions=Permissions(mails=("tiny/noted",)),
    guide="Search for a patient by name.",
)


@hookimpl
def clinical_applications():
    """The one application of this plugin."""
    yield APPLICATION
''',
    "tiny_application/fields.py": '''
"""What is asked."""

from typing import Literal

from pydantic import BaseModel, field_validator

from core.forms import Choice, field

ROLES = (Choice("care", "Direct care"), Choice("other", "Something else"))


class Role(BaseModel):
    """What somebody does."""

    role: Literal["care", "other"] = field("Role", kind="radios", choices=ROLES)
    which: str = field("Which role", shown_when=("role", "other"), hint="In your own words", max_length=60)
    rooms: str = field("How many rooms", inputmode="numeric", width="4", max_length=4)

    @field_validator("rooms")
    @classmethod
    def _number(cls, rooms: str) -> str:
        if not rooms.isascii() or not rooms.isdigit():
            raise ValueError("must be a number")
        return rooms
''',
    "tiny_application/provisioning.py": '''
"""Accounts, kept in memory as a far system would."""

from core.plugin_api import Absent, Done, Found


class Accounts:
    """One account for each grant."""

    def __init__(self):
        self.by_key = {}

    async def grant(self, grant, /):
        """One account, however often it is asked for."""
        return Done(self.by_key.setdefault(grant.key, f"tiny-{grant.person.portal_id}"))

    async def revoke(self, held, /):
        """No account, whether there was one or not."""
        self.by_key.pop(held.key, None)
        return Done()

    async def check(self, held, /):
        """The account, or that there is none."""
        account = self.by_key.get(held.key)
        return Found(account) if account else Absent()
''',
    "tiny_application/pages.py": '''
"""A page with a note."""

from dataclasses import dataclass

from pydantic import BaseModel

from core.forms import field
from core.plugin_api import Page
from tiny_application.tables import Note


class Noted(BaseModel):
    """What is noted."""

    words: str = field("Note", kind="textarea", hint="A few words", max_length=200)


@dataclass(frozen=True, slots=True)
class Shown:
    """How many notes there are."""

    notes: int


async def load(opened) -> Shown:
    """Count the notes."""
    return Shown(await Note.count().where(Note.grant == opened.grant.key))


async def note(opened, noted) -> None:
    """Keep the note, and tell support."""
    async with opened.change("noted"):
        await Note(grant=opened.grant.key, words=noted.words).save()
        await opened.tell("analyst", "tiny/noted")


PAGE = Page(
    path="notes",
    title="Notes",
    audience=frozenset({"administrator"}),
    template="tiny/notes.html",
    load=load,
    fields=Noted,
    submit=note,
)
''',
    "tiny_application/tables.py": '''
"""What is kept."""

from piccolo.columns import Varchar

from core.plugin_api import PluginTable


class Note(PluginTable, tablename="tiny_note"):
    """A note about one access."""

    grant = Varchar(length=64)
    words = Varchar(length=200)
''',
    "tiny_application/migrations/__init__.py": '"""The migrations of the notes."""\n',
    "tiny_application/migrations/tiny_0001.py": '''
"""The table of the notes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Varchar
from piccolo.table import Table

ID = "0001"
DESCRIPTION = "the notes"


class Note(Table, tablename="tiny_note"):
    id = UUID(primary_key=True)
    grant = Varchar(length=64)
    words = Varchar(length=200)


async def forwards():
    """Tell Piccolo the table and its columns."""
    manager = MigrationManager(migration_id=ID, app_name="tiny", description=DESCRIPTION)
    manager.add_table(class_name="Note", tablename="tiny_note")
    for column in Note._meta.columns:
        manager.add_column(
            table_class_name="Note",
            tablename="tiny_note",
            column_name=column._meta.name,
            column_class=type(column),
            params=column._meta.params,
        )
    return manager
''',
    "tiny_application/templates/tiny/notes.html": """
{% extends "plugin_page.html" %}
{% block page %}
<p class="govuk-body">There are {{ notes }} notes.</p>
<form method="post" action="{{ action }}">
  {{ csrf() }}
  {{ draw_all(form) }}
  <button class="govuk-button">Save</button>
</form>
{% endblock %}
""",
    "tiny_application/templates/tiny/noted.txt": """
Subject: A note in {{ application }}

{{ person }} of {{ group_name }} has a new note.
{% include "closing.txt" %}
""",
    "tiny_application/conformance.py": '''
"""What the kit needs to know."""

ANSWERS = {"role": ["other"], "which": ["Counts"], "rooms": ["12"]}
''',
}


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault: in one file of the tiny plugin a text stands in the place of another, so that a rule fails."""

    rule: str
    file: str
    old: str
    new: str
    words: str


def write(folder: Path, planted: Planted | None = None) -> Path:
    """Write the plugin into a folder, with a fault or without; return the folder of its project."""
    for name, text in FILES.items():
        written = text.lstrip()
        if planted is not None and name in {planted.file, f"tiny_application/{planted.file}"}:
            assert planted.old in written, f"{planted.rule}: {planted.old!r} is not in {name}"
            written = written.replace(planted.old, planted.new, 1)
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(written, "utf-8")
    return folder
