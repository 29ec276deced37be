import asyncio
import multiprocessing
from uuid import UUID, uuid4

import pytest

from core.access.tables import Grant, Request
from core.actor import Actor
from core.agreements.tables import Agreement
from core.audit.tables import AuditEvent
from core.database import Database, connect, count_statements
from core.enrollment import members, starting
from core.enrollment.grid import apply_to_eligible
from core.enrollment.once import choices_for
from core.enrollment.review import review, statuses
from core.enrollment.sections import draw_section
from core.enrollment.storing import AlreadySent
from core.enrollment.submission import NotReady, submit
from core.errors import NotFound
from core.groups.tables import Appointment, Group, Member
from core.mail.tables import OutboxMail
from core.portal import Portal
from core.requests.queries import views
from core.site import find_site
from tests.conftest import MovableClock
from tests.core.enrollment.conftest import LICENSE, SUBSCRIPTION, add, portal_of, saved, values, with_people

DOCTOR = LICENSE | {"staff_type": "provider", "suffix": "MD"}
CODER = {"staff_type": "staff", "suffix": "Coder"}


async def agree(portal: Portal, enrollment: UUID, by: Actor, *names: str) -> None:
    for name in names:
        form = draw_section(portal, await starting.load(enrollment, by.account), name).form
        typed = {each.name: each.value if each.kind == "hidden" else "yes" for each in form}
        assert (await saved(portal, enrollment, name, typed, by)).page.complete


async def complete(portal: Portal, enrollment: UUID, by: Actor) -> UUID:
    """A registration in which nothing is missing; the id of its coder."""
    await with_people(portal, enrollment, by)
    await saved(portal, enrollment, "backup", {"has_backup": "no"}, by)
    coder = (await add(portal, enrollment, by, **CODER, applications=["cerner"])).page.person
    recipients = {"report2web.recipients": [str(coder.id)], "report2web.visits_by": "both"}
    typed = DOCTOR | SUBSCRIPTION | recipients | {"applications": ["report2web", "pacs"]}
    assert (await add(portal, enrollment, by, **typed)).stored
    await agree(portal, enrollment, by, "purpose", "additional", "attestation")
    return coder.id


async def test_a_complete_registration_becomes_a_group_a_request_and_grants(
    portal: Portal, enrollment: UUID, by: Actor, clock: MovableClock
):
    await complete(portal, enrollment, by)
    draft = await starting.load(enrollment, by.account)
    assert set(statuses(portal, draft, review(portal, draft)).values()) == {"done"}
    receipt = await submit(portal, enrollment, by=by)

    assert receipt.number == "CS0001001"
    (group,) = await Group.select()
    assert (group["name"], group["jurisdiction"], group["facility"]) == (
        "Desert Peaks Family Medicine", "AZ", "BUMCP",
    )  # fmt: skip
    people = await Member.select().order_by(Member.position)
    held = await Appointment.select().order_by(Appointment.part)
    assert [(each["part"], each["member"], each["account"], each["state"]) for each in held] == [
        ("administrator", people[1]["id"], by.account, "in-force"),
        ("sponsor", people[0]["id"], None, "in-force"),
    ]
    assert [row["last_name"] for row in people[:2]] == ["Okafor", "Ruiz"]
    (agreement,) = await Agreement.select(Agreement.id)
    assert {(each["agreement"], each["since"], each["until"]) for each in held} == {
        (agreement["id"], clock(), None)
    }
    (subscription,) = await Grant.select().where(Grant.application == "report2web").output(load_json=True)
    assert subscription["answers"]["recipients"] == [str(people[2]["id"])]
    assert ["Report2Web fax number", "(602) 555-0199"] in subscription["shown"]
    # One mail to each of them: who sends and signs is told both at once.
    mails = await OutboxMail.select().order_by(OutboxMail.recipient)
    assert [(each["template"], each["recipient"]) for each in mails] == [
        ("sign-agreement", "amara@peaks.example"),
        ("sign-agreement", "ben@peaks.example"),
    ]
    sponsors, own = (each["text"] for each in mails)
    assert "CS0001001" in own and f"/requests/{receipt.number}" in own and "It names 4 people" in own
    assert "CS0001001" not in sponsors
    with pytest.raises(AlreadySent):
        await apply_to_eligible(portal, enrollment, "pacs", True, by=by)


async def test_what_is_missing_is_told_with_its_place_and_nothing_is_sent(
    portal: Portal, enrollment: UUID, by: Actor
):
    draft = await with_people(portal, enrollment, by)
    await apply_to_eligible(portal, enrollment, "dsm", True, by=by)
    with pytest.raises(NotReady) as told:
        await submit(portal, enrollment, by=by)

    places = {(each.section, each.person) for each in told.value.missing}
    sponsor = draft.people[0]
    assert places == {
        ("purpose", None), ("backup", None), ("attestation", None), ("members", sponsor.id),
    }  # fmt: skip
    assert await Request.count() == 0 and await OutboxMail.count() == 0


