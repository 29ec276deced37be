"""What a practice can do next about a request: the button that leads on, and the links beside it."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from core.access.lines import load_request
from core.agreements.queries import newest_sealed
from core.database import at_once
from core.groups.people import load_group
from core.groups.rights import is_named
from core.groups.states import MANAGED
from core.requests.queries.needs import Standing
from core.requests.queries.views import RequestView
from core.requests.sending_anew import may_be_sent_by_practice
from core.requests.taking_back import undecided_of
from core.requests.withdrawing import may_be_withdrawn
from web.needs import sign_path


class NextStep(NamedTuple):
    """One thing to do, and where; the `first` is what leads on from here."""

    words: str
    href: str
    first: bool = False


async def next_steps(view: RequestView, account: UUID, standing: Standing) -> list[NextStep]:
    """List what can be done about a request by an account that acts for its practice."""
    request, path = await load_request(view.line.id), f"/requests/{view.line.number}"
    after, named, sealed, undecided, may_be_taken_back = await at_once(
        _after_a_term(view),
        is_named(account, request.group),
        newest_sealed(view.group),
        undecided_of(request),
        may_be_withdrawn(request),
    )
    steps = after or _onward(view, path, anew=may_be_sent_by_practice(request))
    if own := standing.signs(view.line.number):
        steps = [NextStep("Sign the {agreement.short} now", sign_path(own), first=True), *steps]
    if named:
        steps = [NextStep("Take the request over", f"{path}/take-over", first=True), *steps]
    if sealed:
        steps.append(
            NextStep("Download the signed {agreement.short} (PDF)", f"/agreements/{sealed}/signed.pdf")
        )
    if len(undecided) > 1:
        steps.append(NextStep("Take one person back", f"{path}/take-back"))
    if may_be_taken_back:
        steps.append(NextStep("Withdraw the request", f"{path}/withdraw"))
    return steps


async def _after_a_term(view: RequestView) -> list[NextStep]:
    """What has to be done when the term of the agreement is over; nothing before the practice was active."""
    if view.line.kind != "agreement-lapsed" or (await load_group(view.group)).state not in MANAGED:
        return []
    return [NextStep("See who has to sign", f"/office/{view.group}/agreement", first=True)]


def _onward(view: RequestView, path: str, *, anew: bool) -> list[NextStep]:
    """What has to be done for the request to go on; nothing while it goes on by itself."""
    if anew:
        return [NextStep("Send the {agreement.short} again", f"{path}/agreement/anew", first=True)]
    if view.line.kind in ("waiting-for-signatures", "agreement-anew"):
        return [NextStep("See the emails to the signers, and send them again", f"{path}/mails")]
    if view.line.kind == "waiting-for-correction":
        return [NextStep("Correct these answers", f"{path}/correct", first=True)]
    if view.line.kind == "withdrawn":
        return [NextStep("Register {practice.a}", "/enrollment", first=True)]
    if view.ended:
        return [NextStep("Write to support", "#messages", first=True)]
    return []
