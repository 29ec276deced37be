"""What signing needs that is the same for every agreement of one deployment, and whom it tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.actor import Actor
from core.agreements.records import AgreementRecord, SignerRecord
from core.mail import Mail
from core.settings import Settings
from core.site import SiteProfile


class Listener(Protocol):
    """Whoever acts on what becomes of agreements: told inside each change, so that both happen or neither.

    An agreement that is replaced by another is not told as ended: `signers_changed` tells of the other one.
    """

    async def signed(self, agreement: AgreementRecord, signer: SignerRecord, *, by: Actor) -> None:
        """Hear that this signer has signed."""

    async def in_force(self, agreement: AgreementRecord) -> None:
        """Hear that the agreement is sealed and binds from now on."""

    async def ended(self, agreement: AgreementRecord, why: str, *, by: Actor) -> None:
        """Hear that nobody can sign the agreement any more, or that it binds no more; `why` is for people."""

    async def signers_changed(self, agreement: AgreementRecord) -> None:
        """Hear that other people, or people at other addresses, are asked to sign now."""


@dataclass(frozen=True, slots=True)
class Signing:
    """Mail, the settings of the seal, and the listener; made once, at start-up."""

    mail: Mail
    settings: Settings
    listener: Listener

    @property
    def site(self) -> SiteProfile:
        """The words and rules of the site."""
        return self.mail.site
