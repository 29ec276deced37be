"""Support does for a practice what it can do itself, says why each time, and the practice reads it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import date
from typing import Any

from core.access.leaving import go_dormant
from core.actor import SYSTEM, Actor
from core.database import Database
from core.errors import Invalid
from core.groups.people import load_member
from core.mail.tables import OutboxMail
from core.office import acts
from core.office.queries.log import Wanted, practice_log
from core.portal import Portal
from tests.core.office.working import carry_out
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active

DAY, LATER = date(2098, 1, 1), date(2098, 2, 1)
Act = Callable[[str, Actor], Coroutine[Any, Any, None]]


def _acts(portal: Portal, made: Practice) -> tuple[tuple[str, Act], ...]:
    """Every act that the practice does without a word, each after the one that makes it possible."""
    amara, pacs = made.members["Amara"], made.grants["Amara", "pacs"]
    return (
        ("set", lambda why, by: acts.date_access(portal, pacs, DAY, why, by=by)),
        ("took back", lambda why, by: acts.date_access(portal, pacs, None, why, by=by)),
        ("canceled the last day", lambda why, by: acts.keep_access(portal, amara, why, by=by)),
        ("canceled the planned leave", lambda why, by: acts.call_leave_off(portal, amara, why, by=by)),
        ("set the last day", lambda why, by: acts.set_return(portal, amara, LATER, why, by=by)),
        ("ended the leave", lambda why, by: acts.end_leave(portal, amara, why, by=by)),
        ("brought back", lambda why, by: acts.bring_back(portal, amara, why, by=by)),
    )


async def _make_possible(portal: Portal, made: Practice, what: str) -> None:
    amara, by = made.members["Amara"], made.by
    if what == "canceled the last day":
        await acts.end_access(portal, amara, DAY, "New position", by=by)
    elif what == "canceled the planned leave":
        await acts.plan_leave(portal, amara, DAY, None, "Leave", by=by)
    elif what == "set the last day":
        await acts.begin_leave(portal, amara, "Leave", by=by)
    elif what == "brought back":
        await go_dormant(portal, amara, "Not used", by=SYSTEM)


async def test_support_gives_a_reason_and_administrator_and_log_have_it(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA, AMARA)
    await carry_out(portal, "grant")
    told = OutboxMail.template == "support-acted"
    for number, (what, act) in enumerate(_acts(portal, made)):
        await _make_possible(portal, made, what)
        for none in ("", "  "):
            try:
                await act(none, ANALYST)
            except Invalid as wrong:
                assert set(wrong.errors) == {"reason"}
            else:
                raise AssertionError(what)
        why = f"Ben called, {number}"
        await act(why, ANALYST)
        mails = [each for each in await OutboxMail.select().where(told) if why in each["text"]]
        # Of a last day the sponsor was told as well.
        sponsor = [ROSA.email] if what == "canceled the last day" else []
        assert sorted(each["recipient"] for each in mails) == sorted([BEN.email, *sponsor])
        assert all(f"Support {what}" in each["text"] for each in mails)
        entries, _ = await practice_log(portal, made.group, Wanted())
        assert any(each.words.endswith(f": {why}") for each in entries), what
    assert (await load_member(made.members["Amara"])).state == "active"


async def test_the_practice_itself_is_asked_for_none_and_gets_no_email_about_it(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA, AMARA)
    await carry_out(portal, "grant")
    for what, act in _acts(portal, made):
        await _make_possible(portal, made, what)
        await act("", made.by)
    assert not await OutboxMail.exists().where(OutboxMail.template == "support-acted")
