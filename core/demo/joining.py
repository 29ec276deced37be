"""Made-up people who join a practice: all but the last are accepted, and support agreed to some."""

from __future__ import annotations

from itertools import islice
from uuid import UUID

from core.access.lines import load_request
from core.access.queries import newest_of
from core.activation.people import ActivationWorker
from core.actor import Actor
from core.agreements.context import Signing
from core.demo import making
from core.demo.going_on import agree_to, bring_work_on, sign_their_own
from core.demo.registering import DoesNotFit, as_sent, yes_to
from core.demo.sign_ins import PASSWORD
from core.identity import Identity
from core.identity.actions import Person, create_account
from core.identity.queries import account_of
from core.newcomers.answering import accept_join
from core.newcomers.asking import ask_to_belong, redrawn
from core.newcomers.queries import own_joins
from core.portal import Portal

_JOINERS, _DECIDED = 5, 3
_FIRST = 400


async def join_all(identity: Identity, portal: Portal, signing: Signing, administrator: Actor) -> None:
    """Have somebody of each kind ask to join; who needs a colleague's authority comes after the others."""
    if administrator.account is None:
        return
    site, group = portal.site, (await load_request(await newest_of(administrator.account))).group
    kinds = list(islice(making.kinds_of_members(site), _JOINERS))
    free = [each for each in kinds if (kind := site.staff_type(each[0])) and not kind.authorized_by]
    last = making.email(making.NAMES[_JOINERS - 1], _FIRST + _JOINERS - 1)
    if await account_of(last) is not None:
        return
    names = ActivationWorker(portal, identity.keys)
    for place, (staff_type, suffix) in enumerate([*free, *(each for each in kinds if each not in free)]):
        typed = making.person(site, making.NAMES[place], _FIRST + place, staff_type, suffix)
        if await account_of(str(typed["email"])) is None:
            join = await asks(identity, portal, group, typed | {"staff_type": staff_type}, place)
            if place + 1 < _JOINERS:
                await accept_join(portal, join, by=administrator)
            if place < _DECIDED:
                await agree_to(portal, await newest_of(administrator.account))
            # Only a colleague with a login of their own can be named by who comes last.
            while await names.attend_due():
                pass
    await sign_their_own(portal, signing, group)
    await bring_work_on(portal)


async def asks(identity: Identity, portal: Portal, group: UUID, typed: making.Answers, number: int) -> UUID:
    """Make an account for somebody and ask to join for them; return the key of what they asked."""
    first, last, email = (str(typed[name]) for name in ("first_name", "last_name", "email"))
    visitor, person = Actor("person", None, f"{first} {last}"), Person(first, last, email, "+12025550100")
    by = Actor("person", await create_account(identity, person, PASSWORD, by=visitor), visitor.name)
    asked = {name: value for name, value in typed.items() if name != "email"}
    slugs = making.that_take_made_up(portal, portal.applications, number, ())
    asked["applications"] = [*slugs]
    for slug in slugs:
        asked |= making.answers_for(portal, slug, number, ())
    values = as_sent(asked, 0)
    drawn = await redrawn(portal, group, values, by=by)
    # Everybody who could authorize them.
    named = {each.name: [choice.value for choice in each.choices] for each in drawn.authorizers}
    agreed = named | {each.name: yes_to(each) for each in drawn.agreeing}
    page = await ask_to_belong(portal, group, as_sent(asked | agreed, 0), by=by)
    if page.wrong:
        raise DoesNotFit(f"{email}: {page.errors}{page.problems}")
    return (await own_joins(by.account or group))[0].id
