"""A form that was sent after its session was over, put back once the same person has signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.identity import Identity, kept_forms
from core.identity.kept_forms import Fields
from web.contexts import PageContext
from web.forms import AnyRequest
from web.rendering import render
from web.security.guards import with_account
from web.security.kept import KEPT
from web.security.sessions import Who

# What a form says of itself: which button was pressed, and what it was drawn from.
_OURS = frozenset({"action", "version"})


@dataclass(frozen=True, slots=True)
class KeptPage(PageContext):
    """What had been typed and where it goes; nothing of it is saved before it is sent once more."""

    template: ClassVar[str] = "account/kept.html"
    path: str
    sent: Fields
    shown: Fields
    until: datetime


@dataclass(frozen=True, slots=True)
class KeptGonePage(PageContext):
    """Nothing is kept any more, or it was never this person's."""

    template: ClassVar[str] = "account/kept_gone.html"


@get(f"{KEPT}/{{key:uuid}}", guards=[with_account])
async def show_kept(
    request: AnyRequest, who: NamedDependency[Who], identity: NamedDependency[Identity], key: FromPath[UUID]
) -> Response[str]:
    """Show what had been typed, with one button that sends it."""
    kept = await kept_forms.find(identity, key, who.account_id)
    if kept is None:
        return render(request, KeptGonePage(), status=404)
    shown = [(_label(name), text) for name, text in kept.sent.fields if text.strip() and name not in _OURS]
    return render(request, KeptPage(kept.sent.path, kept.sent.fields, shown, kept.until))


def _label(name: str) -> str:
    words = name.replace("_", " ").replace("-", " ").replace(".", " ")
    return words[:1].upper() + words[1:]


handlers = [show_kept]
