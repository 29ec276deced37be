"""The provisioner of each application, opened with its secret."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from core.apart import Loop
from core.applications import Catalogue
from core.applications.connectors import LdapSettings, ScimSettings
from core.applications.secrets_named import secrets_named
from core.plugin_api import ByPeople, Grant, Held, OnRoster, Outcome, Provisioner
from core.provisioning.apart import Apart


@dataclass(frozen=True, slots=True)
class Connectors:
    """Slug to provisioner; made once, at start-up."""

    provisioners: Mapping[str, Provisioner[Any]]
    changing: Mapping[str, Apart] = field(default_factory=dict)

    @classmethod
    def open(cls, applications: Catalogue, secrets: Mapping[str, SecretStr]) -> Connectors:
        """Make the provisioners of all applications; nothing is reached out to yet."""
        own = {slug: Apart(Loop(slug), applications[slug].provisioner) for slug in applications}
        opened = {slug: _opened(applications, slug, each, secrets) for slug, each in own.items()}
        return cls(opened, {slug: each for slug, each in own.items() if each.changes})

    def provisioner(self, slug: str) -> Provisioner[Any]:
        """Return the provisioner of an application that is switched on."""
        return self.provisioners[slug]

    def change(self, slug: str, grant: Grant[Any], before: Held[Any]) -> Awaitable[Outcome]:
        """Begin to change working access: as the plugin says, else by giving it as it is now."""
        own = self.changing.get(slug)
        return own.update(grant, before) if own else self.provisioners[slug].grant(grant)

    def lists(self, slug: str) -> Callable[[], AsyncIterator[OnRoster]] | None:
        """Return what lists the accounts at an application, where a connector of ours does."""
        opened = self.provisioners[slug]
        return None if isinstance(opened, Apart) else getattr(opened, "listed", None)

    def by_people(self, slug: str) -> bool:
        """Tell whether people do the work of an application, so that no machine can be asked."""
        opened = self.provisioners[slug]
        return isinstance(opened.own if isinstance(opened, Apart) else opened, ByPeople)


def done_by_people(applications: Catalogue, slug: str) -> bool:
    """Tell the same of an application whose provisioner nobody has opened."""
    machine = isinstance(applications.connectors[slug], ScimSettings | LdapSettings)
    return not machine and isinstance(applications[slug].provisioner, ByPeople)


def faults_of_secrets(applications: Catalogue, secrets: Mapping[str, SecretStr]) -> list[str]:
    """List every secret that a connector or an option names and nobody has given."""
    of_connectors = [
        f'connector_secrets: "{settings.secret}" is missing, which plugins.{slug}.connector names'
        for slug, settings in applications.connectors.items()
        if isinstance(settings, ScimSettings | LdapSettings) and not _secret(secrets, settings.secret)
    ]
    of_options = [
        f'connector_secrets: "{secret.name}" is missing, which plugins.{slug}.{path} names'
        for slug, options in applications.options.items()
        for path, secret in secrets_named(options).items()
        if not _secret(secrets, secret.name)
    ]
    return [*of_connectors, *of_options]


def _opened(
    applications: Catalogue, slug: str, own: Apart, secrets: Mapping[str, SecretStr]
) -> Provisioner[Any]:
    settings = applications.connectors[slug]
    # Each library is loaded only where a site uses it.
    if isinstance(settings, ScimSettings):
        from core.provisioning.connectors.scim import ScimConnector  # noqa: PLC0415 - see above

        return ScimConnector(settings, _secret(secrets, settings.secret), own)
    if isinstance(settings, LdapSettings):
        from core.provisioning.connectors.ldap import LdapConnector  # noqa: PLC0415 - see above

        return LdapConnector(settings, _secret(secrets, settings.secret), own)
    return own


def _secret(secrets: Mapping[str, SecretStr], name: str) -> str:
    return secrets[name].get_secret_value() if name in secrets else ""
