"""What a site must say about Direct Secure Messaging."""

from pydantic import BaseModel, ConfigDict, EmailStr, Field

from core.plugin_api import Options


class OwnAddress(BaseModel):
    """One of the health system's own Direct addresses, and what is sent there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    address: EmailStr


class DsmOptions(Options):
    """Where it works, for it never works everywhere, and the addresses that practices send to."""

    regions: frozenset[str] = Field(min_length=1)
    addresses: tuple[OwnAddress, ...] = Field(min_length=1)
