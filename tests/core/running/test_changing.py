"""A site is changed while it is served, from a moment on, and everything of it can be undone."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.audit.tables import AuditEvent
from core.clock import now
from core.database import Database
from core.errors import Invalid, NotFound, Stale
from core.portal import Portal
from core.running.changing import MEANWHILE, NewChange, change_site, undo_change, would_be
from core.running.records import still_standing
from core.running.running import Running
from core.site import find_site, load_site
from tests.conftest import MovableClock
from tests.core.running.conftest import CLINIC, LEAD, Serve
from tests.practices.portals import portal_of

HERE = ("facilities", "NEW")


async def add_clinic(running: Running, **given: object) -> int:
    wanted = NewChange({HERE: CLINIC}, **{"reason": "It opens on Monday.", **given})
    return await change_site(running, wanted, by=LEAD)


@pytest.mark.both_databases
async def test_a_change_holds_at_once_here_and_after_a_look_elsewhere(running: Running, serve: Serve) -> None:
    elsewhere, before = serve(), running.portal
    await add_clinic(running)
    assert running.portal.site.facility("NEW").name == "Clinic on the Hill"
    assert before.site.facility("NEW") is None, "a request under way goes on with the site as it was"
    assert elsewhere.portal.site.facility("NEW") is None
    await elsewhere.look()
    assert elsewhere.portal.site.facility("NEW") is not None
    assert any(
        each.value == "NEW" for each in running.portal.applications.choices("report2web")["facilities"]
    )


async def test_it_begins_by_the_clock_at_its_moment_and_not_before(
    running: Running, clock: MovableClock
) -> None:
    await add_clinic(running, begins=now() + timedelta(days=3))
    assert running.portal.site.facility("NEW") is None
    clock.advance(days=3)
    await running.look()
    assert running.portal.site.facility("NEW") is not None


async def test_undone_it_is_as_if_it_had_not_been_and_that_stays(running: Running) -> None:
    shipped = running.portal.site
    first = await add_clinic(running)
    second = await undo_change(running, first, "It opens later.", by=LEAD)
    assert running.portal.site == shipped
    with pytest.raises(NotFound):
        await undo_change(running, first, "Again.", by=LEAD)
    with pytest.raises(NotFound):
        await undo_change(running, second, "After all.", by=LEAD)
    assert [each.number for each in running.changes] == [first, second]
    assert still_standing(running.changes) == ()


async def test_what_was_changed_again_since_is_undone_in_its_order(running: Running) -> None:
    first = await add_clinic(running)
    renamed = NewChange({HERE: {**CLINIC, "name": "Hill Clinic"}}, "Its new name.", seen=first)
    second = await change_site(running, renamed, by=LEAD)
    with pytest.raises(Stale):
        await undo_change(running, first, "Too early.", by=LEAD)
    await undo_change(running, second, "The old name.", by=LEAD)
    assert running.portal.site.facility("NEW").name == "Clinic on the Hill"


async def test_who_saw_an_older_state_is_told_and_changes_nothing(running: Running) -> None:
    await add_clinic(running)
    with pytest.raises(Stale, match=MEANWHILE):
        await add_clinic(running)
    assert len(running.changes) == 1


@pytest.mark.both_databases
async def test_two_who_change_something_at_once_both_do_unless_it_is_the_same(
    running: Running, serve: Serve
) -> None:
    elsewhere, other = serve(), {**CLINIC, "code": "OTHER"}
    await asyncio.gather(
        add_clinic(running),
        change_site(elsewhere, NewChange({("facilities", "OTHER"): other}, "Opens, too."), by=LEAD),
    )
    await running.look()
    assert [each.number for each in running.changes] == [1, 2]
    assert running.portal.site.facility("NEW") and running.portal.site.facility("OTHER")
    renamed = [NewChange({HERE: {**CLINIC, "name": each}}, "Renamed.", seen=2) for each in ("One", "Two")]
    answers = await asyncio.gather(
        *(change_site(at, each, by=LEAD) for at, each in zip((running, elsewhere), renamed, strict=True)),
        return_exceptions=True,
    )
    assert {type(each) for each in answers} == {int, Stale}


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({**CLINIC, "region": "atlantis"}, "region"),
        ({**CLINIC, "name": ""}, "name"),
        ({"code": "NEW"}, "name"),
    ],
)
async def test_what_does_not_fit_is_said_by_its_field_and_not_stored(
    running: Running, content: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await change_site(running, NewChange({HERE: content}, "A try."), by=LEAD)
    assert field in refused.value.errors
    assert running.changes == ()


async def test_what_something_else_of_the_site_needs_does_not_go(running: Running) -> None:
    with pytest.raises(Invalid) as refused:
        would_be(running, NewChange({("regions", "wyoming"): None}))
    assert "wyoming" in refused.value.errors[""]


async def test_a_later_change_has_to_fit_as_well(running: Running) -> None:
    await add_clinic(running, begins=now() + timedelta(days=3))
    region = {"slug": "hills", "name": "Hills", "jurisdiction": "AZ", "postcode_prefixes": ["85"]}
    added = await change_site(running, NewChange({("regions", "hills"): region}, "New."), by=LEAD)
    moved = NewChange({HERE: {**CLINIC, "region": "hills"}}, "Moves.", now() + timedelta(days=4), added)
    await change_site(running, moved, by=LEAD)
    with pytest.raises(Invalid):
        await undo_change(running, added, "Nobody needs it.", by=LEAD)


@pytest.mark.parametrize(
    "path",
    [("plugins", "cerner", "connector"), ("staff_types", "provider"), ("timezone",), ("plugins", "cerner")],
)
async def test_what_the_files_fix_is_not_changed_in_the_browser(
    running: Running, path: tuple[str, ...]
) -> None:
    with pytest.raises(Invalid, match="files of the profile fix"):
        await change_site(running, NewChange({path: "x"}, "A try."), by=LEAD)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"reason": " "}, "reason"), ({"reason": "x" * 501}, "reason"), ({"past": True}, "begins")],
)
async def test_a_reason_and_a_day_to_come_are_needed(
    running: Running, given: dict[str, object], field: str
) -> None:
    given = dict(given)
    if given.pop("past", False):
        given["begins"] = now() - timedelta(seconds=1)
    with pytest.raises(Invalid) as refused:
        await add_clinic(running, **given)
    assert field in refused.value.errors


async def test_the_trail_says_who_changed_what_from_when_and_why(running: Running) -> None:
    number = await add_clinic(running)
    [event] = await AuditEvent.select().output(load_json=True)
    assert (event["action"], event["actor_name"]) == ("site.changed", "Robin Vance")
    assert (event["subject"], event["details"]["what"]) == (str(number), ["facilities.NEW"])
    assert event["details"]["reason"] == "It opens on Monday."


async def test_a_change_that_fits_the_files_no_longer_is_left_out_and_named(
    running: Running, serve: Serve
) -> None:
    there = {**CLINIC, "region": "wyoming"}
    number = await change_site(running, NewChange({HERE: there}, "It opens."), by=LEAD)
    anew = serve()
    lose_wyoming(anew)
    await anew.look()
    assert anew.portal.site.facility("NEW") is None
    assert [each.number for each in anew.unfit] == [number]
    # Everything else can be changed all the same, and what does not fit is undone.
    await change_site(anew, NewChange({("expected_days", "pacs"): 9}, "Slower.", seen=number), by=LEAD)
    await undo_change(anew, number, "It fits no more.", by=LEAD)
    assert anew.unfit == () and anew.portal.site.expected_days["pacs"] == 9


async def test_what_waits_for_its_day_is_not_overtaken_and_can_be_called_off(running: Running) -> None:
    first = await add_clinic(running)
    moved = NewChange({HERE: {**CLINIC, "region": "wyoming"}}, "Moves.", now() + timedelta(days=3), first)
    second = await change_site(running, moved, by=LEAD)
    renamed = NewChange({HERE: {**CLINIC, "name": "Hill"}}, "Renamed.", seen=second)
    with pytest.raises(Invalid, match=f"Change {second} sets this from"):
        await change_site(running, renamed, by=LEAD)
    await undo_change(running, second, "It stays.", by=LEAD)
    await change_site(running, NewChange(renamed.settings, "Renamed.", seen=second + 1), by=LEAD)
    assert running.portal.site.facility("NEW").name == "Hill"


async def test_later_changes_that_fit_no_more_lock_nothing(running: Running, serve: Serve) -> None:
    for code in ("ONE", "TWO"):
        later = NewChange(
            {("facilities", code): {**CLINIC, "code": code, "region": "wyoming"}},
            "Opens.",
            now() + timedelta(days=3),
            running.newest,
        )
        await change_site(running, later, by=LEAD)
    anew = serve()
    lose_wyoming(anew)
    await anew.look()
    assert [each.number for each in anew.unfit] == [1, 2]
    await undo_change(anew, 1, "No more.", by=LEAD)
    await change_site(anew, NewChange({("expected_days", "pacs"): 9}, "Slower.", seen=9), by=LEAD)


def lose_wyoming(running: Running) -> None:
    """Let the files say nothing of that region any more."""
    running.raw = {name: _without(each) for name, each in running.raw.items()}


def _without(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _without(each) for key, each in node.items()}
    if isinstance(node, list):
        return [_without(each) for each in node if each != "wyoming" and not _of_wyoming(each)]
    return node


def _of_wyoming(node: Any) -> bool:
    return isinstance(node, dict) and "wyoming" in (node.get("slug"), node.get("region"))


async def test_who_follows_is_told_again_until_it_has_heard(running: Running) -> None:
    told: list[str] = []

    async def follow(portal: Portal) -> None:
        told.append(portal.site.slug)
        if len(told) < 3:
            raise OSError("not now")

    running.follow(follow)
    await add_clinic(running)
    assert running.portal.site.facility("NEW") is not None
    for _ in range(3):
        await running.look()
    assert len(told) == 3


async def test_a_file_that_is_written_while_the_site_is_served_waits_for_a_restart(
    database: Database, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(find_site("banner"), tmp_path / "mine"))
    running = Running(portal_of(load_site(copy)))
    before = running.portal.site.texts
    for file in (copy / "texts").glob("*.md"):
        file.write_text("Something else.")
    await add_clinic(running)
    assert running.portal.site.texts == before