async def test_people_are_listed_only_for_applications_that_ask_which_of_them(
    portal: Portal, enrollment: UUID, by: Actor
):
    draft = await with_people(portal, enrollment, by)
    listed = {
        slug: [each.label for each in choices_for(portal, draft, slug)["members"]]
        for slug in portal.applications
    }
    assert listed.pop("report2web") == ["Amara Okafor", "Ben Q Ruiz"]
    assert set(map(tuple, listed.values())) == {()}


async def test_nobody_submits_what_is_not_theirs(portal: Portal, enrollment: UUID, by: Actor):
    await complete(portal, enrollment, by)
    for key, who in ((enrollment, Actor("person", uuid4(), "Someone")), (uuid4(), by)):
        with pytest.raises(NotFound):
            await submit(portal, key, by=who)


@pytest.mark.both_databases
async def test_fifty_submits_at_once_make_one_request(portal: Portal, enrollment: UUID, by: Actor):
    await complete(portal, enrollment, by)
    receipts = await asyncio.gather(*(submit(portal, enrollment, by=by) for _ in range(50)))

    assert len(set(receipts)) == 1
    assert await Request.count() == await Group.count() == await Agreement.count() == 1
    assert await OutboxMail.count() == 2
    assert await AuditEvent.count().where(AuditEvent.action == "request.submitted") == 1


def _submit_in_a_process(url: str, enrollment: UUID, by: Actor, start: object, answers: object) -> None:
    async def run() -> list[str]:
        database = await connect(url)
        try:
            portal = portal_of(find_site("banner"))
            start.wait()
            sent = (submit(portal, enrollment, by=by) for _ in range(5))
            return [receipt.number for receipt in await asyncio.gather(*sent)]
        finally:
            await database.close()

    answers.put(asyncio.run(run()))


@pytest.mark.both_databases
async def test_several_processes_that_submit_at_once_make_one_request(
    portal: Portal, enrollment: UUID, by: Actor, database: Database, database_url: str
):
    await complete(portal, enrollment, by)
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(2), context.Queue()
    arguments = (database_url, enrollment, by, start, answers)
    processes = [context.Process(target=_submit_in_a_process, args=arguments) for _ in range(2)]
    for process in processes:
        process.start()
    numbers = [await asyncio.to_thread(answers.get, True, 60) for _ in processes]
    for process in processes:
        process.join()

    assert numbers == [["CS0001001"] * 5] * 2
    assert await Request.count() == await Agreement.count() == 1


async def test_a_request_is_shown_in_words_to_its_account_only(portal: Portal, enrollment: UUID, by: Actor):
    await complete(portal, enrollment, by)
    number = (await submit(portal, enrollment, by=by)).number
    with count_statements() as statements:
        view = await views.request_of(portal, number, by.account)

    assert len(statements) == 3
    assert view.line.words == "Waiting for signatures"
    assert view.line.waits_for == "Amara Okafor and Ben Q Ruiz"
    assert [(happening.words, happening.by) for happening in view.time_line] == [
        ("Registration begun", "Ben Ruiz"),
        ("Request sent", "Ben Ruiz"),
    ]
    assert [[access.name for access in member.access] for member in view.members] == [
        [], [], ["Cerner Millennium"], ["PACS Synapse", "Report2Web"],
    ]  # fmt: skip
    assert ("State", "Arizona") in view.practice
    for key, account in ((number, uuid4()), ("CS0009999", by.account)):
        with pytest.raises(NotFound):
            await views.request_of(portal, key, account)


async def test_requests_are_listed_newest_first_and_page_by_key(
    portal: Portal, database: Database, by: Actor
):
    for _ in range(3):
        enrollment = await starting.start(by=by)
        await complete(portal, enrollment, by)
        await submit(portal, enrollment, by=by)

    first = await views.requests_of(portal, by.account, limit=2)
    rest = await views.requests_of(portal, by.account, first.after, limit=2)
    assert [line.number for line in (*first.lines, *rest.lines)] == ["CS0001003", "CS0001002", "CS0001001"]
    assert rest.after is None
    assert (await views.requests_of(portal, uuid4())).lines == ()


async def test_a_review_says_nothing_against_a_complete_registration(
    portal: Portal, enrollment: UUID, by: Actor
):
    coder = await complete(portal, enrollment, by)
    draft = await starting.load(enrollment, by.account)
    assert review(portal, draft).ready

    kept = values({"staff_type": "staff"}, draft.person(coder).version)
    later = await members.save_person(portal, enrollment, coder, kept, by=by, kept="later")
    looked = review(portal, later.draft)
    assert {each.person for each in looked.missing} == {coder, later.draft.people[-1].id}
