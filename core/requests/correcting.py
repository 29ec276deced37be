"""The administrator corrects what was given back, in the forms it was first asked in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.access.on_authority import colleague_changed
from core.access.records import RequestFacts
from core.actor import Actor
from core.audit import changes
from core.credentials.looking import look_up_later
from core.errors import NotFound
from core.forms import rows, to_json
from core.groups.people import load_group, load_member
from core.groups.rights import administers
from core.portal import Portal
from core.requests.answers import LinePart, store_answers
from core.requests.cases import case
from core.requests.corrections import Changed, Returned, end, open_one
from core.requests.fields import KIND, store
from core.requests.kinds import take_what_no_longer_fits
from core.requests.open_parts import OpenPart, Values, open_parts


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """What is to be corrected and why; no parts when what was asked for is settled already."""

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

    The page that comes back says what is. Only the fields that were given back are read. What a person of
    another staff type or suffix may not have any more ends in the same change.
    """
    page = await _page(portal, await _own(number, by), values)
    if page.wrong:
        return page
    async with changes():
        request = await _own(number, by, lock=True)
        # Once more with the request held: support may have taken it back meanwhile.
        page = await _page(portal, request, values)
        changed = [each for part in page.parts for each in await _store(portal, request, part, by)]
        ended = await take_what_no_longer_fits(portal, request, _of_another_kind(page.parts), by=by)
        changed += [Changed(who, application, "Requested", why) for who, application, why in ended]
        for each in _people(page.parts):
            await colleague_changed(portal, await load_group(request.group), await load_member(each), by=by)
        await look_up_later(portal, request.group)
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
    return CorrectionPage(request.number, found, await open_parts(portal, request, found, values))


def _people(parts: Sequence[OpenPart]) -> list[UUID]:
    """Whose own answers were corrected: their license has to be looked at anew."""
    return [
        UUID(each.part.key)
        for each in parts
        if each.answers is not None and not isinstance(each.part, LinePart) and each.part.member is not None
    ]


def _of_another_kind(parts: Sequence[OpenPart]) -> list[UUID]:
    """Who has another staff type or suffix now."""
    return [
        UUID(each.part.key)
        for each in parts
        if each.answers is not None
        and not isinstance(each.part, LinePart)
        and any(getattr(each.answers, name, "") != each.before.stored.get(name, "") for name in KIND)
    ]


async def _store(portal: Portal, request: RequestFacts, opened: OpenPart, by: Actor) -> list[Changed]:
    if opened.answers is None:
        return []
    part, answers = opened.part, opened.answers
    before, after = dict(opened.before.shown), rows(part.model, answers, choices=part.choices)
    now = dict(after)
    changed = [
        Changed(part.title, label, before.get(label, ""), now.get(label, ""))
        for label in {**before, **now}
        if before.get(label, "") != now.get(label, "")
    ]
    if isinstance(part, LinePart):
        await store_answers(portal, part, answers, after, [each.label for each in changed], by=by)
    else:
        await store(portal.site, part, request, to_json(answers), after)
    return changed
