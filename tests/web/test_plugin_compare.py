"""`portal plugin compare` says what another version would mean here, and changes nothing."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from core.access.tables import WorkItem
from core.database import connect, migrate
from core.provisioning.people import complete, tick
from core.running.affected.versions import DoneBefore
from tests.practices import AMARA, ANALYST, BEN, active, portal_for
from tests.practices.work import hand_to_people
from tests.web.plugin_check.machines import machine
from web.command_parts.plugin_compare import NOTHING
from web.commands import portal
from web.plugin_check import NothingToTryAt, opened, shadow_run

PLUGINS = Path(__file__).parents[2] / "plugins"


async def _used(url: str) -> int:
    """Two people got PACS from support; how many pieces of work that was."""
    database = await connect(url)
    try:
        await migrate()
        here = portal_for()
        wanting = [replace(each, wants=("pacs",)) for each in (AMARA, BEN)]
        await active(here, *wanting)
        await hand_to_people(here)
        theirs = (WorkItem.application == "pacs") & (WorkItem.state == "people")
        items = await WorkItem.select(WorkItem.id).where(theirs)
        for item in items:
            for step in range(3):
                await tick(item["id"], step, done=True, by=ANALYST)
            await complete(here, item["id"], "Done.", account=f"account-{item['id']}", by=ANALYST)
        return len(items)
    finally:
        await database.close()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = f"sqlite:///{tmp_path_factory.mktemp('used') / 'portal.sqlite'}"
    assert asyncio.run(_used(made)) == 2
    return made


def version(folder: Path, *changes: tuple[str, str], file: str = "__init__.py") -> Path:
    """A copy of PACS with each text in one of its files replaced by another."""
    made = Path(shutil.copytree(PLUGINS / "pacs", folder / "pacs"))
    for each in made.glob("*.py"):
        each.write_text(each.read_text("utf-8").replace("plugins.pacs", "pacs"), "utf-8")
    text = (made / file).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (made / file).write_text(text, "utf-8")
    return made


def compared(path: Path, url: str) -> str:
    done = CliRunner().invoke(portal, ["plugin", "compare", str(path)], env={"PORTAL_DATABASE_URL": url})
    assert done.exit_code == 0, done.output
    return done.output


def test_of_the_same_version_nothing_differs(tmp_path: Path, url: str) -> None:
    said = compared(version(tmp_path), url)
    assert said.count(NOTHING) == 3 and "Nobody who has PACS Synapse or requested it is affected." in said
    assert f"The last 2 pieces of work:\n  {NOTHING}" in said


def test_other_steps_for_people_are_counted_by_kind_of_work(tmp_path: Path, url: str) -> None:
    changed = version(tmp_path, ("Note the account name here.", "Note it."), file="provisioning.py")
    assert "2 × grant: Waiting with something else in it" in compared(changed, url)


def test_who_would_fit_no_more_is_named(tmp_path: Path, url: str) -> None:
    said = compared(version(tmp_path, ('"provider", "regular-staff", ', "")), url)
    assert "2 people with PACS Synapse no longer fit: " in said and "Amara" in said


def test_answers_that_would_not_fit_are_counted_and_so_is_the_work_that_needs_them(
    tmp_path: Path, url: str
) -> None:
    asks = (
        'class More(BaseModel):\n    """One."""\n\n    room: str = field("Reading room")\n\n\nAPPLICATION ='
    )
    changes = [
        ("APPLICATION =", f"from pydantic import BaseModel\n\nfrom core.forms import field\n\n\n{asks}"),
        ("fields=NoFields", "fields=More,\n    fields_version=2"),
    ]
    said = compared(version(tmp_path, *changes), url)
    assert "asks “Reading room”, which is new" in said
    assert "2 held or asked for" in said and "2 × grant: with the new version its answers do not fit" in said


def test_what_is_no_version_of_anything_here_is_refused_in_words(tmp_path: Path, url: str) -> None:
    (tmp_path / "labviewer").mkdir()
    (tmp_path / "labviewer" / "__init__.py").write_text('"""Nothing."""\n', "utf-8")
    for path, words in ((tmp_path / "labviewer", "is not switched on"), (tmp_path / "none", "")):
        done = CliRunner().invoke(portal, ["plugin", "compare", str(path)], env={"PORTAL_DATABASE_URL": url})
        assert done.exit_code == 1 and words in done.output and "Traceback" not in done.output


async def test_two_versions_of_a_machine_are_tried_at_systems_of_their_own(tmp_path: Path) -> None:
    with opened(machine(tmp_path)) as subject:
        live, target = subject.application, subject.target
        work = [
            DoneBefore(kind, subject.grant(), subject.grant())
            for kind in ("grant", "check", "revoke", "check")
        ]
        same = await shadow_run(live, live, work, target)
        assert same.equal and same.same == 4 and not target.accounts()
        lazy = replace(live, provisioner=_Lazy(live.provisioner))
        other = await shadow_run(live, lazy, work, target)
        with pytest.raises(NothingToTryAt):
            await shadow_run(live, live, work, None)
        told = _Telling(live.provisioner)
        await shadow_run(replace(live, provisioner=told), live, work, target)
    assert not other.equal and dict(other.differing)["check: Absent became Found"] == 1
    assert other.accounts
    # What the site itself says of it stays away from both.
    assert all(each.startswith("http://127.0.0.1:") for each in told.systems)


class _Lazy:
    """A version that takes nothing away."""

    def __init__(self, own: Any) -> None:
        self.grant, self.check, self._own = own.grant, own.check, own

    async def revoke(self, held: Any) -> Any:
        return await self._own.grant(held)


class _Telling:
    """A version that says where it was sent."""

    def __init__(self, own: Any) -> None:
        self._own, self.systems = own, set[str]()

    def __getattr__(self, call: str) -> Any:
        async def called(put: Any) -> Any:
            self.systems.add(str(put.options.url))
            return await getattr(self._own, call)(put)

        return called
