"""What somebody who asks to join says of themselves, as it is kept until it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class AskedToJoin(BaseModel):
    """The role, the details and the answers as they were typed; the column `asked` holds it as JSON.

    `applications` are those that are asked for, with what was answered for each, `agreed` title and version
    of each text, `purposes` what they said that the access is for, and `authorizers` the members on whose
    authority somebody is to act.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    staff_type: str = ""
    suffix: str = ""
    details: Mapping[str, Any] = {}
    applications: Mapping[str, Mapping[str, Any]] = {}
    agreed: tuple[tuple[str, str], ...] = ()
    purposes: tuple[str, ...] = ()
    authorizers: tuple[UUID, ...] = ()

    def stored(self) -> dict[str, Any]:
        """Return it as the column holds it."""
        return self.model_dump(mode="json")


NOTHING_SAID = AskedToJoin()
