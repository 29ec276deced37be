"""The record a plugin yields."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from core.plugin_api.about import About
from core.plugin_api.eligibility import Eligibility
from core.plugin_api.feeds import Evidence, Used
from core.plugin_api.options import Consent, Options
from core.plugin_api.pages import Page, PluginTable
from core.plugin_api.provisioning import Grant, Provisioner
from core.plugin_api.roster import OnRoster
from core.plugin_api.vitals import Permissions, Vitals
from core.plugin_api.work import InPractice, Job, Moved

F = TypeVar("F", bound=BaseModel)
_AS_SHIPPED, _NONE = Options(), Permissions()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicalApplication(Generic[F]):
    """A clinical system that people get access to. All texts are plain text unless Markdown is said.

    `slug` is the plugin's own name: its folder in `plugins/` or its entry point. `name` at most 60
    characters, `summary` at most 600. `fields` is a model made with `core.forms.field`, or `NoFields`;
    raise `fields_version` by one whenever stored answers of the old model would no longer fit, and have
    `upgrade_answers` turn them, given with the version they are of, into answers of this one.
    `options_model` is the shape of its section of the site profile; `upgrade_options` is given the section as
    it is written, and returns it as this version has it, the same when it is of this version.
    `expected_days` are business days from portal ID to access, 1 to 60; the site's own figure goes first.
    `launch_url` is https, `browser` the one in which it is supported. `guide` is Markdown for the person who
    gets access, and `when_ready` a paragraph of at most 600 characters in the email that says that access
    works. `consent` must be ticked before a request is sent.

    `pages` are its own pages and `tables` its own tables; with either, `folder` is the plugin's folder, which
    holds `templates/` and `migrations/`. `still_missing` is asked before access counts as working: words on
    what has to happen first, or None. `against_answers` gets answers that are right by themselves, with the
    email addresses of everybody in the group, and says by field what is wrong with them there. `keeps` is a
    model, every question of which may be left open, of what the plugin's pages keep of each access beside its
    answers; raise `fields_version` for it too. Who leaves, or loses the access, is taken out of it.

    `keeps_of_practice` is the same of what is kept of a practice as a whole. Stored values of an older
    `fields_version` are turned by `upgrade_of_practice` as answers are by `upgrade_answers`.

    `jobs` is the work that it does by itself. `moved` is called after something of its own was stored: an
    access, a member who has or had one, or a part in a practice with access.

    `health` is given its options, and says how the application is to be reached. It changes nothing and has
    ten seconds. `permissions` are what it may do beyond what its record shows. `roster` is given its options,
    and yields every account there that bears the key of a grant. `usage` is given its options and a moment,
    and yields which accounts were used since. `evidence` is given access that is looked at again, and says
    what a reviewer should know of it, or None; it changes nothing, and has ten seconds.

    `requires_api` is the version of the plugin API that it needs: the first number, or both (`"1.2"`) when it
    needs what came with that. `about` says whose it is; an installed plugin may leave it to its distribution.

    `options` is filled in by the host, which also narrows `eligibility` and puts the site's own `launch_url`,
    `browser`, `guide`, `consent` and `expected_days` in place.
    """

    slug: str
    name: str
    summary: str
    eligibility: Eligibility
    fields: type[F]
    provisioner: Provisioner[F]
    fields_version: int = 1
    upgrade_answers: Callable[[int, Mapping[str, Any]], Mapping[str, Any]] | None = None
    options_model: type[Options] = Options
    upgrade_options: Callable[[dict[str, Any]], Mapping[str, Any]] | None = None
    options: Options = _AS_SHIPPED
    expected_days: int = 3
    launch_url: str = ""
    browser: str = ""
    guide: str = ""
    when_ready: str = ""
    consent: Consent | None = None
    pages: tuple[Page[F], ...] = ()
    tables: tuple[type[PluginTable], ...] = ()
    folder: Path | None = None
    still_missing: Callable[[Grant[F]], Awaitable[str | None]] | None = None
    against_answers: Callable[[F, frozenset[str]], Mapping[str, str]] | None = None
    keeps: type[BaseModel] | None = None
    keeps_of_practice: type[BaseModel] | None = None
    upgrade_of_practice: Callable[[int, Mapping[str, Any]], Mapping[str, Any]] | None = None
    jobs: tuple[Job, ...] = ()
    moved: Callable[[Moved, InPractice[F]], Awaitable[None]] | None = None
    requires_api: str = "1"
    about: About | None = None
    health: Callable[[Any], Awaitable[Vitals]] | None = None
    permissions: Permissions = _NONE
    roster: Callable[[Any], AsyncIterator[OnRoster]] | None = None
    usage: Callable[[Any, datetime], AsyncIterator[Used]] | None = None
    evidence: Callable[[Grant[F]], Awaitable[Evidence | None]] | None = None
