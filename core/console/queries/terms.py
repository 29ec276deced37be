"""Terms of agreements by the day they end, and how far the agreement is that follows each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from core import clock
from core.agreements.tables import Agreement, Signer
from core.database.rows import load_one
from core.errors import NotFound
from core.groups.states import MANAGED

PAGE = 50
Which = Literal["60", "30", "14", "7", "1", "grace", "lapsed"]
# A term that is over for longer is history.
_PAST = timedelta(days=365)
_FAR = timedelta(days=36525)
# What another term of the same group outlasts needs nobody; it is looked up for each row by the group.
_NOT_OUTLASTED = """NOT EXISTS (SELECT 1 FROM agreement AS n WHERE n."group" = a."group"
AND n.state IN ('in-force', 'lapsed') AND n.ends_at > a.ends_at AND n.purpose <> 'member')"""
_SELECT = f"""
SELECT a.id, a."group", g.name, a.ends_at, a.binds_until, a.state FROM agreement AS a
JOIN practice_group AS g ON g.id = a."group"
WHERE a.state = {{}} AND a.ends_at >= {{}} AND a.ends_at < {{}} AND (a.ends_at, a.id) > ({{}}, {{}})
AND a.purpose <> 'member' AND g.state IN ({{}}, {{}}) AND {_NOT_OUTLASTED}
"""  # noqa: S608 - constants of ours
# The overview looks at so many of the terms that end next: others may outlast any of them.
MOST_TERMS = 200
SOON = timedelta(days=60)
_NEXT = f"""SELECT e."group", e.ends_at FROM agreement AS e
WHERE e.state = 'in-force' AND e.ends_at >= {{now}} AND e.ends_at < {{soon}}
AND e.purpose <> 'member' ORDER BY e.ends_at, e.id LIMIT {MOST_TERMS}"""  # noqa: S608 - constants of ours
_MANAGED = ", ".join(f"'{state}'" for state in sorted(MANAGED))
# What ends soon, in `now` and `soon`, which stand for the moments.
READ_SOON = f"({_NEXT}) AS a"
ENDING_SOON = f"""({_NEXT}) AS a CROSS JOIN practice_group AS g
WHERE g.id = a."group" AND g.state IN ({_MANAGED}) AND {_NOT_OUTLASTED}"""
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class NextAgreement:
    """The agreement that follows a term: its state, when it went out, and whose signatures are missing.

    `reason` is why it ended, where somebody said so.
    """

    state: str
    sent_at: datetime
    missing: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EndingTerm:
    """The last term of a group, and what follows it; None when nothing was sent yet."""

    agreement: UUID
    group: UUID
    name: str
    state: str
    ends_at: datetime
    binds_until: datetime | None
    follows: NextAgreement | None

    @property
    def days(self) -> int:
        """How many days are left; less than 0 once it is over."""
        return (self.ends_at - clock.now()).days

    @property
    def may_be_sent(self) -> bool:
        """Whether nothing waits for signatures or for its seal."""
        return self.follows is None or self.follows.state not in ("out", "signed")


async def ending_terms(
    which: Which, after: UUID | None = None, limit: int = PAGE
) -> tuple[tuple[EndingTerm, ...], UUID | None]:
    """List terms by their end, from behind an agreement; with where the next page begins.

    Three statements, however many there are.
    """
    text, values = await statement_of(which, after)
    rows = await Agreement.raw(f"{text} ORDER BY a.ends_at, a.id LIMIT {limit + 1}", *values)
    follow = await _following([row["id"] for row in rows[:limit]])
    found = tuple(_term(row, follow.get(row["id"])) for row in rows[:limit])
    return found, found[-1].agreement if len(rows) > limit else None


async def next_to_end() -> EndingTerm | None:
    """Find the term that ends before all others that are not over yet."""
    now = clock.now()
    values = ["in-force", now, now + _FAR, now, _FIRST, *sorted(MANAGED)]
    rows = await Agreement.raw(f"{_SELECT} ORDER BY a.ends_at, a.id LIMIT 1", *values)
    return _term(rows[0], None) if rows else None


async def statement_of(which: Which, after: UUID | None) -> tuple[str, list[Any]]:
    """Return the statement without its order, and its values; NotFound behind an agreement without a term."""
    now = clock.now()
    since, until = {
        "grace": (now - _PAST, now),
        "lapsed": (now - _PAST, now),
    }.get(which) or (now, now + timedelta(days=int(which)))
    state = "lapsed" if which == "lapsed" else "in-force"
    behind, key = since, _FIRST
    if after is not None:
        behind, key = (await load_one(Agreement, after))["ends_at"], after
    if behind is None:
        raise NotFound
    return _SELECT, [state, since, until, behind, key, *sorted(MANAGED)]


async def _following(terms: Sequence[UUID]) -> Mapping[UUID, NextAgreement]:
    """Find the last renewal of each term, and whose signatures it waits for."""
    if not terms:
        return {}
    renews = Agreement.follows.is_in(list(terms)) & (Agreement.purpose == "renewal")
    columns = (Agreement.id, Agreement.follows, Agreement.state, Agreement.sent_at, Agreement.reason)
    rows = {
        row["follows"]: row
        for row in await Agreement.select(*columns).where(renews).order_by(Agreement.sent_at)
    }
    if not rows:
        return {}
    asked = Signer.agreement.is_in([row["id"] for row in rows.values()]) & (Signer.state != "signed")
    signers = await Signer.select(Signer.agreement, Signer.name).where(asked).order_by(Signer.position)
    return {term: _follows(row, signers) for term, row in rows.items()}


def _follows(row: Mapping[str, Any], signers: Sequence[Mapping[str, Any]]) -> NextAgreement:
    missing = tuple(each["name"] for each in signers if each["agreement"] == row["id"])
    return NextAgreement(
        row["state"],
        row["sent_at"],
        missing if row["state"] in ("out", "expired") else (),
        row["reason"],
    )


def _term(row: Mapping[str, Any], follows: NextAgreement | None) -> EndingTerm:
    own = (row["state"], row["ends_at"], row["binds_until"])
    return EndingTerm(row["id"], row["group"], row["name"], *own, follows)
