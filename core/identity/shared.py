"""What the parts of identity have in common."""

from __future__ import annotations

from dataclasses import dataclass

from core.identity.hashing import PasswordHashing
from core.keys import Keys
from core.mail import Mail
from core.settings import Settings
from core.site import SiteProfile


@dataclass(frozen=True, slots=True)
class Identity:
    """Site, mail, keys and password hashing of one deployment: made at start-up, closed at the end."""

    site: SiteProfile
    mail: Mail
    keys: Keys
    passwords: PasswordHashing

    @classmethod
    def open(cls, settings: Settings, site: SiteProfile) -> Identity:
        """Make everything that identity needs from the settings of the deployment."""
        keys = settings.keys
        mail = Mail(site, settings.base_url, settings.mail_sender)
        return cls(site, mail, keys, PasswordHashing(keys, cheap=settings.cheap_passwords))

    def close(self) -> None:
        """End the threads that hash passwords."""
        self.passwords.close()
