"""What is shown and asked where somebody else is to answer for a practice.

The practice and support are shown the same, its sponsor too; each draws it on a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response
from pydantic import BaseModel

from core.actor import Actor
from core.agreements.context import Signing
from core.database import at_once
from core.enrollment.forms.people import staff_type_of
from core.errors import Invalid, NotFound, Stale
from core.forms import Choice, Form, draw, field, read, rows, to_json
from core.groups.appointments import Side
from core.groups.people import load_group
from core.office import handing_over, new_sponsor, seeking
from core.office.forms import ROLE, new_sponsor_choices, new_sponsor_model
from core.office.new_sponsor import NewPerson
from core.office.queries.followers import Successor, playing
from core.office.queries.sponsors import (
    ChangeOfSponsor,
    Sought,
    WhySought,
    change_of_sponsor,
    could_sponsor,
    sought,
)
from core.portal import Portal
from core.requests.signers import Asked, asked_to_sign
from core.site import SiteProfile
from web.ending_answers import Nothing
from web.ending_questions import Asked as AskedBefore
from web.forms import one, see_other, submitted
from web.rendering import render
from web.visit import Visit


class WhySponsor(BaseModel):
    """Why somebody else is to answer for a practice."""

    reason: str = field(
        "Reason",
        kind="textarea",
        max_length=500,
        missing="Say why",
        hint="Support reads it.",
    )


class Needed(BaseModel):
    """Why a practice needs another sponsor."""

    why: WhySought = field(
        "What happened?",
        kind="radios",
        choices=(
            Choice("leaves", "The {sponsor} leaves, or doesn’t want to answer for the {practice} any more"),
            Choice("license", "The {license} isn’t valid any more"),
        ),
        missing="Choose what happened",
    )
    reason: str = field("Reason", kind="textarea", max_length=500, missing="Say why")


class IStop(BaseModel):
    """Why a sponsor does not want to go on."""

    reason: str = field("Reason", kind="textarea", max_length=500, missing="Say why")


@dataclass(frozen=True, slots=True)
class SponsorShown:
    """How it stands: who answers now, who could, or who is named and who has signed.

    `may_withdraw` tells whether whoever looks at it may withdraw the change, `side` for whom they look.
    """

    group: UUID
    name: str
    side: Side
    sponsor: str
    people: Sequence[Successor]
    named: ChangeOfSponsor | None
    signers: Sequence[Asked]
    until: str
    sought: Sought | None
    may_withdraw: bool


async def sponsor_shown(portal: Portal, group: UUID, by: Actor) -> SponsorShown:
    """Find it for whoever may see it; NotFound for others, and before the practice was activated."""
    side = await _side_in(portal.site, group, by)
    found, named, sponsor, searching = await at_once(
        load_group(group), change_of_sponsor(portal.site, group), playing(group, ROLE), sought(group)
    )
    handing_over.require_active(found)
    sent = named.sent if named else None
    return SponsorShown(
        group=group,
        name=found.name,
        side=side,
        sponsor=sponsor,
        people=() if named or side == "sponsor" else await could_sponsor(portal, group),
        named=named,
        signers=await asked_to_sign(sent) if sent else (),
        until=portal.site.dates.day(sent.agreement.expires_at) if sent else "",
        sought=searching,
        may_withdraw=named is not None and may_withdraw(named, side),
    )


def may_withdraw(named: ChangeOfSponsor, side: Side) -> bool:
    """Tell whether this side may withdraw a change that is open."""
    return side == "support" or (side == "practice" and named.change.asked_by == "practice")


async def sponsor_question(portal: Portal, group: UUID, member: UUID, by: Actor) -> AskedBefore:
    """Say what will happen when a member is named; Stale for who cannot, NotFound for who is not there."""
    await _require_not_the_sponsor(portal.site, group, by)
    found = next((each for each in await could_sponsor(portal, group) if each.member.id == member), None)
    if found is None:
        raise NotFound
    if found.why_not or await change_of_sponsor(portal.site, group):
        raise Stale(found.why_not or new_sponsor.ONE_AT_A_TIME)

    async def act(given: WhySponsor) -> None:
        await placed(new_sponsor.ask(portal, group, member, given.reason, by=by))

    name = found.member.name
    lines = await what_happens(portal, group, name)
    called = portal.site.terms.sponsor
    return AskedBefore(f"Name {name} as the new {called}", lines, _button(by), WhySponsor, act)


async def what_happens(portal: Portal, group: UUID, name: str) -> list[str]:
    """Say step by step what follows when somebody is named."""
    terms, before = portal.site.terms, await playing(group, ROLE)
    return [
        f"Support checks the {terms.license} and the email address of {name}.",
        f"Then everyone who signs gets an email to sign a new {terms.agreement}.",
        f"Until everyone has signed, {before} stays the {terms.sponsor}, and nobody loses access.",
        f"From that moment {before} has no rights as {terms.sponsor} any more.",
        "You can withdraw this until then.",
    ]


async def withdraw_question(signing: Signing, group: UUID, by: Actor) -> AskedBefore:
    """Say what will happen when the change is withdrawn; Stale when there is none."""
    await _require_not_the_sponsor(signing.site, group, by)
    if (found := await change_of_sponsor(signing.site, group)) is None:
        raise Stale(new_sponsor.NOTHING)

    async def act(_: BaseModel) -> None:
        await placed(new_sponsor.withdraw(signing, group, by=by))

    lines = [
        f"{await playing(group, ROLE)} stays the {signing.site.terms.sponsor}.",
        *(["We tell everyone whom we asked to sign, and their links stop working."] if found.sent else []),
        "Someone else can be named afterwards.",
    ]
    heading = f"Withdraw the change to {found.member.name}"
    return AskedBefore(heading, lines, "Withdraw the change", Nothing, act, warn=True)


async def needed_question(portal: Portal, group: UUID, by: Actor) -> AskedBefore:
    """Say what will happen when it is said that another sponsor is needed; Stale when it was said."""
    side = await _side_in(portal.site, group, by)
    if await sought(group):
        raise Stale(seeking.ALREADY)
    terms, days = portal.site.terms, portal.site.new_sponsor_days

    async def act(given: Any) -> None:
        why: WhySought = getattr(given, "why", "leaves")
        await placed(seeking.seek(portal, group, why, given.reason, by=by))

    lines = [
        f"The {terms.practice} has {days} days to name someone else. Nobody loses access before.",
        f"The {terms.administrator} and support get an email at once, and again when the time is over.",
        f"Until everyone has signed for someone else, the {terms.sponsor} stays the same.",
    ]
    if side == "sponsor":
        name = (await load_group(group)).name
        return AskedBefore(f"Stop answering for {name}", lines, "Ask for someone else", IStop, act, warn=True)
    heading = f"Say that a new {terms.sponsor} is needed"
    return AskedBefore(heading, lines, "Tell everyone", Needed, act)


async def sign_question(portal: Portal, group: UUID, by: Actor) -> AskedBefore:
    """Say who is asked to sign; Stale when that is not possible now."""
    await _side_in(portal.site, group, by)
    found = await change_of_sponsor(portal.site, group)
    if found is None or found.sent is not None:
        raise Stale(new_sponsor.SENT)

    async def act(_: BaseModel) -> None:
        await placed(new_sponsor.send_to_sign(portal, group, by=by))

    terms, kind = portal.site.terms, portal.site.agreement
    lines = [
        f"{found.member.name} ({found.check.address}), and whoever else signs the {terms.agreement.short} "
        f"for {(await load_group(group)).name}, get an email.",
        f"They have {kind.expires_days} days for it. We remind them.",
        f"{found.member.name} becomes the {terms.sponsor} with the last signature.",
    ]
    return AskedBefore(
        f"Ask for the signatures for {found.member.name}", lines, "Ask for the signatures", Nothing, act
    )


async def ask_signer_again(portal: Portal, group: UUID, signer: UUID, by: Actor) -> None:
    """Mail somebody whose signature is waited for a new link, once a day."""
    await _require_not_the_sponsor(portal.site, group, by)
    found = await change_of_sponsor(portal.site, group)
    await handing_over.remind(portal, found.sent if found else None, signer, by=by)


async def new_person(
    visit: Visit, group: UUID, page: Callable[[Form, Sequence[str]], Any], back: str
) -> Response[Any]:
    """Ask about somebody new, or name them; the page again with words at what is wrong."""
    site = visit.portal.site
    await _require_not_the_sponsor(site, group, visit.actor)
    handing_over.require_active(await load_group(group))
    if await change_of_sponsor(site, group):
        return see_other(back)
    lines, choices = await what_happens(visit.portal, group, "this person"), new_sponsor_choices(site)
    if visit.request.method != "POST":
        form = draw(new_sponsor_model(site), {}, choices=choices)
        return render(visit.request, page(form, lines))
    values = await submitted(visit.request)
    model = new_sponsor_model(site, one(values, "suffix"))
    reading = read(model, values, choices=choices)
    if reading.answers is None:
        return render(visit.request, page(reading.form, lines), status=422)
    given = to_json(reading.answers)
    reason = given.pop("reason")
    kept = [list(row) for row in rows(model, reading.answers, choices=choices) if row[0] != "Reason"]
    person = NewPerson(given, kept, staff_type_of(site, ROLE))
    try:
        await placed(new_sponsor.ask(visit.portal, group, person, reason, by=visit.actor))
    except Invalid as wrong:
        return render(visit.request, page(reading.refused(wrong.errors), lines), status=422)
    return see_other(back)


async def placed(act: Any) -> None:
    """Say on the page itself that something changed meanwhile."""
    try:
        await act
    except Stale as problem:
        raise Invalid({"": str(problem)}) from problem


def _button(by: Actor) -> str:
    return "Name the new {sponsor}" if by.kind == "staff" else "Ask support for this"


async def _require_not_the_sponsor(site: SiteProfile, group: UUID, by: Actor) -> None:
    if await _side_in(site, group, by) == "sponsor":
        raise NotFound


async def _side_in(site: SiteProfile, group: UUID, by: Actor) -> Side:
    """For whom somebody acts there; NotFound for others, and at a site that has no sponsors."""
    if not site.enrollment.sponsor:
        raise NotFound
    return await handing_over.side_in(group, by)
