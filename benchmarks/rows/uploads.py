"""B11 and B21: the longest lists that are taken, of people of a registration and of who works somewhere."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import xlsxwriter

from benchmarks.asking import Answer
from benchmarks.bench import Bench
from benchmarks.filling import LARGE
from benchmarks.processes import Server
from benchmarks.results import Goal, Line
from benchmarks.rows.forms import draft_of
from benchmarks.rows.lists import ANALYST
from core.enrollment.uploaded.limits import MOST_ROWS
from core.groups.tables import Member
from core.reviews.tables import Round
from core.settings import Settings

HEADS = ("Staff type", "Suffix", "First name", "Last name", "Email address", "Phone number")
# What of the goal for 5,000 people belongs to as many as a list may have.
SECONDS = 3 * MOST_ROWS / 5000
_TICK = 100
People = Sequence[tuple[str, str, str]]


def people(bench: Bench) -> list[Line]:
    """B11: a workbook is read in, shown and taken over; the rows of an export are measured elsewhere."""
    portal = bench.portal().copied("uploads")
    with portal.at_rest() as server:
        paula = portal.signed_in(server, LARGE)
        upload = f"{draft_of(paula)}/import"
        taken = Taken(server)
        token = paula.get(upload).token
        taken.ask(lambda: paula.post_file(upload, token, "people.xlsx", _workbook(named(MOST_ROWS))), 303)
        shown = taken.ask(lambda: paula.get(upload), 200, f"{MOST_ROWS} of {MOST_ROWS} rows are right")
        reading = taken.seconds
        (confirm,) = set(re.findall(r'action="(/enrollment/[^"]+/import/[^"]+)"', shown.text))
        taken.ask(lambda: paula.post(confirm, {**shown.token, "action": "add"}), 303)
        grown, details = taken.memory_mb, {"taken over in": round(taken.seconds - reading, 3)}
    limit = Goal("≤", SECONDS, "ours", "s")
    return [
        Line(f"{MOST_ROWS} people read in and shown", reading, "s", limit, None, None, taken.wrong, details),
        Line("memory that this left", grown, "MB", Goal("≤", 50, "ours", "MB")),
    ]


def roster(bench: Bench) -> list[Line]:
    """B21: a practice of as many people sends its own list of who works there, and sees who is missing."""
    portal = bench.portal().copied("roster")
    everybody = named(MOST_ROWS)
    review = portal.with_database(lambda settings: _reviewed(settings, everybody))
    path = f"/support/reviews/practices/{review}"
    with portal.at_rest() as server:
        analyst, taken = portal.signed_in(server, ANALYST), Taken(server)
        pasted = "\n".join(f"{first},{last}" for first, last, _ in everybody[1:])
        fields = {**analyst.get(path).token, "pasted": f"First name,Last name\n{pasted}"}
        taken.ask(lambda: analyst.post(f"{path}/who", fields), 303)
        sending = taken.seconds
        taken.ask(lambda: analyst.get(path), 200, everybody[0][1])
        whole = taken.seconds
    two, details = (
        Goal("≤", 2, "ours", "s"),
        {"the list": round(sending, 3), "page": round(whole - sending, 3)},
    )
    what = f"a list of {MOST_ROWS - 1} people against {MOST_ROWS} members, and the page of the review"
    return [Line(what, whole, "s", two, None, None, taken.wrong, details)]


class Taken:
    """The processor time that requests took, with that of the processes that ended meanwhile."""

    def __init__(self, server: Server) -> None:
        self._server, self._began, self._memory = server, _seconds(server), server.memory_mb()
        self.wrong = 0

    def ask(self, asking: Callable[[], Answer], status: int, holds: str = "") -> Answer:
        """Ask once."""
        answer = asking()
        self.wrong += answer.status != status or holds not in answer.text
        return answer

    @property
    def seconds(self) -> float:
        """All of it until now."""
        return _seconds(self._server) - self._began

    @property
    def memory_mb(self) -> float:
        """How much more the server holds than at first."""
        return self._server.memory_mb() - self._memory


def named(many: int) -> People:
    """So many people, no two of one name: first name, last name and address."""
    letters = [chr(ord("a") + place) for place in range(26)]
    firsts = [f"Fay{one}{two}" for one in letters for two in letters]
    return [
        (firsts[place % 500], f"Wood{letters[place // 500]}", f"p{place}@peaks.example")
        for place in range(many)
    ]


def _workbook(everybody: People) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("People")
    sheet.write_row(0, 0, HEADS)
    for row, (first, last, email) in enumerate(everybody, start=1):
        sheet.write_row(row, 0, ("Staff", "Coder", first, last, email, f"602555{row % 10_000:04}"))
    book.close()
    return stream.getvalue()


async def _reviewed(_: Settings, everybody: People) -> UUID:
    """Make the practice of a demo this large whose review has just begun; return which review."""
    begun = Round.open_for.is_not_null() & (Round.state == "recall")
    review: Any = await Round.select(Round.id, Round.group).where(begun).first()
    like: Any = await Member.select().where(Member.group == review["group"], Member.state == "active").first()
    rows = list[Member]()
    for place, (first, last, email) in enumerate(everybody):
        own = {"id": uuid4(), "first_name": first, "last_name": last, "email": email, "person": None}
        rows.append(Member(**like | own | {"position": 1000 + place, "key": f"{review['group']}:{email}"}))
    for at in range(0, len(rows), 100):
        await Member.insert(*rows[at : at + 100])
    return UUID(str(review["id"]))


def _seconds(server: Server) -> float:
    """The processor time of the server, with that of those that read a file and ended."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return server.cpu_seconds() + (int(fields[13]) + int(fields[14])) / _TICK
