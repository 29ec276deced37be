"""Giving a request back: exactly the named fields are open again, and what was changed is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from core import clock
from core.access.records import RequestFacts
from core.access.request_moves import CHECKING, CORRECTING, moving
from core.actor import Actor
from core.audit import changes, note
from core.errors import Invalid, Stale
from core.groups.rights import administrator_of
from core.portal import Portal
from core.requests.answers import BEING_SET_UP, lines_to_correct
from core.requests.cases import case, not_ones_own
from core.requests.fields import KIND, Part, parts_of
from core.requests.tables import Correction

_ONE_ANSWER = (("middle_initial", "no_middle_initial"), ("first_name", "one_name"), KIND)


@dataclass(frozen=True, slots=True)
class Field:
    """One field that was given back: whose it is, its name and label, and what support asks about it."""

    key: str
    title: str
    name: str
    label: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """One answer that was corrected."""

    title: str
    label: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Returned:
    """One time that a request was given back: `open`, `answered`, or `taken-back` by support."""

    id: UUID
    state: str
    reason: str
    fields: tuple[Field, ...]
    changes: tuple[Changed, ...]
    by: str
    made_at: datetime
    ended_at: datetime | None


async def give_back(
    portal: Portal,
    number: str,
    chosen: Sequence[str],
    reason: str,
    *,
    by: Actor,
    questions: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Ask for corrections of fields, and say why.

    Each is `practice.<name>`, `<member>.<name>` or `<grant>.answers`; once access is set up, only the last.
    `questions` say what is not right with one field; a field with a question needs no other choice, and where
    each has one, no reason is needed. Raises Invalid at `fields` and `reason`, Stale when the request is not
    being checked or set up, or waits for corrections already.
    """
    async with changes():
        request = await case(number, lock=True)
        if request.state not in (CHECKING, *BEING_SET_UP):
            raise Stale("The credentials of this request aren’t being checked now.")
        await not_ones_own(request, by)
        if await open_one(request.id):
            raise Stale(f"The {portal.site.terms.practice} has something to correct already.")
        asked = {name: words.strip()[:300] for name, words in questions.items() if words.strip()}
        fields = _chosen(await to_correct(portal, request), [*chosen, *asked], asked)
        errors = {} if fields else {"fields": f"Choose what the {portal.site.terms.practice} corrects"}
        if not reason.strip() and not (fields and all(each.question for each in fields)):
            errors["reason"] = (
                f"Say what isn’t right, so that the {portal.site.terms.practice} can correct it"
            )
        if errors:
            raise Invalid(errors)
        await _insert(request, fields, reason.strip()[:1000], by)
        opened = [f"{each.key}.{each.name}" for each in fields]
        if request.state == CHECKING:
            await moving(request, CORRECTING, by=by, fields=opened)
        else:
            await note("request.answers-asked", by=by, subject=("request", request.id), fields=opened)
        await _tell(portal, request, fields, reason.strip()[:1000])


async def to_correct(portal: Portal, request: RequestFacts) -> tuple[Part, ...]:
    """List whatever of a request can be given back as it stands now."""
    return (*await parts_of(portal, request), *await lines_to_correct(portal, request))


async def take_back(number: str, *, by: Actor) -> None:
    """Take the request back: nothing has to be corrected after all."""
    async with changes():
        request = await case(number, lock=True)
        await not_ones_own(request, by)
        await end(request, "taken-back", [], by=by)


async def end(request: RequestFacts, state: str, changed: Sequence[Changed], *, by: Actor) -> None:
    """Close what was asked for; part of the change that ends the request, which is locked."""
    if request.state != CORRECTING and await open_one(request.id) is None:
        raise Stale("Nothing waits to be corrected any more.")
    values: dict[Any, Any] = {
        Correction.state: state,
        Correction.changes: [asdict(each) for each in changed],
        Correction.open_for: None,
        Correction.ended_at: clock.now(),
    }
    await Correction.update(values).where(Correction.open_for == request.id)
    fields = [f"{each.title}: {each.label}" for each in changed]
    what = "corrected" if state == "answered" else state
    if request.state == CORRECTING:
        await moving(request, CHECKING, by=by, what=what, fields=fields)
    else:
        await note(f"request.{what}", by=by, subject=("request", request.id), fields=fields)


async def returned(request: UUID) -> tuple[Returned, ...]:
    """List every time a request was given back, the newest first; one statement."""
    query = Correction.select().where(Correction.request == request)
    rows = await query.order_by(Correction.made_at, ascending=False).output(load_json=True)
    return tuple(_returned(row) for row in rows)


async def open_one(request: UUID) -> Returned | None:
    """Find what is to be corrected now."""
    return next((each for each in await returned(request) if each.state == "open"), None)


def _chosen(parts: Sequence[Part], chosen: Sequence[str], asked: Mapping[str, str]) -> list[Field]:
    """The chosen fields in the order of the forms; what cannot be given back is left out.

    A middle initial and the tick that there is none are one answer, and so are the names of a person.
    """
    wanted = set(chosen)
    for part in parts:
        for names in _ONE_ANSWER:
            together = {f"{part.prefix}{name}" for name in names}
            wanted |= together if wanted & together else set()
    return [
        Field(part.key, part.title, name, part.label(name), asked.get(f"{part.prefix}{name}", ""))
        for part in parts
        for name in part.names
        if f"{part.prefix}{name}" in wanted
    ]


async def _insert(request: RequestFacts, fields: list[Field], reason: str, by: Actor) -> None:
    row = Correction(request=request.id, open_for=request.id, reason=reason, by_name=by.name[:200])
    row.fields = [asdict(each) for each in fields]
    row.made_at = clock.now()
    await Correction.insert(row)


async def _tell(portal: Portal, request: RequestFacts, fields: list[Field], reason: str) -> None:
    administrator = await administrator_of(request.group)
    if administrator is None:
        return
    await portal.mail.send(
        to=administrator.email,
        template="request-given-back",
        about=("request", request.id),
        first_name=administrator.first_name,
        number=request.number,
        reason=reason,
        fields=[": ".join(filter(None, (each.title, each.label, each.question))) for each in fields],
        path=f"/requests/{request.number}/correct",
    )


def _returned(row: Mapping[str, Any]) -> Returned:
    return Returned(
        id=row["id"],
        state=row["state"],
        reason=row["reason"],
        fields=tuple(Field(**each) for each in row["fields"]),
        changes=tuple(Changed(**each) for each in row["changes"]),
        by=row["by_name"],
        made_at=row["made_at"],
        ended_at=row["ended_at"],
    )
