"""The fields that were given back, as forms: drawn as they are stored, and read as they are typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel

from core.access.records import RequestFacts
from core.enrollment.offers import against_answers
from core.enrollment.rules import email_taken, identifier_taken
from core.forms import Form, questions, read, with_gone
from core.groups.people import members_of
from core.groups.records import MemberFacts
from core.groups.rights import parts_played
from core.portal import Portal
from core.requests.answers import ANSWERS, LinePart
from core.requests.corrections import Returned, to_correct
from core.requests.fields import Part, person_part
from core.requests.kinds import as_typed

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class OpenPart:
    """The fields of the practice, of one person or of one line that are open, with what stands in them.

    `part` is of the staff type and suffix that were typed, `before` as it is stored; `asked` is what support
    asks about all of it.
    """

    part: Part
    before: Part
    form: Form
    answers: BaseModel | None = None
    asked: str = ""

    @property
    def title(self) -> str:
        """Whose answers they are."""
        return self.part.title


async def open_parts(
    portal: Portal, request: RequestFacts, found: Returned, values: Values | None
) -> tuple[OpenPart, ...]:
    """List every part of which something was given back and can still be corrected."""
    everybody = await to_correct(portal, request)
    formed = {each.key: _formed(portal, each, found, values) for each in everybody}
    signers = {each.email: each.name for each in request.details.signers}
    others = _Others(
        portal, everybody, {key: names for key, (_, names) in formed.items()}, values or {}, signers
    )
    return tuple(
        _asking(_drawn(portal, each, formed[each.key], values, others.against(each)), found)
        for each in everybody
        if formed[each.key][1]
    )


async def open_person(portal: Portal, member: MemberFacts, values: Values | None) -> OpenPart:
    """Open everything about somebody of a practice that may change without a request, but their address.

    Names that stand in an agreement stay; staff type and suffix bring their own questions.
    """
    played, everybody = await parts_played(member.group), await members_of(member.group)
    signing = set(portal.site.agreement.signers)
    parts = {
        each.id: person_part(portal.site, each, signing & {*played.get(each.id, ())}, waits=True)
        for each in everybody
    }
    before = parts[member.id]
    formed = before, tuple(name for name in before.names if name != "email")
    if values is not None:
        formed = as_typed(portal.site, before, formed[1], values)
    others = _Others(portal, [*parts.values()], {before.key: formed[1]}, values or {}, {})
    return _drawn(portal, before, formed, values, others.against(before))


def _formed(
    portal: Portal, part: Part, found: Returned, values: Values | None
) -> tuple[Part, tuple[str, ...]]:
    """A part as one of the staff type and suffix that were typed, and what of it is open then."""
    names = part.opened(tuple(each.name for each in found.fields if each.key == part.key))
    return (part, names) if values is None else as_typed(portal.site, part, names, values)


@dataclass(frozen=True, slots=True)
class _Others:
    """What everybody of a practice types into what is open to them, and the addresses of its signers."""

    portal: Portal
    parts: Sequence[Part]
    open: Mapping[str, tuple[str, ...]]
    values: Values
    signers: Mapping[str, str]

    def against(self, part: Part) -> dict[str, str]:
        """Say what the others have against the identifier and the address of a person."""
        if part.member is None or isinstance(part, LinePart):
            return {}
        site, wrong = self.portal.site, dict[str, str]()
        if (key := self._known_by(part)) and (other := self._same(part, key, self._known_by)):
            wrong |= identifier_taken(site, key, other)
        email = self._email(part)
        signer = self.signers.get(email, "") if email != part.member.email else ""
        if email and (other := self._same(part, email, self._email) or signer):
            wrong["email"] = email_taken(site, other)
        return wrong

    def _same(self, part: Part, mine: str, of: Callable[[Part], str]) -> str:
        people = [each for each in self.parts if each.member and not isinstance(each, LinePart)]
        return next((each.title for each in people if each.key != part.key and of(each) == mine), "")

    def _known_by(self, part: Part) -> str:
        """Slug and value of what tells a person apart, as it would be stored."""
        site = self.portal.site
        return site.known_by({each.slug: self._typed(part, each.slug) for each in site.identifiers})

    def _email(self, part: Part) -> str:
        return self._typed(part, "email").strip().lower()

    def _typed(self, part: Part, name: str) -> str:
        typed = next(iter(self.values.get(f"{part.prefix}{name}", ())), None)
        counts = typed is not None and name in self.open.get(part.key, ())
        return str(typed) if counts else str(part.stored.get(name) or "")


def _drawn(
    portal: Portal,
    before: Part,
    formed: tuple[Part, tuple[str, ...]],
    values: Values | None,
    against: Mapping[str, str],
) -> OpenPart:
    """Everything as stored, with what was typed into the open fields; only these are drawn.

    `against` is what others of the practice have against it, which counts where it can be corrected.
    """
    part, names = formed
    if values is None:
        return OpenPart(part, before, _only(part.form, names))
    opened = {f"{part.prefix}{name}" for name in names}
    sent = part.form.sent | {name: list(values.get(name, ())) for name in opened}
    # What can be chosen no more is asked anew where it can be answered, and nobody stops at it elsewhere.
    asks = any(each.source and each.name in names for each in questions(part.model))
    choices = part.choices if asks else with_gone(part.choices)
    result = read(part.model, sent, choices=choices, prefix=part.prefix)
    wrong = {name: words for name, words in against.items() if name in names}
    if isinstance(part, LinePart) and result.answers is not None:
        slug = part.line.grant.application
        wrong = dict(against_answers(portal, slug, result.answers, part.addresses))
    form = result.refused(wrong)
    return OpenPart(part, before, _only(form, names), None if form.wrong else result.answers)


def _asking(opened: OpenPart, found: Returned) -> OpenPart:
    """Put what support asks about a field beside exactly that field, and about a line above its form."""
    prefix = opened.part.prefix
    asked = {f"{prefix}{each.name}": each.question for each in found.fields if each.key == opened.part.key}
    inputs = tuple(
        each._replace(hint=f"Support asks: {asked[each.name]}") if asked.get(each.name) else each
        for each in opened.form.inputs
    )
    form = replace(opened.form, inputs=inputs)
    return replace(opened, form=form, asked=asked.get(f"{prefix}{ANSWERS}", ""))


def _only(form: Form, names: tuple[str, ...]) -> Form:
    """The open fields; an error at another one is told as a problem of the whole."""
    shown = {f"{form.prefix}{name}" for name in names}
    hidden = tuple(each.error for each in form if each.error and each.name not in shown)
    inputs = tuple(each for each in form if each.name in shown)
    return replace(form, inputs=inputs, problems=(*form.problems, *hidden))
