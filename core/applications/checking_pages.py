"""What makes the pages and tables of a plugin unfit."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from core.applications.checking_templates import faults_of_templates
from core.applications.drawable import undrawable
from core.forms import questions
from core.plugin_api import Audience, ClinicalApplication, Page, PluginTable
from core.plugin_api.pages import Scope
from core.site import Fault

_PATH = re.compile(r"[a-z]+(-[a-z]+)*")
_OF_A_PRACTICE: frozenset[Audience] = frozenset({"administrator", "analyst", "sponsor", "privacy-officer"})
# Whom a page can be for, by what it is about, and what that is called.
_AUDIENCES: Mapping[Scope, frozenset[Audience]] = {
    "grant": _OF_A_PRACTICE | {"member"},
    "group": _OF_A_PRACTICE,
    "site": frozenset({"analyst", "privacy-officer"}),
}
ABOUT: Mapping[Scope, str] = {"grant": "one access", "group": "a practice", "site": "the whole site"}


def faults_of_pages(record: ClinicalApplication[Any]) -> list[Fault]:
    """List everything that is wrong with what a plugin owns beyond its form."""
    where = f"plugins.{record.slug}"
    if not isinstance(record.pages, tuple) or not isinstance(record.tables, tuple):
        return [Fault(f"{where}.pages", "pages and tables must be tuples")]
    faults = [Fault(f"{where}.folder", "is needed by its pages and tables")] if _folderless(record) else []
    faults += [Fault(f"{where}.tables", words) for words in _wrong_tables(record)]
    for number, page in enumerate(record.pages):
        faults += [Fault(f"{where}.pages[{number}]", words) for words in _wrong_page(record, page)]
    if record.folder is not None:
        faults += [Fault(f"{where}.folder", words) for words in faults_of_templates(record.folder)]
    paths = [page.path for page in record.pages if isinstance(page, Page)]
    if len(set(paths)) < len(paths):
        faults.append(Fault(f"{where}.pages", "two pages have the same path"))
    for name in ("keeps", "keeps_of_practice"):
        faults += [Fault(f"{where}.{name}", words) for words in _wrong_keeping(getattr(record, name))]
    ways = _wrong_ways([page for page in record.pages if isinstance(page, Page)])
    faults += [Fault(f"{where}.pages", words) for words in ways]
    return faults


def _folderless(record: ClinicalApplication[Any]) -> bool:
    return bool(record.pages or record.tables) and record.folder is None


def _wrong_tables(record: ClinicalApplication[Any]) -> Iterator[str]:
    for table in record.tables:
        if not (isinstance(table, type) and issubclass(table, PluginTable)):
            yield "must be subclasses of PluginTable"
        elif not table._meta.tablename.startswith(f"{record.slug}_"):
            yield f'"{table._meta.tablename}" must begin with "{record.slug}_"'
    if record.tables and record.folder and not any(record.folder.glob(f"migrations/{record.slug}_*.py")):
        yield f"need a migration, such as `migrations/{record.slug}_0001.py`"


def _wrong_page(record: ClinicalApplication[Any], page: object) -> Iterator[str]:
    if not isinstance(page, Page):
        yield "must be a Page"
        return
    if not _PATH.fullmatch(page.path) or not 0 < len(page.title.strip()) <= 60:
        yield "must have a path of letters and dashes and a title of up to 60 characters"
    if record.folder and not (record.folder / "templates" / page.template).is_file():
        yield f'has no template "{page.template}"'
    if not inspect.iscoroutinefunction(page.load):
        yield "must have an async load"
    if page.scope not in _AUDIENCES:
        yield f"must be about one of {', '.join(_AUDIENCES)}"
    else:
        yield from _wrong_readers(page)
    yield from _wrong_form(page)


def _wrong_readers(page: Page[Any]) -> Iterator[str]:
    """What makes no sense for who reads it: nobody could open it, or what it has leads nowhere."""
    allowed, about = _AUDIENCES[page.scope], ABOUT[page.scope]
    if not page.audience or not page.audience <= allowed:
        others = ", ".join(sorted(map(str, page.audience - allowed)))
        not_for = f", and not for {others}" if others else ""
        yield f"about {about} is for {', '.join(sorted(allowed))}{not_for}"
    if page.scope == "grant" and page.file is not None:
        yield "about one access has no file"
    if page.asks_anew and (page.scope != "grant" or "administrator" not in page.audience):
        yield "that asks anew must be about one access, and for the administrator"
    if page.scope == "site" and _asks_for_members(page.fields):
        yield "about the whole site has no members to choose from"
    if "member" in page.audience and _asks_for_members(page.fields):
        yield "that a member opens has no members to choose from: they would read who else is there"


def _asks_for_members(fields: Any) -> bool:
    if not (isinstance(fields, type) and issubclass(fields, BaseModel)) or [*undrawable(fields)]:
        return False
    return any(each.source == "members" for each in questions(fields))


def _wrong_keeping(keeps: Any) -> Iterator[str]:
    """What is kept begins empty, so that every question of it may be left open."""
    if keeps is None:
        return
    if not (isinstance(keeps, type) and issubclass(keeps, BaseModel)):
        yield "must be a pydantic model"
    elif faults := undrawable(keeps):
        yield from faults
    elif needed := [each.name for each in questions(keeps) if not each.optional]:
        yield f"must have optional questions only: {', '.join(needed)}"


def _wrong_ways(pages: Sequence[Page[Any]]) -> Iterator[str]:
    known = {page.path: page for page in pages}
    for page in pages:
        if not page.then:
            continue
        then = known.get(page.then)
        if then is None or then.scope not in ({"site"} if page.scope == "site" else {page.scope, "group"}):
            yield f'"{page.path}" leads to "{page.then}", which is no page about the same'
        elif others := sorted(page.audience - then.audience):
            yield f'"{page.path}" leads to "{page.then}", which is not for {", ".join(others)}'


def _wrong_form(page: Page[Any]) -> Iterator[str]:
    for name in ("values", "choices", "file"):
        if getattr(page, name) is not None and not inspect.iscoroutinefunction(getattr(page, name)):
            yield f"must have an async {name}"
    if (page.fields is None) != (page.submit is None):
        yield "must have both fields and submit, or neither"
    if page.submit is not None and not inspect.iscoroutinefunction(page.submit):
        yield "must have an async submit"
    if page.fields is None:
        if page.fresh:
            yield "is fresh and asks nothing"
        return
    if not (isinstance(page.fields, type) and issubclass(page.fields, BaseModel)):
        yield "must have a pydantic model as fields"
    else:
        yield from undrawable(page.fields)
