"""Pages of plugins as staff open them, also about the whole site, and pages that nobody could open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from core.access import leaving
from core.applications.checking_pages import faults_of_pages
from core.audit.tables import AuditEvent
from core.console import plugin_pages
from core.database import Database
from core.errors import Forbidden, NotFound, PortalError
from core.identity.roles import StaffRoles
from core.mail.tables import OutboxMail
from core.plugin_api import NoFields, Page, PageFile
from core.portal import Portal
from core.requests.page_readers import as_people
from core.requests.plugin_forms import asking, file_of
from core.requests.plugin_pages import (
    load_page,
    opened,
    opened_for_site,
    site_pages,
    submit_page,
)
from plugins.cerner import APPLICATION as CERNER
from plugins.cerner.census import load_mine
from plugins.cerner.fields import Census
from plugins.dsm import APPLICATION as DSM
from plugins.dsm.handshake import Recorded
from tests.plugins.blocking import portal_where
from tests.plugins.own_pages import DSM_MAIL as MAIL
from tests.plugins.own_pages import hand, turning, working
from tests.practices import AMARA, ANALYST, BEN, Practice, Someone, active, portal_for
from tests.practices.people import sponsor_of

OMAR = Someone("Omar", "Diaz", "omar@peaks.example")
OLGA = Someone("Olga", "Ivers", "olga@other.example", suffix="Coder", administrator=True)
OFFICER = frozenset({"privacy-officer"})


@pytest.fixture
def portal() -> Portal:
    return portal_for()


def about_the_site(*audiences: tuple[str, Any]) -> tuple[Page[Any], ...]:
    """Pages about the whole site by their paths, each with a file."""

    async def nothing(_: Any) -> PageFile:
        return PageFile(name="nothing", lines=[["Head"]])

    own = replace(CERNER.pages[-1], scope="site", file=nothing)
    return tuple(replace(own, path=path, title=path, audience=for_) for path, for_ in audiences)


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        *((role, ("shared as analyst", "work as analyst")) for role in ("analyst", "provisioning:cerner")),
        ("site-administrator", ("shared as analyst", "work as analyst")),
        ("provisioning:pacs", ()),
        ("privacy-officer", ("private as privacy-officer", "shared as privacy-officer")),
    ],
)
async def test_staff_open_what_their_role_is_for_and_are_led_there(
    portal: Portal, role: str, seen: tuple[str, ...]
) -> None:
    analyst: Any = frozenset({"analyst"})
    pages = about_the_site(("private", OFFICER), ("shared", analyst | OFFICER), ("work", analyst))
    there, found = portal_where(portal, "cerner", pages=pages), []
    for page in pages:
        try:
            opening = await plugin_pages.look_at_site(there, "cerner", page.path, hand(role))
        except Forbidden as problem:
            assert "This takes another role" in str(problem)
        else:
            found.append(f"{page.path} as {opening.audience}")
            assert (await file_of(opening)).name == "nothing"
    links = site_pages(there, plugin_pages.reads_as(StaffRoles.of([role])))
    own = [title for title, _ in links if title.startswith("Cerner")]
    assert tuple(found) == seen
    assert own == [f"Cerner Millennium: {each.split()[0]}" for each in seen]


async def test_nobody_else_opens_a_page_about_the_site(portal: Portal, database: Database) -> None:
    there = portal_where(portal, "cerner", pages=about_the_site(("work", frozenset({"analyst"}))))
    with pytest.raises(NotFound):
        await plugin_pages.look_at_site(there, "cerner", "other", hand("analyst"))
    made = await active(there, BEN, replace(AMARA, wants=()))
    with pytest.raises(NotFound):
        await opened_for_site(there, "cerner", "work", as_people(made.by.account), by=made.by)


async def test_a_privacy_officer_reads_the_census_of_a_practice(portal: Portal, database: Database) -> None:
    made = await active(portal, BEN, AMARA)
    await working(portal, made)
    look = plugin_pages.look_at_group(portal, made.group, "cerner", "census", hand("privacy-officer"))
    shown = await load_page(await look)
    assert not shown["chooses"] and shown["takes"]
    with pytest.raises(Forbidden, match="another role"):
        path = "census-ids"
        await plugin_pages.look(portal, made.grants["Amara", "cerner"], path, hand("privacy-officer"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"scope": "site", "audience": {"administrator", "analyst"}},
            "about the whole site is for analyst, privacy-officer, and not for administrator",
        ),
        ({"scope": "site", "audience": {"member"}}, "about the whole site is for analyst, privacy-officer"),
        (
            {"scope": "group", "audience": {"member", "sponsor"}},
            "about a practice is for administrator, analyst, privacy-officer, sponsor, and not for member",
        ),
        ({"audience": {"everybody"}}, "about one access is for"),
        ({"audience": set()}, "about one access is for"),
        ({"scope": "universe"}, "must be about one of grant, group, site"),
        ({"file": file_of}, "about one access has no file"),
        ({"asks_anew": True, "audience": {"analyst"}}, "that asks anew must be about one access"),
        (
            {"scope": "site", "fields": Census, "submit": file_of},
            "about the whole site has no members to choose from",
        ),
        (
            {"audience": {"analyst", "member"}, "fields": Census, "submit": file_of},
            "that a member opens has no members to choose from",
        ),
        (
            {"then": "census", "audience": {"administrator", "member"}},
            '"mine" leads to "census", which is not for member',
        ),
        ({"then": "census", "scope": "site"}, '"mine" leads to "census", which is no page about the same'),
    ],
)
def test_a_page_for_nobody_who_could_open_it_is_refused_at_the_start(changes: Any, words: str) -> None:
    page: Page[Any] = Page(
        path="mine",
        title="Mine",
        audience=frozenset({"analyst"}),
        template="cerner/mine.html",
        load=load_mine,
    )
    changes = {**changes, **({"audience": frozenset(changes["audience"])} if "audience" in changes else {})}
    given = replace(CERNER, pages=(*CERNER.pages, replace(page, **changes)))
    [fault] = [each for each in faults_of_pages(given) if words in each.message]
    assert fault.path.startswith("plugins.cerner.pages") and faults_of_pages(CERNER) == []


@pytest.mark.both_databases
async def test_support_reads_which_test_messages_are_under_way_at_all_practices(
    portal: Portal, database: Database, clock: Any
) -> None:
    answers = {"dsm.direct_address": "amara@direct.peaks.example"}
    first = await active(portal, BEN, replace(AMARA, wants=("dsm",), answers=answers))
    una = replace(OMAR, first="Una", email="una@other.example", wants=("dsm",), npi="")
    other = await active(portal, OLGA, sponsor_of("Other"), una, name="Other")

    async def record(key: tuple[str, str], made: Practice, step: str) -> None:
        audience: Any = "administrator" if step == "sent" else "analyst"
        by = made.by if step == "sent" else ANALYST
        opening = await opened(portal, made.grants[key], "test-messages", audience, by=by)
        await submit_page(opening, Recorded(step=step))
        clock.advance(days=1)

    async def under_way() -> list[tuple[str, str, str]]:
        opening = await plugin_pages.look_at_site(portal, "dsm", "under-way", hand("provisioning:dsm"))
        found = await load_page(opening)
        return [(line.provider, line.practice, line.next.step) for line in found["lines"]]

    assert await under_way() == []
    await record(("Una", "dsm"), other, "asked")
    await record(("Amara", "dsm"), first, "asked")
    await record(("Una", "dsm"), other, "sent")
    assert await under_way() == [("Amara Okafor", "Peaks", "sent"), ("Una Diaz", "Other", "arrived")]
    opening = await plugin_pages.look_at_site(portal, "dsm", "under-way", hand("analyst"))
    sheet = await file_of(opening)
    assert [line[:4] for line in sheet.lines[1:]] == [
        ["Amara Okafor", "Peaks", "no", "1"],
        ["Una Diaz", "Other", "yes", "2"],
    ]
    assert sheet.lines[0][1] == "Practice" and await asking(opening) is None
    await leaving.leave(portal, other.members["Una"], "New position", by=other.by)
    assert await under_way() == [("Amara Okafor", "Peaks", "sent")]
    assert DSM.pages[1].scope == "site"


async def test_what_a_page_about_the_site_stores_and_mails_stands_under_the_application(
    portal: Portal, database: Database
) -> None:
    async def stores(opening: Any, _: Any) -> None:
        async with opening.change("looked-at", lines=3):
            await opening.tell("analyst", MAIL, who=opening.name)

    async def wrong(opening: Any, _: Any) -> None:
        async with opening.change("looked-at"):
            await opening.tell("administrator", MAIL, who="")

    async def open_page(submit: Any) -> Any:
        there = turning(portal, submit)
        [page] = there.applications["cerner"].pages
        whole = replace(page, scope="site", audience=frozenset({"analyst"}))
        parts = {name: getattr(there.applications["cerner"], name) for name in ("folder", "permissions")}
        return await plugin_pages.look_at_site(
            portal_where(there, "cerner", pages=(whole,), **parts), "cerner", "turns", hand("analyst")
        )

    opening = await open_page(stores)
    assert opening.said == "All practices" and await opening.lists()
    await submit_page(opening, NoFields())
    [event] = await AuditEvent.select().where(AuditEvent.action == "cerner.looked-at").output(load_json=True)
    assert (event["subject"], event["details"]["lines"]) == ("cerner", 3)
    [mail] = await OutboxMail.select().where(OutboxMail.template == MAIL)
    assert "/support/applications/cerner/turns" in mail["text"]
    with pytest.raises(PortalError):
        await submit_page(await open_page(wrong), NoFields())
    for address in ({"path": "other"}, {"key": "no key"}, {"key": str(uuid4())}):
        with pytest.raises(NotFound):
            opening.address(**address)
