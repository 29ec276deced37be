"""B7: one whole enrollment of ten people over the network, from sign-up to access that works."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Sequence

from benchmarks.bench import Bench
from benchmarks.enrolling import Administrator, Mails, Visitor, WrongAnswer, find_in_order, set_up, sign
from benchmarks.portal import OurPortal
from benchmarks.processes import Server
from benchmarks.results import Goal, Line
from benchmarks.rows.signing_in import hashing
from core.access.lines import request_numbered
from core.access.tables import Grant, RequestLine, WorkItem
from core.agreements.queries import latest_of_request
from core.mail import Mail
from core.mail.tables import OutboxMail
from core.portal import Portal
from core.settings import Settings
from web.command_parts import loading, running

PEOPLE, LONGEST_SECONDS = 10, 60
# Whoever administers the practice chooses a password and signs in with it.
HASHES = 2
A_SECOND = Goal("≤", 1, "ours", "s")
CREDENTIALING, PROVISIONING = "credentialing@demo-health.example", "provisioning@demo-health.example"


def enrollment(bench: Bench) -> list[Line]:
    """B7: the processor time of the server and its workers for all of one enrollment."""
    ours = bench.portal().copied("enrolling")
    alone = ours.with_database(hashing)
    with ours.at_rest() as server:
        staff = [Visitor(ours.signed_in(server, each)) for each in (CREDENTIALING, PROVISIONING)]
        before, began = server.cpu_seconds(), time.perf_counter()
        asked, lines, parts = _enrolled(ours, server, staff)
        cpu, clock = server.cpu_seconds() - before, time.perf_counter() - began
    whole = cpu - HASHES * alone / 1000
    details = {"pages": asked, "lines of access": lines, "clock, s": round(clock, 1), "parts, s": parts}
    return [Line(f"one enrollment of {PEOPLE} people", whole, "s", A_SECOND, details=details)]


def _enrolled(ours: OurPortal, server: Server, staff: Sequence[Visitor]) -> tuple[int, int, dict[str, float]]:
    """Have it enroll; return the pages that were asked for, the pieces of work, and what each part took."""
    portal, (clerk, hands), mails = ours.with_database(_portal), staff, _mails(ours)
    administrator = Administrator(portal, Visitor(ours.browser(server)), mails, PEOPLE)
    times = [server.cpu_seconds()]
    administrator.register()
    times.append(server.cpu_seconds())
    administrator.describe()
    administrator.add_people()
    number = administrator.send()
    times.append(server.cpu_seconds())
    signers = _signed(ours, server, mails, number)
    times.append(server.cpu_seconds())
    _until(ours, lambda: _state_of(number), "checking-credentials")
    find_in_order(clerk, number)
    _until(ours, lambda: _handed_over(number), "yes")
    times.append(server.cpu_seconds())
    items = ours.with_database(lambda _: _items(number))
    for item in items:
        set_up(hands, item)
    times.append(server.cpu_seconds())
    _until(ours, lambda: _state_of(number), "done")
    names = ("sign-up", "registration", "signatures", "activation", "work")
    parts = {
        name: round(after - before, 3) for name, before, after in zip(names, times, times[1:], strict=False)
    }
    visitors = (administrator.visitor, *signers, *staff)
    return sum(each.asked for each in visitors), len(items), parts


def _signed(ours: OurPortal, server: Server, mails: Mails, number: str) -> list[Visitor]:
    """Have everybody sign, one after the other."""
    found = list[Visitor]()
    while signer := ours.with_database(lambda _: _next_signer(number)):
        found.append(Visitor(ours.browser(server)))
        sign(found[-1], mails, *signer)
    return found


def _mails(ours: OurPortal) -> Mails:
    def newest(email: str, what: str) -> str:
        for text in ours.with_database(lambda _: _texts(email)):
            if found := re.search(what, text):
                return found[1]
        raise WrongAnswer(f"no mail to {email} holds what is needed")

    return newest


def _until(ours: OurPortal, look: Callable[[], Awaitable[str]], wanted: str) -> None:
    """Wait for what is done in the background."""
    until = time.monotonic() + LONGEST_SECONDS
    while (found := ours.with_database(lambda _: look())) != wanted:
        if time.monotonic() > until:
            raise WrongAnswer(f"{found} does not become {wanted}")
        time.sleep(0.2)


async def _portal(settings: Settings) -> Portal:
    site = running.site(settings.site)
    mail = Mail(site, settings.base_url, settings.mail_sender)
    return Portal(site, loading.applications(site, settings), mail)


async def _texts(email: str) -> list[str]:
    query = OutboxMail.select(OutboxMail.text).where(OutboxMail.recipient == email)
    return [row["text"] for row in await query.order_by(OutboxMail.queued_at, ascending=False)]


async def _next_signer(number: str) -> tuple[str, str] | None:
    sent = await latest_of_request((await request_numbered(number)).id)
    waiting = sent.waiting_for if sent else ()
    return (waiting[0].email, waiting[0].name) if waiting else None


async def _state_of(number: str) -> str:
    return (await request_numbered(number)).state


async def _items(number: str) -> list[str]:
    """Work of its lines that waits for people."""
    asked = RequestLine.select(RequestLine.grant).where(RequestLine.request.number == number)
    waiting = (WorkItem.state == "people") & WorkItem.grant.is_in(asked)
    return [str(row["id"]) for row in await WorkItem.select(WorkItem.id).where(waiting)]


async def _handed_over(number: str) -> str:
    asked = RequestLine.select(RequestLine.grant).where(RequestLine.request.number == number)
    left = Grant.id.is_in(asked) & Grant.state.is_in(["requested", "approved"])
    machines = WorkItem.grant.is_in(asked) & (WorkItem.state == "waiting")
    return "no" if await Grant.exists().where(left) or await WorkItem.exists().where(machines) else "yes"
