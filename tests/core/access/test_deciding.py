"""Lines are decided together: each is looked at once, and few statements are sent."""

import pytest

from core.access.deciding import approve_and_begin
from core.access.lines import lines_of
from core.access.tables import RequestLine, WorkItem
from core.applications import Catalogue
from core.audit import change
from core.audit.tables import AuditEvent
from core.audit.verification import verify
from core.database import Database, count_statements
from core.groups.people import locked_group, members_of
from core.groups.tables import Group, Member
from core.plugin_api import Group as Place
from core.plugin_api import Person, Reason
from core.portal import Portal
from tests.practices import ANALYST, Someone, numbered, portal_for, practice

pytestmark = pytest.mark.both_databases

SLUGS = ("cerner", "pacs", "iecg")


class Counting(Catalogue):
    """Counts how often somebody asks who may have what."""

    looked: int

    def why_not(self, slug: str, person: Person, group: Place) -> Reason | None:
        self.looked += 1
        return super().why_not(slug, person, group)


def counting_portal() -> tuple[Portal, Counting]:
    portal = portal_for()
    catalogue = Counting(portal.site, dict(portal.applications), (), portal.applications.connectors)
    catalogue.looked = 0
    return Portal(portal.site, catalogue, portal.mail), catalogue


def crowd(lines: int) -> list[Someone]:
    """Nurses who ask for three applications each, the last one for what is left; the first leads them all."""
    people = -(-lines // 3)
    return [
        Someone(
            numbered("Nurse", number), "Smith", f"n{number}@peaks.example",
            SLUGS[: min(3, lines - 3 * number)], "Coder" if number else "NP", administrator=not number,
        )
        for number in range(people)
    ]  # fmt: skip


@pytest.mark.parametrize("lines", [5, 17, 51])
async def test_deciding_takes_at_most_four_statements_a_line(database: Database, lines: int) -> None:
    portal, catalogue = counting_portal()
    made = await practice(portal_for(), *crowd(lines))
    await Group.update({Group.state: "active"}).where(Group.id == made.group)
    await Member.update({Member.person_state: "new"}).where(Member.group == made.group)
    with count_statements() as statements:
        async with change("test.decided", by=ANALYST):
            group = await locked_group(made.group)
            asked = await lines_of(group, await members_of(made.group), "requested")
            await approve_and_begin(portal, group, asked, by=ANALYST)

    assert len(statements) <= min(20, 4 * lines)
    assert catalogue.looked == lines
    assert await WorkItem.count().where(WorkItem.kind == "grant") == lines
    assert await RequestLine.count().where(RequestLine.decision == "approved") == lines
    for action in ("grant.approved", "grant.begun"):
        assert await AuditEvent.count().where(AuditEvent.action == action) == lines
    await verify()


async def test_what_may_not_be_given_is_declined_and_the_rest_set_up(
    database: Database, portal: Portal
) -> None:
    wants = ("qventus", "cerner")
    made = await practice(
        portal, Someone("Clara", "Clerk", "clara@peaks.example", wants, "Surgery Scheduler")
    )
    await Group.update({Group.state: "active"}).where(Group.id == made.group)
    # Written by hand: no act changes a suffix without looking at what was asked for.
    await Member.update({Member.suffix: "Billing"}).where(Member.id == made.members["Clara"])
    async with change("test.decided", by=ANALYST):
        group = await locked_group(made.group)
        asked = await lines_of(group, await members_of(made.group), "requested")
        await approve_and_begin(portal, group, asked, by=ANALYST)
    rows = await RequestLine.select(RequestLine.decision, RequestLine.grant.application.as_alias("slug"))
    # Who Clara is, is not known yet: what was agreed to waits for that.
    assert {(row["slug"], row["decision"]) for row in rows} == {("qventus", "denied"), ("cerner", "approved")}
    assert not await WorkItem.exists()
