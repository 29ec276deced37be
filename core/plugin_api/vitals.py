"""How an application is to be reached, as it says of itself, and what it declares that it may do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ok:
    """It is as it should be."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """It isn't; `words` are one sentence for whoever can put it right, and hold no secret."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What `health` answers, each apart: a wrong setting is put right here, a server that is down is not.

    `reach` is whether the other side answers, `credentials` whether it accepts ours; None is for what could
    not be asked, as credentials of a server that does not answer.
    """

    settings: Ok | Trouble = Ok()
    reach: Ok | Trouble | None = None
    credentials: Ok | Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """What an application may do beyond what its record shows.

    `mails` are the templates it may send, and no other is sent. `hosts` are the servers it talks to: nothing
    holds that, and people read it before they switch the application on.
    """

    mails: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
