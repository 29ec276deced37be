"""What happens by date about the work at the applications."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from core.due.worker import Handler
from core.portal import Portal
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.drift import looking_at_access
from core.provisioning.late import TELL, tell_of_removals


def provisioning_by_date(portal: Portal, connectors: Connectors) -> Mapping[str, Handler]:
    """Return the handler of each kind."""
    return {**looking_at_access(portal, connectors), TELL: partial(tell_of_removals, portal)}
