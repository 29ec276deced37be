"""What happens to a made-up request after it was sent: signed, checked, activated, worked on."""

from __future__ import annotations

from uuid import UUID

from core.access.lines import load_request
from core.access.queries import grants_asked, newest_of
from core.access.records import RequestFacts
from core.actor import Actor
from core.agreements.actions.due import attend
from core.agreements.context import Signing
from core.agreements.of_members import newest_of_each
from core.agreements.queries import latest_of_request, sent_agreement
from core.audit import change
from core.console import deciding
from core.console.activating import activate
from core.console.credentials import decide, prove_address
from core.credentials.queries import checks
from core.demo.queries import work_of_people
from core.demo.signing import sign_all
from core.demo.staff import colleague
from core.groups.people import members_of
from core.identity.sign_in import factor_is_set_up
from core.keys import Keys
from core.mfa import authenticators
from core.portal import Portal
from core.provisioning import people
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.worker import ProvisioningWorker
from core.requests.same_practice import alike, compare


async def go_on(portal: Portal, signing: Signing, keys: Keys, account: UUID, *, to_work: bool) -> None:
    """Carry the request of an account on from where it stands: signed, and with `to_work` worked on too."""
    request = await _request(account)
    if request.state == "waiting-for-signatures":
        await sign_request(signing, request.id)
        request = await _request(account)
    if to_work and request.state == "checking-credentials":
        await check_and_activate(portal, keys, request)
        await sign_their_own(portal, signing, request.group)
        await _register_anew(keys, account)
        await bring_work_on(portal)


async def agree_to(portal: Portal, request: UUID) -> None:
    """Find credentials in order and agree to all that is asked, as support."""
    by, found = await colleague("analyst"), await load_request(request)
    await _check(portal, found, by)
    await deciding.approve_lines(portal, found.number, await grants_asked(request), by=by)


async def _register_anew(keys: Keys, account: UUID) -> None:
    """Set the administrator's second factor up again, where the site asks for that."""
    if setup := await authenticators.waiting(account, keys):
        by = Actor("person", account, "")
        async with change("authenticator.confirmed", by=by, subject=("account", account)):
            await authenticators.confirm_without_code(setup)
            await factor_is_set_up(account)


async def _request(account: UUID) -> RequestFacts:
    return await load_request(await newest_of(account))


async def sign_request(signing: Signing, request: UUID) -> None:
    """Have every signer sign; then the document is sealed."""
    found = await latest_of_request(request)
    if found is None:
        raise RuntimeError("a request that was sent has an agreement")
    await sign_all(signing, found)
    await attend(signing, found.agreement.id)


async def sign_their_own(portal: Portal, signing: Signing, group: UUID) -> None:
    """Have each person sign for themselves, all but every fifth, where a site asks for that."""
    if portal.site.member_agreement is None:
        return
    asked = await newest_of_each([each.id for each in await members_of(group)])
    for number, own in enumerate(asked.values()):
        if number % 5 != 4:
            await sign_all(signing, await sent_agreement(own.id))
            await attend(signing, own.id)


async def check_and_activate(portal: Portal, keys: Keys, request: RequestFacts) -> None:
    """Find all credentials in order and activate the practice, as support."""
    await find_in_order(portal, request)
    await activate(portal, keys, request.number, by=await colleague("analyst"))


async def find_in_order(portal: Portal, request: RequestFacts) -> None:
    """Find all credentials in order, and no other practice to be the same, as support."""
    by = await colleague("analyst")
    await _check(portal, request, by)
    for other in await alike(request.group):
        await compare(request.number, other.number, "different", "Two practices, as both said.", by=by)


async def _check(portal: Portal, request: RequestFacts, by: Actor) -> None:
    for each in await checks(portal, request.group):
        if each.lacks_proof:
            await prove_address(portal, request.number, each.member, "staff-file", "Seen in the file.", by=by)
        if each.state == "open":
            await decide(portal, request.number, each.member, "valid", "Seen in the register.", by=by)


async def bring_work_on(portal: Portal, connectors: Connectors | None = None) -> None:
    """Bring the work to its queue; of every three pieces people have done one, begun one and left one.

    Without `connectors` the applications do it themselves.
    """
    own = {slug: application.provisioner for slug, application in portal.applications.items()}
    worker = ProvisioningWorker(portal, connectors or Connectors(own))
    while await worker.work_due():
        pass
    by = await colleague("provisioning")
    for number, item in enumerate(await work_of_people()):
        if number % 3 < 2:
            await people.take(item.id, by=by)
        # An application that has to be tried by its users first counts as working only after that.
        if number % 3 == 0 and portal.applications[item.application].still_missing is None:
            for step in range(item.steps):
                await people.tick(item.id, step, done=True, by=by)
            await people.complete(portal, item.id, "Seen in the application’s own list of users.", by=by)
