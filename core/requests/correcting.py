"""The administrator corrects what was given back, in the forms it was first asked in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel

from core.access.records import RequestFacts
from core.actor import Actor
from core.audit import changes
from core.enrollment.rules import npi_taken
from core.errors import NotFound
from core.forms import Form, npi_digits, read, rows, to_json
from core.groups.rights import administers
from core.portal import Portal
from core.requests.cases import case
from core.requests.corrections import Changed, Returned, end, open_one
from core.requests.fields import Part, parts_of, store

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class OpenPart:
    """The fields of the practice or of one person that are open, with what stands in them."""

    part: Part
    form: Form
    answers: BaseModel | None = None

    @property
    def title(self) -> str:
        """Whose answers they are."""
        return self.part.title


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """What is to be corrected and why."""

    number: str
    returned: Returned
    parts: tuple[OpenPart, ...]

    @property
    def wrong(self) -> bool:
        """Whether anything that was typed is not right."""
        return any(each.form.wrong for each in self.parts)

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """Every error with the input it stands at."""
        return tuple(error for each in self.parts for error in each.form.errors)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with a part as a whole."""
        return tuple(problem for each in self.parts for problem in each.form.problems)


async def draw_correction(portal: Portal, number: str, *, by: Actor) -> CorrectionPage:
    """Draw the open fields as they are stored; NotFound when it is another's request or nothing is open."""
    return await _page(portal, await _own(number, by), None)


async def correct(portal: Portal, number: str, values: Values, *, by: Actor) -> CorrectionPage:
    """Store the corrected fields and send the request back to support; nothing when anything is wrong.

    The page that comes back says what is. Only the fields that were given back are read.
    """
    page = await _page(portal, await _own(number, by), values)
    if page.wrong:
        return page
    async with changes():
        request = await _own(number, by, lock=True)
        # Once more with the request held: support may have taken it back meanwhile.
        page = await _page(portal, request, values)
        changed = [each for part in page.parts for each in await _store(request, part)]
        await end(request, "answered", changed, by=by)
    return page


async def _own(number: str, by: Actor, *, lock: bool = False) -> RequestFacts:
    request = await case(number, lock=lock)
    if not await administers(by.account, request.group):
        raise NotFound
    return request


async def _page(portal: Portal, request: RequestFacts, values: Values | None) -> CorrectionPage:
    found = await open_one(request.id)
    if found is None:
        raise NotFound
    everybody = await parts_of(portal, request)
    npis = {each.key: _npi_of(each, values or {}) for each in everybody}
    drawn = tuple(
        _asking(_drawn(each, names, values, _taken(portal, everybody, npis, each)), found)
        for each in everybody
        if (names := _open(found, each))
    )
    return CorrectionPage(request.number, found, drawn)


def _open(found: Returned, part: Part) -> tuple[str, ...]:
    return tuple(each.name for each in found.fields if each.key == part.key)


def _npi_of(part: Part, values: Values) -> str:
    """The NPI of a person as it would be stored, in the spelling in which NPIs are compared."""
    typed = next(iter(values.get(f"{part.prefix}npi", ())), None)
    return npi_digits(str(part.stored.get("npi") or "") if typed is None else typed)


def _taken(portal: Portal, everybody: Sequence[Part], npis: Mapping[str, str], part: Part) -> dict[str, str]:
    """What is wrong with the NPI of a person that somebody else of the practice has."""
    mine = npis[part.key]
    others = [each.title for each in everybody if each.key != part.key and npis[each.key] == mine]
    return {"npi": npi_taken(portal.site, others[0])} if mine and others else {}


def _drawn(part: Part, names: tuple[str, ...], values: Values | None, against: Mapping[str, str]) -> OpenPart:
    """Everything as stored, with what was typed into the open fields; only these are drawn.

    `against` is what others of the practice have against it, which counts where it can be corrected.
    """
    if values is None:
        return OpenPart(part, _only(part.form, names))
    opened = {f"{part.prefix}{name}" for name in names}
    sent = part.form.sent | {name: list(values.get(name, ())) for name in opened}
    result = read(part.model, sent, choices=part.choices, prefix=part.prefix)
    form = result.refused({name: words for name, words in against.items() if name in names})
    return OpenPart(part, _only(form, names), None if form.wrong else result.answers)


def _asking(opened: OpenPart, found: Returned) -> OpenPart:
    """Put what support asks about a field beside exactly that field."""
    prefix = opened.part.prefix
    asked = {f"{prefix}{each.name}": each.question for each in found.fields if each.key == opened.part.key}
    inputs = tuple(
        replace(each, hint=f"Support asks: {asked[each.name]}") if asked.get(each.name) else each
        for each in opened.form.inputs
    )
    return replace(opened, form=replace(opened.form, inputs=inputs))


def _only(form: Form, names: tuple[str, ...]) -> Form:
    """The open fields; an error at another one is told as a problem of the whole."""
    shown = {f"{form.prefix}{name}" for name in names}
    hidden = tuple(each.error for each in form if each.error and each.name not in shown)
    inputs = tuple(each for each in form if each.name in shown)
    return replace(form, inputs=inputs, problems=(*form.problems, *hidden))


async def _store(request: RequestFacts, opened: OpenPart) -> list[Changed]:
    if opened.answers is None:
        return []
    part, answers = opened.part, opened.answers
    before, after = dict(part.shown), rows(part.model, answers, choices=part.choices)
    changed = [
        Changed(part.title, label, before.get(label, ""), now)
        for label, now in after
        if before.get(label, "") != now
    ]
    await store(part, request, to_json(answers), after)
    return changed
