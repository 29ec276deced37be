"""The plugin that is examined, as far as somebody looks: each part is made when it is first asked for."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module, invalidate_caches
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

from core.applications import Catalogue, PluginFaults, load_applications, yielded_by
from core.plugin_api import ClinicalApplication, Grant
from core.plugin_testing import UnfitAnswers, a_grant, made_up_site
from core.site import Fault, SiteFaults, SiteProfile
from web.plugin_check.place import Place, find_place

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Exempt(Exception):
    """The rule asks nothing of this plugin; the words say why."""


class Unanswered(Exception):
    """The rule asks something that nobody can answer here; the words say why. Its level stays open."""


class Unready(Exempt):
    """The plugin lacks what the rule looks at; another rule, named in the words, says so."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the plugin: `name` as a report says it, and its `tree`, empty where it is no Python."""

    file: Path
    name: str
    text: str
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        """Say where something stands."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


@dataclass(eq=False)
class Subject:
    """A plugin and what the kit knows of it. What it does not have, and who needs it, raises Exempt."""

    place: Place
    browser: bool = False
    notes: list[str] = field(default_factory=list)
    version_before: Path | None = None

    @property
    def slug(self) -> str:
        """Its slug."""
        return self.place.slug

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Its files that run in production."""
        return tuple(map(self._read, self.place.files()))

    @cached_property
    def module(self) -> ModuleType:
        """Its module, imported."""
        try:
            return import_module(self.place.package)
        except (Exception, SystemExit) as problem:
            raise Unready(f"it cannot be imported ({type(problem).__name__}: {problem}); see S1") from problem

    @cached_property
    def conformance(self) -> ModuleType | None:
        """What it tells the kit in `conformance.py`; None where there is none. It may raise anything."""
        if not hasattr(self.module, "__path__"):
            return None
        name = f"{self.place.package}.conformance"
        return import_module(name) if find_spec(name) else None

    @property
    def target(self) -> Any:
        """Its made-up target, or None."""
        return getattr(self.conformance, "TARGET", None)

    @property
    def answers(self) -> Mapping[str, Sequence[str]]:
        """A whole form, as typed."""
        found: Mapping[str, Sequence[str]] = getattr(self.conformance, "ANSWERS", _NOTHING)
        return found

    @property
    def options(self) -> Mapping[str, Any]:
        """Its section of the made-up site."""
        found: Mapping[str, Any] = getattr(self.conformance, "OPTIONS", _NOTHING)
        return found

    @property
    def before(self) -> Mapping[Any, Any]:
        """Stored answers and options of earlier versions, by version."""
        found: Mapping[Any, Any] = getattr(self.conformance, "BEFORE", _NOTHING)
        return found

    @cached_property
    def yielded(self) -> list[object]:
        """What it yields as applications; nothing where it brings registers alone."""
        try:
            return yielded_by(self.module, self.slug)
        except (Exception, SystemExit) as problem:
            raise Unready(f"its hook raises {type(problem).__name__}: {problem}; see S2") from problem

    @property
    def record(self) -> ClinicalApplication[Any]:
        """The application that it yields, whether the host would take it or not."""
        if not self.yielded:
            raise Exempt("it yields no application")
        if len(self.yielded) > 1 or not isinstance(self.yielded[0], ClinicalApplication):
            raise Unready("it yields something else than one ClinicalApplication; see S2")
        return self.yielded[0]

    @cached_property
    def site(self) -> SiteProfile:
        """The made-up site, with the plugin switched on."""
        if not self.yielded:
            return made_up_site()
        try:
            return made_up_site(self.record, sections={self.record.slug: self.options})
        except SiteFaults as problem:
            raise Unready(f"no site fits it ({problem}); see S2") from problem
        except (AttributeError, TypeError, ValueError) as problem:
            raise Unready(f"its eligibility is not one ({problem}); see S2") from problem

    @cached_property
    def started(self) -> Catalogue | tuple[Fault, ...]:
        """The plugin switched on at the made-up site, or all that the host says against it at start-up."""
        found = self.site.model_copy(update={"plugins": {self.slug: dict(self.options)}})
        try:
            return load_applications(found, here={self.slug: lambda: self.module})
        except PluginFaults as problem:
            return problem.faults

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What the host says against it at start-up."""
        return () if isinstance(self.started, Catalogue) else self.started

    def faults_at(self, *parts: str) -> list[str]:
        """List what the host says against these parts of the record."""
        heads = tuple(f"plugins.{self.slug}.{part}" for part in parts)
        return [
            f"{fault.path.removeprefix(f'plugins.{self.slug}.')} {fault.message}"
            for fault in self.faults
            if fault.path in heads or fault.path.startswith(tuple(f"{head}." for head in heads))
        ]

    @property
    def catalogue(self) -> Catalogue:
        """The applications of the made-up site, which is this one."""
        if not isinstance(self.started, Catalogue):
            raise Unready(f"the host does not start with it ({self.started[0]})")
        return self.started

    @property
    def application(self) -> ClinicalApplication[Any]:
        """The record as the host uses it."""
        return self.catalogue[self.slug]

    @property
    def folder(self) -> Path:
        """Where its own files are."""
        return self.place.folder

    def grant(self, **changes: Any) -> Grant[Any]:
        """Make access to it, by the answers that it names itself, as `a_grant` does.

        Raises Unanswered where they do not fit: what nobody could try is not right.
        """
        given = {"answers": self.answers, "options": self.application.options, **changes}
        try:
            return a_grant(self.application, **given)
        except UnfitAnswers as problem:
            raise Unanswered(f"ANSWERS of its conformance.py do not fit: {problem}") from problem

    def note(self, words: str) -> None:
        """Add to the report how a rule was asked, beside what it found."""
        self.notes.append(words)

    def _read(self, file: Path) -> Source:
        name = str(file.relative_to(self.place.root))
        try:
            text = file.read_text("utf-8")
            return Source(file, name, text, ast.parse(text))
        except (OSError, ValueError, SyntaxError):
            return Source(file, name, "", ast.Module([], []))


@contextmanager
def opened(path: Path | Place, browser: bool = False) -> Iterator[Subject]:
    """Open the plugin at a path or place, for a block; NoPlugin. Nothing of it stays imported afterwards.

    With `browser` its forms are looked at in a browser too, where there is one.
    """
    place = find_place(path) if isinstance(path, Path) else path
    root, another = str(place.root), _without_another(place)
    before = set(sys.modules)
    sys.path.insert(0, root)
    invalidate_caches()
    try:
        yield Subject(place, browser)
    finally:
        sys.path.remove(root)
        for name in _of(place, set(sys.modules) - before):
            del sys.modules[name]
        sys.modules.update(another)


def _without_another(place: Place) -> dict[str, ModuleType]:
    """Put the modules of another plugin by the same name aside: nothing may be taken for this one's."""
    there = getattr(sys.modules.get(place.package), "__file__", None)
    if not there or Path(there).is_relative_to(place.folder):
        return {}
    return {name: sys.modules.pop(name) for name in _of(place, set(sys.modules))}


def _of(place: Place, names: set[str]) -> list[str]:
    return [each for each in names if f"{each}.".startswith(f"{place.package}.")]
