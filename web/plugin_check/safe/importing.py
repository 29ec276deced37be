"""Whether a plugin stands on what the product promises to keep, and on nothing else of it."""

from __future__ import annotations

from collections.abc import Iterator

import core.forms
import core.plugin_api
from web.plugin_check.rules import Level, rule
from web.plugin_check.safe.taken import reached, taken
from web.plugin_check.subject import Subject

PUBLIC = {"core.plugin_api": core.plugin_api.__all__, "core.forms": core.forms.__all__}
OPEN = (*PUBLIC, "piccolo.columns")
OF_THE_PRODUCT = frozenset({"core", "web", "plugins", "tests"})
FRAMEWORKS = frozenset({"litestar", "jinja2", "pluggy"})


@rule("S6", Level.SAFE, "Imports only what is public")
def imports(subject: Subject) -> Iterator[str]:
    """Of the product a plugin imports the names that `core.plugin_api` and `core.forms` list, of Piccolo its
    columns, and neither the web framework nor another plugin. A migration imports Piccolo alone. What is
    there for tests, `core.plugin_testing`, `web.plugin_testing` and the plugin's own `conformance.py` and
    `tests`, nothing imports that runs in production. What is imported by a name is imported by one that can
    be read there.

    Why: everything else moves without notice. A plugin that reaches into the product breaks at the next
    version, and could do at any time what its permissions don't say.

    To fix it: take the same from `core.plugin_api` or `core.forms`. If it is not there, the API lacks
    something: say what you need it for, and the API is changed rather than the rule.
    """
    for source in subject.sources:
        in_migrations = "migrations" in source.file.parent.parts[len(subject.folder.parts) :]
        package = subject.place.package
        for node, module, name in taken(source, subject.place.root):
            if not module:
                yield f"{source.at(node)}: imports what can’t be read there, by {name}"
            elif words := _wrong(module, name, package, in_migrations):
                yield f"{source.at(node)}: imports {words}"
        for node, module, name in reached(source, OPEN):
            if words := _wrong(module, name, package, in_migrations):
                yield f"{source.at(node)}: reaches {words}"


def _wrong(module: str, name: str, package: str, in_migrations: bool) -> str:
    whole, first = f"{module}.{name}".rstrip("."), module.partition(".")[0]
    if _below(whole, package):
        if _below(whole, f"{package}.conformance"):
            return f"{whole}, which is there for the kit alone"
        return f"{whole}, which is there for tests" if _below(whole, f"{package}.tests") else ""
    if in_migrations:
        return f"{module}: a migration imports Piccolo alone" if first in OF_THE_PRODUCT else ""
    if first in FRAMEWORKS:
        return f"{module}, which is the host's business"
    if first == "piccolo":
        return (
            ""
            if _below(module, "piccolo.columns")
            else f"{module}; of Piccolo a plugin needs piccolo.columns"
        )
    return _of_the_product(module, name, whole) if first in OF_THE_PRODUCT else ""


def _of_the_product(module: str, name: str, whole: str) -> str:
    if module in PUBLIC:
        return "" if not name or name in PUBLIC[module] else f"{whole}, which {module} does not list"
    if whole in PUBLIC:
        return ""
    if _below(whole, "core.plugin_testing") or _below(whole, "web.plugin_testing"):
        return f"{module}, which is there for tests"
    return f"{whole}, which is not public"


def _below(module: str, package: str) -> bool:
    return f"{module}.".startswith(f"{package}.")
