"""Everything that works in the background, in the server process or in processes of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

from core.access.desk import Desk
from core.agreements.desk import Desk as SigningDesk
from core.agreements.worker import AgreementWorker
from core.groups.activating_people import ActivationWorker
from core.groups.activation import bound_again
from core.mail.smtp import mail_server
from core.mail.worker import MailWorker
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.worker import ProvisioningWorker
from core.settings import Settings

Running = Callable[[], AbstractAsyncContextManager[None]]


def workers(settings: Settings, desk: Desk) -> tuple[Running, ...]:
    """What to run for as long as the process lives; any number of processes may do so on PostgreSQL."""
    connectors = Connectors.open(desk.applications, settings.connector_secrets)
    return (
        MailWorker(desk.mail, mail_server(settings), keep_text=settings.demo).running,
        AgreementWorker(
            SigningDesk(desk.site, desk.mail, settings, in_force=partial(bound_again, desk))
        ).running,
        ProvisioningWorker(desk, connectors).running,
        ActivationWorker(desk, settings.keys).running,
    )
