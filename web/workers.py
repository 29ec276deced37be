"""Everything that works in the background, in the server process or in processes of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from contextvars import copy_context
from functools import partial
from typing import Any

from core.access.by_date import handlers
from core.access.following import signing_of
from core.access.handing_over import calling_off
from core.access.own_agreements import reaching_anew
from core.access.recount import Recounter
from core.access.renewing import asking_for_new_versions, seeing_to_terms
from core.activation.people import ActivationWorker
from core.agreements.worker import AgreementWorker
from core.audit.checkpoints import CheckpointWorker
from core.console.away import ending_absences
from core.console.callers import resetting_factors
from core.console.holding import widening_holds
from core.credentials.looking import looking_up_numbers
from core.due.worker import DueWorker
from core.mail.smtp import mail_server
from core.mail.worker import MailWorker
from core.misuse.deadlines import watching_reports
from core.office.carrying_over import end_merged, may_end
from core.office.change_requests import Apply, making_changes
from core.office.disuse import looking_for_disuse
from core.office.practice_data import apply_to_practice
from core.office.receipts import sealing_receipts
from core.office.seeking import reminding_of_sponsors
from core.plugin_api import ClinicalApplication, Job
from core.plugin_work.roster import rosters_of
from core.plugin_work.worker import PluginWorker
from core.portal import Portal
from core.provisioning.by_date import provisioning_by_date
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.worker import ProvisioningWorker
from core.reviews.after_events import looking_again
from core.reviews.asking import evidence_jobs
from core.reviews.campaigns import planning
from core.reviews.sealing import sealing_reviews
from core.reviews.telling import telling
from core.running.running import Running
from core.settings import Settings
from core.webhooks.worker import WebhookWorker

MADE_ON_THEIR_DAY: Mapping[str, Apply] = {"practice": apply_to_practice, "merge": end_merged}
Runs = Callable[[], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def working(settings: Settings, running: Running) -> AsyncIterator[None]:
    """Do the background work while the block runs; any number of processes may do so on PostgreSQL.

    When the site changes, workers begin that go by what it is then, and those before begin nothing more: what
    they had begun has some seconds to end, and comes due again otherwise, as when a process stops.
    """
    # How an application is reached stands in the files, which the browser does not change.
    connectors = Connectors.open(running.portal.applications, settings.connector_secrets)
    # Whoever changes the site has a request around them that the workers have nothing to do with.
    around, turn, ending = copy_context(), asyncio.Lock(), set[asyncio.Task[None]]()
    lasting = await _begun(whatever_the_site(settings))
    begun = await _begun(workers(settings, running.portal, connectors))

    async def begin_anew(portal: Portal) -> None:
        nonlocal begun
        async with turn:
            anew = workers(settings, portal, connectors)
            made = asyncio.create_task(_begun(anew), context=around.copy())
            before, begun = begun, await made
            task = asyncio.create_task(_ended(before), name="workers of the site as it was")
            ending.add(task)
            task.add_done_callback(ending.discard)

    running.follow(begin_anew)
    try:
        yield
    finally:
        running.leave(begin_anew)
        async with turn:
            await asyncio.gather(_ended([*begun, *lasting]), *ending)


async def _begun(all_of: Sequence[Runs]) -> Sequence[AsyncExitStack]:
    """Begin every worker, or none."""
    begun: list[AsyncExitStack] = []
    try:
        for run in all_of:
            begun.append(AsyncExitStack())
            await begun[-1].enter_async_context(run())
    except BaseException:
        await _ended(begun)
        raise
    return begun


async def _ended(begun: Sequence[AsyncExitStack]) -> None:
    """Tell all of them at once to begin nothing more, and wait for them."""
    await asyncio.gather(*(each.aclose() for each in begun))


def whatever_the_site(settings: Settings) -> tuple[Runs, ...]:
    """List what runs as long as the process: a site that changes each day lets what is daily happen, too."""
    return CheckpointWorker(settings).running, Recounter().running


def workers(settings: Settings, portal: Portal, connectors: Connectors) -> tuple[Runs, ...]:
    """List what to run in the background for the site as it is in this portal."""
    signing = signing_of(portal, settings)
    return (
        MailWorker(portal.mail, mail_server(settings), keep_text=settings.demo).running,
        AgreementWorker(signing).running,
        ProvisioningWorker(portal, connectors).running,
        ActivationWorker(portal, settings.keys).running,
        DueWorker(
            {
                **handlers(portal),
                **provisioning_by_date(portal, connectors),
                **looking_up_numbers(portal),
                **resetting_factors(),
                **ending_absences(),
                **widening_holds(),
                **sealing_receipts(portal, settings),
                **calling_off(signing),
                **reaching_anew(signing),
                **watching_reports(portal),
                **seeing_to_terms(portal, signing),
                **looking_for_disuse(portal),
                **making_changes(portal, MADE_ON_THEIR_DAY, {"merge": may_end}),
                **reminding_of_sponsors(portal),
                **planning(portal),
                **telling(portal),
                **looking_again(portal),
                **sealing_reviews(portal, settings),
            }
        ).running,
        PluginWorker(portal, partial(_asked_by_us, connectors)).running,
        partial(asking_for_new_versions, portal),
        *telling_outside(settings, portal),
    )


def _asked_by_us(connectors: Connectors, application: ClinicalApplication[Any]) -> Sequence[Job]:
    """List the jobs in which we ask an application beside those that it brings."""
    return (*evidence_jobs(application), *rosters_of(connectors, application))


def telling_outside(settings: Settings, portal: Portal) -> tuple[Runs, ...]:
    """List what tells those outside, where the profile names any."""
    if not portal.site.webhooks:
        return ()
    return (WebhookWorker(portal.site, settings.connector_secrets).running,)
