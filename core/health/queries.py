"""Counting what waits, what came to nothing and what was signed: one statement, each part with a bound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core import clock
from core.audit.reading import IN_TRAIL
from core.audit.tables import AuditHead
from core.provisioning.queries import NOT_DONE

# Nobody needs to know how many more there are.
MOST = 1000
RECENTLY = timedelta(days=7)
# Longer than any worker holds what it works on.
LEASE = timedelta(minutes=5)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
QUEUES: Mapping[str, str] = {
    "mail": "outbox_mail",
    "agreements": "agreement_work",
    "provisioning": "work_item",
    "activation": "activation_work",
    "due": "due",
    "plugin": "plugin_work",
}
_NOT_DONE = ", ".join(f"'{state}'" for state in NOT_DONE)
_DUE = "SELECT due FROM {table} WHERE due <= {{now}} ORDER BY due"
_HELD = "SELECT due FROM {table} WHERE due > {{now}} AND due <= {{soon}} AND lease IS NOT NULL ORDER BY due"
_LATE = (
    "SELECT made_at FROM work_item WHERE alarmed_at IS NOT NULL AND kind = '{kind}'"  # noqa: S608 - constants of ours
    f" AND state || '' IN ({_NOT_DONE}) ORDER BY made_at, id"
)
_NOTED = (
    "SELECT at FROM audit_event WHERE action = '{action}' AND at >= {{recently}}"  # noqa: S608 - constants of ours
    f" AND {IN_TRAIL} ORDER BY at DESC"
)
_MAILS = "SELECT queued_at, reason FROM outbox_mail WHERE due > {long_ago} ORDER BY due"
_SIGNED = "SELECT size, at FROM audit_checkpoint ORDER BY size DESC LIMIT 1"
_UNSIGNED = (
    "SELECT at FROM audit_event WHERE number > COALESCE((SELECT MAX(size) FROM audit_checkpoint), 0)"  # noqa: S608 - constants of ours
    f" AND {IN_TRAIL} ORDER BY number LIMIT 1"
)
_WORK = (
    "SELECT made_at, ended_at, failures, words FROM work_item WHERE application = {{slug}}"
    " AND state = '{state}' ORDER BY made_at"
)
_PLACES = re.compile(r"{(now|soon|recently|long_ago|slug)}")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are of something, the moment that says most about them, and words of one of them."""

    number: int
    at: datetime | None
    words: str


async def tally_all(slugs: Iterable[str]) -> Mapping[str, Tally]:
    """Count everything that the page of health shows, by its name; one statement.

    Of each of these applications, of which a site has few, what fails now, what was done and was given up.
    """
    now = clock.now()
    moments = {"now": now, "soon": now + LEASE, "recently": now - RECENTLY, "long_ago": LONG_AGO}
    names, texts, values = list[str](), list[str](), list[Any]()
    for name, text, slug in [*_of_everything(), *(part for each in slugs for part in _of_one(each))]:
        known = {**moments, "slug": slug}
        values += [known[place] for place in _PLACES.findall(text)]
        texts.append(f"SELECT {len(names)} AS what, {_PLACES.sub('{}', text)}")
        names.append(name)
    rows = await AuditHead.raw(" UNION ALL ".join(texts), *values)
    return {
        names[row["what"]]: Tally(int(row["number"]), _moment(row["at"]), row["words"] or "") for row in rows
    }


def _of_everything() -> Iterator[tuple[str, str, str]]:
    for name, table in QUEUES.items():
        yield f"due {name}", _counted(_DUE.format(table=table), "MIN(due)"), ""
        yield f"held {name}", _counted(_HELD.format(table=table), "MIN(due)"), ""
    yield "mails", _counted(_MAILS, "MIN(queued_at)", words="MAX(reason)"), ""
    for name, action in (("refused", "mail.refused"), ("dead", "mail.dead"), ("bound", "account.not-bound")):
        yield name, _counted(_NOTED.format(action=action), "MAX(at)"), ""
    for kind in ("revoke", "update"):
        yield f"late {kind}", _counted(_LATE.format(kind=kind), "MIN(made_at)"), ""
    yield (
        "signed",
        f"COALESCE(MAX(size), 0) AS number, MAX(at) AS at, '' AS words FROM ({_SIGNED}) AS few",
        "",
    )
    yield "unsigned", f"COUNT(*) AS number, MIN(at) AS at, '' AS words FROM ({_UNSIGNED}) AS few", ""


def _of_one(slug: str) -> Iterator[tuple[str, str, str]]:
    waiting, given_up = _WORK.format(state="waiting"), _WORK.format(state="dead")
    failing = _counted(waiting, "MIN(made_at)", words="MAX(words)")
    yield f"fails {slug}", f"{failing} WHERE failures > 0", slug
    yield f"gave up {slug}", _counted(given_up, "MIN(made_at)", words="MAX(words)"), slug
    # The newest by its index: what was done last is among them.
    yield f"done {slug}", _counted(f"{_WORK.format(state='done')} DESC", "MAX(ended_at)", most=20), slug


def _counted(of: str, at: str, *, words: str = "''", most: int = MOST) -> str:
    return f"COUNT(*) AS number, {at} AS at, {words} AS words FROM ({of} LIMIT {most}) AS few"


def _moment(value: Any) -> datetime | None:
    """The moment as a time: SQLite hands it out as the text that it stores."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
