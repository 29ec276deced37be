"""Whether the templates of a plugin can be drawn."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import partial
from pathlib import Path
from typing import Any, get_type_hints

from jinja2 import Environment, FileSystemLoader, TemplateError, nodes

from core.applications.checking_pages import ABOUT
from core.mail.writing import TEMPLATES
from core.plugin_api import Page
from web.assets import load_assets
from web.plugin_check.rules import Exempt, Level, rule
from web.plugin_check.subject import Source, Subject
from web.plugin_check.template_reading import compared, parsed, reads
from web.plugin_pages import PluginPage
from web.rendering import Pages

GIVEN = {each.name for each in fields(PluginPage)} - {"own"}
# What a template may read of `opened`, by what the page is about.
_READER = frozenset({"address", "audience", "name", "now", "facilities"})
_OF_PRACTICE = _READER | {"group", "access"}
OPENED = {"grant": _OF_PRACTICE | {"grant"}, "group": _OF_PRACTICE, "site": _READER | {"options"}}
OF_MAILS = frozenset({"site", "link", "button", "person", "group_name", "application", "path"})


@rule("S9", Level.SAFE, "Templates and mails compile, and know every name")
def templates(subject: Subject) -> Iterator[str]:
    """Each template can be read and compiled. That of a page extends `plugin_page.html`, fills the block
    `page`, and reads what `load` returns and the host gives, no more and no less: of `opened` what a page
    about an access, a practice or the site has. That of a mail begins with its subject, and reads what `tell`
    gives it. All stand in `templates/<slug>/`.

    Why: a template is compiled when somebody first opens its page, or when a mail is first due. A name that
    nobody gives is an error there, in front of a person who can do nothing about it.

    To fix it: change the template in the line that is named. Let the annotation of `load` name the frozen
    dataclass it returns, with a field for each name that the template reads.
    """
    faults = subject.faults_at("folder")
    yield from (words.removeprefix("folder ") for words in faults)
    record = subject.record
    own = record.folder / "templates" if record.folder else None
    if own is None or not own.is_dir():
        if not faults:
            raise Exempt("it has no templates")
        return
    yield from _elsewhere(own, subject.slug)
    environment = Pages(subject.site, load_assets(subject.site.folder), own).environment
    yield from _not_compiled(environment, own)
    for page in record.pages:
        yield from _wrong_page(environment, page)
    for source in subject.sources:
        yield from _wrong_mails(source, own)


def _elsewhere(own: Path, slug: str) -> Iterator[str]:
    for file in sorted(own.rglob("*")):
        if file.is_file() and file.relative_to(own).parts[0] != slug:
            yield f"templates/{file.relative_to(own)}: must stand in templates/{slug}/, or it is never found"


def _not_compiled(environment: Environment, own: Path) -> Iterator[str]:
    for file in sorted(own.rglob("*.html")):
        name = str(file.relative_to(own))
        try:
            environment.get_template(name)
        except TemplateError as problem:
            yield f"templates/{name}:{getattr(problem, 'lineno', 1)}: {problem.message}"


def _wrong_page(environment: Environment, page: Page[Any]) -> Iterator[str]:
    try:
        if "page" not in environment.get_template(page.template).blocks:
            yield f"templates/{page.template}: has no block `page`"
        loads = get_type_hints(page.load).get("return")
        if not is_dataclass(loads):
            yield f'page "{page.path}": `load` must say in its annotation which dataclass it returns'
            return
        own = frozenset(each.name for each in fields(loads))
        name = getattr(loads, "__name__", "load")
        yield from compared(environment, page.template, own, name, given=GIVEN)
        yield from _not_of_opened(environment, page)
    except (TemplateError, LookupError):
        # Said already, of its file.
        return
    except NameError as problem:
        yield f'page "{page.path}": the annotation of `load` cannot be read: {problem}'


def _not_of_opened(environment: Environment, page: Page[Any]) -> Iterator[str]:
    """What it reads of `opened` that such a page has not, which nobody would see before it is opened."""
    tree, known = parsed(environment, page.template), OPENED.get(page.scope, frozenset())
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name) and node.node.name == "opened" and node.attr not in known:
            about = f'page "{page.path}" is about {ABOUT[page.scope]}'
            yield f"templates/{page.template}:{node.lineno}: reads opened.{node.attr}, and {about}"


def _wrong_mails(source: Source, own: Path) -> Iterator[str]:
    environment = Environment(loader=FileSystemLoader([own, TEMPLATES]), autoescape=False)  # noqa: S701 - nothing is drawn
    for call in filter(_tells, ast.walk(source.tree)):
        assert isinstance(call, ast.Call)  # noqa: S101 - for the types
        said = {each.arg: each.value for each in call.keywords}
        named = said.pop("template", call.args[1] if len(call.args) > 1 else None)
        name = getattr(named, "value", None)
        if not isinstance(name, str) or not (own / f"{name}.txt").is_file():
            continue
        at = partial("{}: the mail {}".format, source.at(call), name)
        if not (own / f"{name}.txt").read_text("utf-8").startswith("Subject: "):
            yield f"{at()} does not begin with `Subject: `"
        try:
            unknown = reads(environment, f"{name}.txt") - OF_MAILS - {each for each in said if each}
        except (TemplateError, LookupError) as problem:
            yield f"{at()} cannot be read: {problem}"
            continue
        if None not in said:
            yield from (f"{at()} reads {each}, which nobody gives it" for each in sorted(unknown))


def _tells(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "tell"
