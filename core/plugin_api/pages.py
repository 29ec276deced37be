"""Pages and data of the few plugins that own some: the host routes, guards and draws them."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, Literal, Protocol, TypeVar

from piccolo.columns import UUID
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table
from pydantic import BaseModel

from core.plugin_api.provisioning import Grant

F = TypeVar("F", bound=BaseModel)
Audience = Literal["administrator", "analyst"]


class PluginTable(Table):
    """The base of a plugin's own tables: `class Handshake(PluginTable, tablename="dsm_handshake")`.

    The name of a table begins with the plugin's slug and an underscore. Rows point to a grant by its key.
    """

    id = UUID(primary_key=True, default=UUID4())


class Record(Protocol):
    """A frozen dataclass, whose fields are what a template reads."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


class Opened(Protocol[F]):
    """One page as somebody opened it. The host has made sure that they may see this grant in this part."""

    @property
    def grant(self) -> Grant[F]:
        """The access the page is about."""

    @property
    def audience(self) -> Audience:
        """In which part the person reads it."""

    @property
    def name(self) -> str:
        """Who reads it."""

    @property
    def now(self) -> datetime:
        """The moment, in UTC; the only clock that a plugin reads."""

    def change(self, what: str, **details: Any) -> AbstractAsyncContextManager[Any]:
        """Make a transaction with its event `<slug>.<what>` about the grant; nothing is stored if it raises.

        Details are JSON, and hold no secrets. Whatever a plugin stores, it stores inside of one.
        """

    async def hand_over(self, whom: Audience | None, to_do: str = "") -> None:
        """Say who does something on this page next, inside a `change`, and what; None for nobody.

        The practice finds it first under “You need to”. `to_do` is a sentence of up to 200 letters.
        """

    async def tell(self, whom: Audience, template: str, **context: Any) -> None:
        """Mail the administrator or support, inside a `change`, from `templates/<template>.txt`.

        The template is written as `core/mail/writing.py` says. It also gets `person`, `group_name`,
        `application` and `path`, which leads to the page for whoever is told.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[F]):
    """A page about one grant, at an address that the host chooses and that ends in `path`.

    `path` is lower-case letters and dashes, `title` one line of up to 60 characters. `load` gives a frozen
    dataclass with exactly what the template reads beside `opened`, `form` and `action`, and says so in its
    annotation: a test compares the two. `fields` is what its form asks and `submit` what is done with the
    answers; `submit` raises ValueError with words for the person when a rule is against it.
    `fresh` says that its answers change something especially sensitive: the host has whoever sends them give
    the code of their second factor, unless they did within the last minutes.
    `template` is a name below the plugin's `templates` folder, for one that extends `plugin_page.html`.
    """

    path: str
    title: str
    audience: frozenset[Audience]
    template: str
    load: Callable[[Opened[F]], Awaitable[Record]]
    fields: type[BaseModel] | None = None
    submit: Callable[[Opened[F], Any], Awaitable[None]] | None = None
    fresh: bool = False
