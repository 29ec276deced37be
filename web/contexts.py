"""What templates read: one frozen record for each, and the frame around all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Protocol

from litestar import Request

from core.console.queries.saved import CountedView
from core.requests.queries.needs import Standing
from web.parts import Announced
from web.security.sessions import Who


class Checked(Protocol):
    """Something that was typed and checked: a form, or several of them."""

    @property
    def wrong(self) -> bool:
        """Whether anything at all is to be put right."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """Hold what one template reads: a subclass names its `template` and has a field for each variable of it.

    The page and the fragments of it that htmx asks for are drawn from the same record. A test compares every
    record with its template.
    """

    template: ClassVar[str]
    # Whether it shows a secret: such a page is not compressed, or its length could give the secret away.
    secret: ClassVar[bool] = False

    @property
    def wrong(self) -> bool:
        """Whether something on the page is to be put right; its title then begins with "Error"."""
        return False

    @property
    def drawn_by(self) -> str:
        """The name of the template that draws this record."""
        return self.template

    def values(self) -> dict[str, Any]:
        """Name every field with its value, as the template reads them."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True, slots=True)
class FormContext(PageContext):
    """Hold what a page around a form reads; it is wrong when its form is."""

    form: Checked

    @property
    def wrong(self) -> bool:
        """Whether the form is to be put right."""
        return self.form.wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Hold what the frame around every page reads, beside the globals of the templates.

    `who` is the signed-in person, None for a stranger. `unmatched` says that no route has this address: it
    is answered before sessions are read, so such a page offers no sign-in. `standing` is what a person of a
    practice needs to do, and for which, on pages that found it out. `tab_numbers` say how much is
    behind entries of the console's menu, by the last part of their addresses, and `saved_views` are the
    views of somebody of the staff. `announced` is what the site tells whoever reads the page.
    """

    request: Request[Any, Any, Any]
    who: Who | None
    unmatched: bool
    wrong: bool
    standing: Standing | None = None
    tab_numbers: Mapping[str, str] = field(default_factory=dict)
    saved_views: Sequence[CountedView] = ()
    announced: Sequence[Announced] = ()
