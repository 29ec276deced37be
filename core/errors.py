"""The few errors that pages turn into answers."""

from collections.abc import Mapping


class PortalError(Exception):
    """Something the person who asked should be told in words; `str(error)` holds them."""

    status = 500


class NotFound(PortalError):
    """The thing does not exist, or is not theirs: both are answered alike."""

    status = 404


class Forbidden(PortalError):
    """The person is known and may not do this."""

    status = 403


class Stale(PortalError):
    """What was sent was drawn from an older state than the one now stored."""

    status = 409


class Invalid(PortalError):
    """A rule refused what was typed.

    `errors` maps the names of fields to words for the page; the name "" stands for the whole form.
    """

    status = 422

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


class TooMany(PortalError):
    """Too many attempts; the next may be made in `retry_after` seconds."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__("Too many attempts")
        self.retry_after = retry_after


class Unavailable(PortalError):
    """Something the product stands on is down; trying again later may help."""

    status = 503
