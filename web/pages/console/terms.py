"""Terms of agreements that end soon, and sending what follows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, get_args
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from core.console import renewing
from core.console.queries.terms import EndingTerm, Which, ending_terms, next_to_end
from core.console.renewing import RenewalLook
from core.forms import Form, draw, read
from core.site.rules import Renewal
from web.contexts import FormContext, PageContext
from web.forms import one, submitted
from web.pages.console.choosing import Outcome, back_to, key_of, tell, ticked
from web.pages.console.forms import Why
from web.pages.console.words import AGREEMENT
from web.rendering import render
from web.security.guards import staff, staff_with_cases
from web.visit import Visit

TERMS, RENEW = "/support/terms", "/support/terms/renew"
OURS = frozenset({"csrf", "practice", "back"})
SENDS = staff("analyst", "site-administrator")
WHICH: Mapping[Which, str] = {
    "60": "Within 60 days",
    "30": "Within 30 days",
    "14": "Within 14 days",
    "7": "Within 7 days",
    "1": "Within a day",
    "grace": "Over, in the days of grace",
    "lapsed": "Lapsed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsPage(PageContext):
    """One page of the terms, the one that ends first before all others."""

    template: ClassVar[str] = "support/terms.html"
    lines: Sequence[EndingTerm]
    which: Which
    choices: Mapping[Which, str]
    first: str
    following: str
    may_send: bool
    tags: Mapping[str, tuple[str, str]]
    rule: Renewal
    next_one: EndingTerm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewPage(FormContext):
    """Who will sign what is sent, and to whom nothing can be sent."""

    template: ClassVar[str] = "support/renew.html"
    ready: Sequence[RenewalLook]
    others: Sequence[RenewalLook]
    back: str


@get(TERMS, guards=[staff_with_cases()])
async def show_terms(
    visit: NamedDependency[Visit], within: FromQuery[str] = "60", after: FromQuery[UUID | None] = None
) -> Response[Any]:
    """List the terms that end soon, those in their grace, or those that lapsed."""
    which: Which = next((each for each in get_args(Which) if each == within), "60")
    lines, rest = await ending_terms(which, after)
    page = TermsPage(
        lines=lines,
        which=which,
        choices=WHICH,
        first=f"{TERMS}?{urlencode({'within': which})}" if after else "",
        following=f"{TERMS}?{urlencode({'within': which, 'after': str(rest)})}" if rest else "",
        may_send=visit.who.roles.has("analyst", "site-administrator"),
        tags=AGREEMENT,
        rule=visit.portal.site.agreement.renewal,
        next_one=None if lines else await next_to_end(),
    )
    return render(visit.request, page)


@get(RENEW, guards=[SENDS])
async def show_renewal(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show who will sign for each of the chosen, and ask why."""
    groups = [key_of(each) for each in ticked(visit, "practice")]
    return await _page(visit, groups, draw(Why), str(visit.request.query_params.get("back", "")))


@post(RENEW, guards=[SENDS], status_code=200)
async def send_renewals(visit: NamedDependency[Visit]) -> Response[Any]:
    """Send each; say what was sent, and what was not and why."""
    values = await submitted(visit.request)
    groups = [key_of(each) for each in values.get("practice", []) if isinstance(each, str)]
    back = one(values, "back")
    reading = read(Why, values, ignore=OURS)
    if reading.answers is None:
        return await _page(visit, groups, reading.form, back, 422)
    looks = {each.group: each for each in await renewing.looks(visit.portal, groups)}
    came = await renewing.send_each(visit.portal, groups, reading.answers.reason, by=visit.actor)
    named = {group: (looks[group].name, f"/support/practices/{group}") for group in came}
    outcome = Outcome(
        "What was sent",
        "The signers get an email with a link.",
        [named[group] for group, why in came.items() if not why],
        [(*named[group], why) for group, why in came.items() if why],
    )
    return await tell(visit, outcome, back_to(back, TERMS))


async def _page(
    visit: Visit, groups: Sequence[UUID], form: Form, back: str, status: int = 200
) -> Response[Any]:
    looks = await renewing.looks(visit.portal, groups)
    ready = [each for each in looks if not each.against]
    others = [each for each in looks if each.against]
    page = RenewPage(form, ready=ready, others=others, back=back_to(back, TERMS))
    return render(visit.request, page, status=status)


handlers = [show_terms, show_renewal, send_renewals]
