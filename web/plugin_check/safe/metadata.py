"""Whether somebody can be found who answers for a plugin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from core.applications.about import about_of
from core.applications.finding import distribution_of, installed_plugins
from core.plugin_api import About
from web.plugin_check.place import said_of
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Subject


@rule("S5", Level.SAFE, "Says its version, license, author and contact")
def about(subject: Subject) -> Iterator[str]:
    """The record's `about`, or the plugin's `pyproject.toml`, says its version, under which license it may be
    used, who made it, and where problems with it are told.

    Why: whoever runs a plugin runs the code of somebody else beside people's access to records. They have to
    know which one it is, whether they may, and whom to call at night.

    To fix it: in `pyproject.toml` set `version`, `license`, and `authors` with name and email; or put an
    `About` into the record.
    """
    yield from subject.faults_at("about")
    own = getattr(subject.record, "about", None)
    if type(own) is About:
        said = _said(own)
    elif subject.place.project is not None:
        said = _of_project(said_of(subject.place.project).get("project", {}))
    else:
        # What ships with the product is what the product says of itself.
        said = _said(about_of(distribution_of(subject.slug, installed_plugins())))
    yield from (f"says no {name}" for name, value in said.items() if not str(value).strip())


def _said(about: About) -> dict[str, str]:
    return {each.name: getattr(about, each.name) for each in fields(About)}


def _of_project(project: Mapping[str, Any]) -> dict[str, str]:
    """What its distribution will say of itself."""
    authors = [each for each in project.get("authors", ()) if isinstance(each, dict)]
    dynamic = project.get("dynamic", ())
    found = project.get("license", "")
    names = [str(each.get("name", "")) for each in authors]
    addresses = [str(each.get("email", "")) for each in authors]
    return {
        "version": str(project.get("version", "")) or ("later" if "version" in dynamic else ""),
        "license": str(found.get("text") or found.get("file", "")) if isinstance(found, dict) else str(found),
        "author": "".join(names),
        "contact": "".join([*addresses, *map(str, project.get("urls", {}).values())]),
    }
