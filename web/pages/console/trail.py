"""The whole trail for the privacy officer: read by person, practice, time and kind, and as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar
from urllib.parse import urlencode

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Stream

from core.audit import note
from core.audit.checkpoints import sign_checkpoint
from core.audit.export import export
from core.audit.signing import verifiers
from core.console.queries.trail import TrailFilter, TrailLine, account_meant, group_meant, trail
from core.console.visits import looks_into
from core.identity.people import of_account
from core.settings import Settings
from web.contexts import PageContext
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import staff
from web.table_files import file_of_today
from web.visit import Visit

TRAIL = "/support/trail"
READS = staff("privacy-officer")
_NAMES = ("person", "practice", "kind", "since", "until")
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailPage(PageContext):
    """One page of the trail; `said` is what is looked for as it was typed, `faults` what cannot be found."""

    template: ClassVar[str] = "support/trail.html"
    lines: Sequence[TrailLine]
    older: str
    said: Mapping[str, str]
    faults: Mapping[str, str]
    hint: str
    about: Sequence[tuple[str, str]]


@get(TRAIL, guards=[READS])
async def show_trail(visit: NamedDependency[Visit], before: FromQuery[int | None] = None) -> Response[Any]:
    """Show the newest events; that somebody looked is an event itself, once a visit."""
    said = {name: str(visit.request.query_params.get(name, ""))[:254].strip() for name in _NAMES}
    looked, faults = await _looked(visit, said)
    typed = {name: text for name, text in said.items() if text}
    await looks_into("trail", ("trail", "events"), typed, by=visit.actor)
    lines, rest = ((), None) if faults else await trail(looked, before)
    asked = urlencode(typed)
    older = f"{TRAIL}?{asked}{'&' if asked else ''}before={rest}" if rest else ""
    hint = visit.portal.site.dates.hint
    page = TrailPage(
        lines=lines, older=older, said=said, faults=faults, hint=hint, about=await _about(visit, looked)
    )
    return render(visit.request, page)


@get(f"{TRAIL}/export", guards=[READS, fresh_code])
async def download_trail(visit: NamedDependency[Visit], settings: NamedDependency[Settings]) -> Stream:
    """Send the whole trail as a file that `portal audit verify --file` verifies anywhere."""
    await sign_checkpoint(settings)
    await note("trail.downloaded", by=visit.actor, subject=("trail", "events"))
    headers = file_of_today(visit, "trail", "jsonl")
    return Stream(_file(visit, settings), media_type="application/x-ndjson", headers=headers)


async def _file(visit: Visit, settings: Settings) -> AsyncIterator[bytes]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trail.jsonl"
        await export(path, verifiers(settings), by=visit.actor)
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


async def _looked(visit: Visit, said: Mapping[str, str]) -> tuple[TrailFilter, dict[str, str]]:
    """What is looked for, and words at what cannot be found: then nothing is shown."""
    faults: dict[str, str] = {}
    account = await account_meant(said["person"]) if said["person"] else None
    group = await group_meant(said["practice"]) if said["practice"] else None
    if said["person"] and account is None:
        faults["person"] = "Nobody is called that. Enter an email address or a login name"
    if said["practice"] and group is None:
        faults["practice"] = "Nothing is called that. Enter the number of a request"
    days: dict[str, datetime | None] = {}
    for name, label in (("since", "From"), ("until", "To")):
        try:
            days[name] = _begins(visit, said[name], name == "until") if said[name] else None
        except (ValueError, OverflowError):
            faults[name] = f"{label} must be a day"
    return TrailFilter(account, group, said["kind"], days.get("since"), days.get("until")), faults


async def _about(visit: Visit, looked: TrailFilter) -> list[tuple[str, str]]:
    """Where a hold is placed on whoever the trail is read about."""
    human = await of_account(looked.account) if looked.account else None
    practice = visit.portal.site.terms.said("Hold the record of this {practice}")
    found = [(f"/support/people/{human['id']}/hold", "Hold the record of this person")] if human else []
    return found + ([(f"/support/practices/{looked.group}/hold", practice)] if looked.group else [])


def _begins(visit: Visit, typed: str, later: bool) -> datetime:
    """The moment at which a typed day begins at the site, or at which the next one does."""
    dates = visit.portal.site.dates
    return dates.begins(dates.read(typed), later=int(later))


handlers = [show_trail, download_trail]
