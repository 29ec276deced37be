"""The hooks a plugin may implement, and the marker it does so with."""

from collections.abc import Iterable
from typing import Any

import pluggy

from core.plugin_api.application import ClinicalApplication
from core.plugin_api.credentials import CredentialValidator, Registers

PROJECT = "clinical_connectivity"
ENTRY_POINTS = "clinical_connectivity.applications"
"""The group of entry points in which an installed distribution names its plugin modules, each by its slug."""

hookimpl = pluggy.HookimplMarker(PROJECT)
_hookspec = pluggy.HookspecMarker(PROJECT)


class Hooks:
    """Every hook there is."""

    @_hookspec
    def clinical_applications(self) -> Iterable[ClinicalApplication[Any]]:
        """Yield the application of this plugin: one record whose slug is the plugin's own name.

        Called once at start-up, before any request is served. It must not reach out to anything: no
        network, no files, no database.
        """
        return ()

    @_hookspec
    def credential_validators(self) -> Iterable[CredentialValidator | Registers]:
        """Yield the registers of licenses and identifiers that it can ask, or a `Registers` that makes them.

        Called once at start-up, under the same conditions as `clinical_applications`.
        """
        return ()
