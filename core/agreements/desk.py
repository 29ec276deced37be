"""What signing needs that is the same for every agreement of one deployment."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, Self
from uuid import UUID

from core.mail import Mail
from core.names import first_upper
from core.settings import Settings
from core.site import SiteProfile

InForce = Callable[[UUID], Awaitable[None]]


class Office(Protocol):
    """Whatever knows the site and can write letters; all that sending an agreement out needs."""

    @property
    def site(self) -> SiteProfile:
        """The words and rules of the site."""

    @property
    def mail(self) -> Mail:
        """Where letters are written."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Site, mail, settings of the seal and the key that hides codes; made once, at start-up.

    `in_force` is told of a group whose agreement comes into force, as part of the same change.
    """

    site: SiteProfile
    mail: Mail
    settings: Settings
    in_force: InForce | None = None

    @classmethod
    def open(cls, settings: Settings, site: SiteProfile) -> Self:
        """The desk of a deployment."""
        return cls(site, Mail(site, settings.base_url, settings.mail_sender), settings)

    def code_hash(self, visit: object, code: str) -> str:
        """What is stored of a code; worth nothing without the deployment's secret."""
        key = self.settings.secret_key.get_secret_value().encode()
        return hmac.new(key, f"signing code {visit} {code}".encode(), hashlib.sha256).hexdigest()


def part(site: SiteProfile, role: str) -> str:
    """The site's word for the part somebody signs in, fit to begin a line."""
    return first_upper(str(getattr(site.terms, role)))
