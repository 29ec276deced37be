"""Pages and data of the few plugins that own some: the host routes, guards and draws them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, Literal, Protocol, TypeVar

from piccolo.columns import UUID
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table
from pydantic import BaseModel

from core.forms import Choice
from core.plugin_api.options import Options
from core.plugin_api.provisioning import Grant
from core.plugin_api.work import InPractice

F = TypeVar("F", bound=BaseModel)
Audience = Literal["administrator", "analyst", "member", "sponsor", "privacy-officer"]
Scope = Literal["grant", "group", "site"]
Lists = Mapping[str, Sequence[Choice]]


class PluginTable(Table):
    """The base of a plugin's own tables: `class Handshake(PluginTable, tablename="dsm_handshake")`.

    The name of a table begins with the plugin's slug and an underscore. Rows point to a grant by its key.
    """

    id = UUID(primary_key=True, default=UUID4())


class Record(Protocol):
    """A frozen dataclass, whose fields are what a template reads."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """A table to take away as a file, the heads first; nothing in it becomes a formula.

    `name` begins the name of the file: lower-case letters and dashes.
    """

    name: str
    lines: Sequence[Sequence[str]]


class OpenedGroup(InPractice[F], Protocol[F]):
    """A page about a practice as somebody opened it. The host has made sure that they may see it."""

    @property
    def audience(self) -> Audience:
        """In which part the person reads it."""

    @property
    def name(self) -> str:
        """Who reads it."""

    def address(self, path: str, key: str = "") -> str:
        """Return where another page of the plugin is: about the access with this key, else the practice."""

    async def tell(self, whom: Audience, template: str, **context: Any) -> None:
        """Mail them, inside a `change`, from `templates/<template>.txt`; the member only about their access.

        The template is written as `core/mail/writing.py` says. It also gets `person` (empty for a practice),
        `group_name`, `application` and `path`, which leads to the page for whoever may open it.
        """


class Opened(OpenedGroup[F], Protocol[F]):
    """A page about one access as somebody opened it."""

    @property
    def grant(self) -> Grant[F]:
        """The access the page is about."""

    async def hand_over(self, whom: Audience | None, to_do: str = "") -> None:
        """Say who does something on this page next, inside a `change`, and what; None for nobody.

        It is one of those whom the page is for. The administrator, the sponsor or the member finds it first
        under “You need to”. `to_do` is a sentence of up to 200 letters.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose one access is: the name of the person, and the practice; `works` as far as it is set up."""

    key: str
    person: str
    group: str
    group_key: str
    works: bool


class OpenedSite(Protocol):
    """A page about the whole site as somebody opened it. The host has made sure that they may see it."""

    @property
    def audience(self) -> Audience:
        """In which part the person reads it."""

    @property
    def name(self) -> str:
        """Who reads it."""

    @property
    def now(self) -> datetime:
        """The moment, in UTC; the only clock that a plugin reads."""

    @property
    def options(self) -> Options:
        """The section of the site profile, an instance of the application's `options_model`."""

    @property
    def facilities(self) -> Mapping[str, str]:
        """The names of the facilities of this site by their codes, also of those chosen no more."""

    def address(self, path: str, key: str = "", group: str = "") -> str:
        """Return where another page of the plugin is: about this access, this practice, else the site."""

    async def whose(self, keys: Sequence[str]) -> Sequence[Whose]:
        """List those of up to 500 keys that are of access which is set up, works or is suspended."""

    def change(self, what: str, **details: Any) -> AbstractAsyncContextManager[Any]:
        """Make a transaction with its event `<slug>.<what>`; nothing is stored if it raises."""

    async def tell(self, whom: Audience, template: str, **context: Any) -> None:
        """Mail support or the privacy officers, as pages about a practice do; `group_name` is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[F]):
    """A page at an address that the host chooses and that ends in `path`; every function is asynchronous.

    With the `scope` "grant" it is about one access, and gets an `Opened`. With "group" it is about a practice
    that has access to the application, is linked from the page of that practice, and gets an `OpenedGroup`.
    With "site" it is about all of them, is linked from the overview of staff, and gets an `OpenedSite`.
    `audience` are those who open it, each as far as their part goes: a member one's own access alone, while
    it works or is set up, and what they get as `access` is that.

    `path` is lower-case letters and dashes, `title` one line of up to 60 characters. `load` gives a frozen
    dataclass with exactly what the template reads beside `opened`, `form` and `action`, and says so in its
    annotation: a test compares the two.

    `fields` is what its form asks, `values` what stands in it first, `choices` lists by their source, or by
    the name of a field that has none: of `members` and `facilities` the host offers its own, or of them what
    `choices` leaves. `submit` is what is done with the answers; it raises ValueError with words for the
    person when a rule is against it. The form then leads to the page `then`, about the same or about its
    practice, or back to this one. `fresh` asks whoever sends the form for their second factor when the last
    proof is old. `asks_anew` opens a page about one access also where its answers do not fit any more: the
    `grant` has None as `answers` then, and in `raw` what is stored, upgraded as far as that goes.

    `file` makes a file of a page about a practice or the site; sponsors get none. `template` is a name below
    the plugin's folder `templates`, for one that extends `plugin_page.html`.
    """

    path: str
    title: str
    audience: frozenset[Audience]
    template: str
    load: Callable[[Any], Awaitable[Record]]
    scope: Scope = "grant"
    fields: type[BaseModel] | None = None
    values: Callable[[Any], Awaitable[BaseModel | Mapping[str, Any] | None]] | None = None
    choices: Callable[[Any], Awaitable[Lists]] | None = None
    submit: Callable[[Any, Any], Awaitable[None]] | None = None
    then: str = ""
    fresh: bool = False
    asks_anew: bool = False
    file: Callable[[Any], Awaitable[PageFile]] | None = None
