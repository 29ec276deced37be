"""Who outside is told what happens here, of what, and under which address."""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from core.site.parts import Code, Part, Slug

EventType = Literal[
    "access.given",
    "access.suspended",
    "access.taken",
    "access.changed",
    "person.suspended",
    "person.returned",
    "person.left",
    "person.changed",
    "agreement.signed",
    "agreement.ended",
    "practice.active",
    "practice.suspended",
    "practice.ended",
]
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
OF_APPLICATIONS = "access."
THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


def _safe(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as problem:
        message = "is no address"
        raise ValueError(message) from problem
    if not (parts.scheme == "https" and host) and not (parts.scheme == "http" and host in THIS_MACHINE):
        message = "must begin with https://, or on this machine with http://"
        raise ValueError(message)
    if "@" in parts.netloc or parts.fragment:
        message = "must hold neither a user name nor a password, and no #"
        raise ValueError(message)
    return url


class Webhook(Part):
    """An address outside that is told what happens here: signed, in order, and until it has answered.

    `secret` is a name in PORTAL_CONNECTOR_SECRETS, and `former_secret` that of the one before while it is
    replaced. `events` are the types it is told of. With `applications` it is told only of access to these,
    and with `portal_ids` also the personal login names, which many sites make of people’s names.
    """

    name: Slug
    url: Annotated[str, StringConstraints(pattern=r"^[!-~]+$", max_length=500), AfterValidator(_safe)]
    secret: Code
    former_secret: Code | None = None
    events: Annotated[tuple[EventType, ...], Field(min_length=1)] = EVENT_TYPES
    applications: tuple[Slug, ...] = ()
    portal_ids: bool = False

    @model_validator(mode="after")
    def _hears_of_something(self) -> Self:
        if self.applications and not any(each.startswith(OF_APPLICATIONS) for each in self.events):
            message = "is told of nothing: only types that begin with access. are about applications"
            raise ValueError(message)
        return self

    @property
    def shown_url(self) -> str:
        """The address as it may be shown: what stands behind a question mark may be a key."""
        address, mark, _ = self.url.partition("?")
        return f"{address}{mark}{'…' if mark else ''}"
