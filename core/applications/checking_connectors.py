"""What is wrong with the connectors of a site taken together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.applications.connectors import ConnectorSettings, ScimSettings
from core.site import Fault


def faults_of_sharing(connectors: Mapping[str, ConnectorSettings]) -> Iterator[Fault]:
    """Yield every SCIM server that two applications have in common.

    An account there is active while it has any access of ours: one application's ending would wait for the
    other's, and the two could switch the account on and off at once.
    """
    seen: dict[str, str] = {}
    for slug, settings in connectors.items():
        if not isinstance(settings, ScimSettings):
            continue
        if (first := seen.setdefault(settings.url, slug)) != slug:
            message = f"is the address of plugins.{first}.connector already; each application needs its own"
            yield Fault(f"plugins.{slug}.connector.url", message)
