"""What is asked before somebody answers for a colleague, or no longer does, and what will happen then."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel

from core.access import authorizing
from core.access.on_authority import KEPT_DAYS
from core.actor import Actor
from core.forms import Choice, field
from core.office.queries.authority import AuthorityAct, answerable, can_be_asked
from core.portal import Portal
from web.ending_answers import Nothing
from web.ending_questions import Asked
from web.new_sponsor import placed

OWN = "/authority"


class Asks(BaseModel):
    """Who is asked."""

    colleague: str = field(
        "Whom do you ask?", kind="radios", choices="colleagues", missing="Choose a colleague"
    )


def place_of(member: UUID) -> str:
    """Return where whoever administers a practice sees who answers for somebody."""
    return f"/office/people/{member}/authority"


async def ask_question(portal: Portal, member: UUID, by: Actor) -> tuple[Asked, tuple[Choice, ...]]:
    """Say what happens when a colleague is asked, and list who can be; NotFound for who may not ask."""
    group, found, people = await can_be_asked(portal, member, by)
    choices = tuple(Choice(str(each.id), each.name) for each in people)

    async def act(given: Asks) -> None:
        await placed(authorizing.ask(portal, member, UUID(given.colleague), by=by))

    heading = f"Ask a colleague to answer for {found.name}"
    if not choices:
        effect = (
            f"You can ask no one in {group.name} now. Only colleagues who work there and have "
            f"{portal.site.terms.login.a} can answer."
        )
        return Asked(heading, (), "", Nothing, act, effect=effect), ()
    lines = [
        "They get an email, and nothing works before they agree.",
        f"{found.name} acts on their authority, under a login of their own.",
        "You can ask several. One is enough.",
    ]
    return Asked(heading, lines, "Ask them", Asks, act), choices


async def answer_question(portal: Portal, key: UUID, act: str, by: Actor) -> tuple[Asked, str]:
    """Say what an answer does, and where it leads back to; NotFound for who may not give it."""
    found = await answerable(portal, key, act, by)
    asked = {"agree": _agree, "decline": _decline, "withdraw": _withdraw, "end": _end}[act](portal, found, by)
    return asked, OWN if found.as_one_of_both else place_of(found.vouching.member.id)


def _agree(portal: Portal, found: AuthorityAct, by: Actor) -> Asked:
    member, terms = found.vouching.member, portal.site.terms

    async def act(_: Nothing) -> None:
        await placed(authorizing.agree(portal, found.vouching.facts.id, by=by))

    lines = [
        f"{member.name} of {found.group.name} acts on your authority, under a login of their own.",
        "You answer for what they do with it.",
        _what_follows(portal, found),
        "You can end it at any time. While you are away or suspended, or your "
        f"{terms.license} isn’t valid, it doesn’t count.",
        _told(portal, found),
    ]
    return Asked(f"Answer for {member.name}", lines, f"Answer for {member.first_name}", Nothing, act)


def _what_follows(portal: Portal, found: AuthorityAct) -> str:
    waits = found.vouching.waits
    if found.unchecked:
        return f"Support checks your {portal.site.terms.license} first. Your answer counts once it is valid."
    return (
        f"We set this up for them now: {', '.join(waits)}." if waits else "Nothing waits for your answer yet."
    )


def _decline(portal: Portal, found: AuthorityAct, by: Actor) -> Asked:
    async def act(_: Nothing) -> None:
        await placed(authorizing.decline(portal, found.vouching.facts.id, by=by))

    lines = ["Nothing works on your authority.", _told(portal, found)]
    return Asked(f"Don’t answer for {found.vouching.member.name}", lines, "Decline", Nothing, act)


def _withdraw(portal: Portal, found: AuthorityAct, by: Actor) -> Asked:
    facts, member = found.vouching.facts, found.vouching.member

    async def act(_: Nothing) -> None:
        await placed(authorizing.withdraw_request(facts.id, by=by))

    lines = [f"{facts.by.name} doesn’t have to answer any more, and nobody gets an email."]
    heading = f"Stop asking {facts.by.name} to answer for {member.name}"
    return Asked(heading, lines, "Stop asking", Nothing, act)


def _end(portal: Portal, found: AuthorityAct, by: Actor) -> Asked:
    facts, member = found.vouching.facts, found.vouching.member

    async def act(_: Nothing) -> None:
        await placed(authorizing.end(portal, facts.id, by=by))

    lines = [*end_lines(found), _told(portal, found)]
    heading = f"{facts.by.name} no longer answers for {member.name}"
    return Asked(heading, lines, "End it", Nothing, act, warn=True)


def end_lines(found: AuthorityAct) -> list[str]:
    """Say what the end of an authorization does to the access that rests on it."""
    name, affected = found.vouching.member.name, found.affected
    if affected is None:
        return [f"Nothing changes for the access of {name}: it doesn’t rest on this alone."]
    if not affected.applications:
        return [f"No application works for {name} now. None will before someone answers for them."]
    return [
        f"This access of {name} is suspended at once: {', '.join(affected.applications)}.",
        "It comes back by itself once another colleague answers for them. "
        f"After {KEPT_DAYS} days without one it ends.",
    ]


def _told(portal: Portal, found: AuthorityAct) -> str:
    colleague = "" if found.as_colleague else f", {found.vouching.facts.by.name}"
    told = f"{found.vouching.member.name}{colleague} and the {portal.site.terms.administrator}"
    return f"{told} get one email each."
