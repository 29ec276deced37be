"""The applications that a command works with: they bring much, and most commands do without."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.applications import Catalogue, PluginFaults, load_applications
from core.plugin_levels.package import packages_of
from core.plugin_levels.queries import refused_at
from core.provisioning.connectors.choosing import faults_of_secrets
from core.settings import Settings
from core.site import SiteProfile
from core.webhooks import signing
from web.command_parts import running


def applications(
    profile: SiteProfile, chosen: Settings | None = None, refused: Mapping[str, str] = MappingProxyType({})
) -> Catalogue:
    """The applications this site has switched on, or every fault of their plugins and exit code 1.

    With settings they have their secrets, and those that may be lacking are left out when they are broken or
    `refused`.
    """
    try:
        if chosen is None:
            return load_applications(profile)
        secrets, lacking = chosen.connector_secrets, chosen.run_without
        return load_applications(profile, secrets=secrets, may_lack=lacking, refused=refused)
    except PluginFaults as problem:
        raise running.fail([str(fault) for fault in problem.faults]) from problem


def applications_that_may_run(profile: SiteProfile, chosen: Settings) -> Catalogue:
    """The same for whoever serves: a production runs nothing from outside that is not known to be safe."""
    packages = [] if chosen.demo else packages_of(profile)
    if not any(each.origin == "outside" for each in packages):
        return applications(profile, chosen)

    async def work(_: Settings) -> dict[str, str]:
        return await refused_at(profile, packages)

    return applications(profile, chosen, running.with_database(work, chosen))


def require_secrets(chosen: Settings, applications: Catalogue, profile: SiteProfile) -> None:
    """Goes on only when every secret that a connector or an endpoint outside names has been given."""
    given = chosen.connector_secrets
    if faults := [
        *faults_of_secrets(applications, given),
        *signing.faults_of_hook_keys(profile.webhooks, given),
    ]:
        raise running.fail(faults)
