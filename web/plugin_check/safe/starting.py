"""Whether the host starts with a plugin."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points
from importlib.util import find_spec

from core.applications.finding import PACKAGE
from core.plugin_api import ENTRY_POINTS, PROJECT, Hooks
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Subject, Unready

# Of these parts of a record other rules speak.
ELSEWHERE = ("requires_api", "about", "permissions", "tables", "folder", "fields")


@rule("S2", Level.SAFE, "Hooks are known, and the host starts with what they yield")
def starts(subject: Subject) -> Iterator[str]:
    """The module implements `clinical_applications`, and no hook that doesn't exist. What it yields is one
    record that the host takes, with the options that `OPTIONS` in `conformance.py` names.

    Why: the host says all of this at start-up, and doesn't start. It's better said before.

    To fix it: change what the line names. It begins with the path that the host says too, such as
    `plugins.<slug>.summary`. An option that is missing goes into `OPTIONS`, as a site would set it. Give each
    hook the decorator `@hookimpl`, and yield from it.
    """
    for name, each in vars(subject.module).items():
        if hasattr(each, f"{PROJECT}_impl") and not hasattr(Hooks, name):
            yield f'implements the hook "{name}", which doesn’t exist'
    try:
        for fault in subject.faults:
            if fault.path.removeprefix(f"plugins.{subject.slug}.").split(".")[0] not in ELSEWHERE:
                yield str(fault)
    except Unready as problem:
        yield str(problem).partition("; see ")[0]


@rule("S3", Level.SAFE, "Its slug is its own")
def slug(subject: Subject) -> Iterator[str]:
    """The slug of the record is the name of the plugin's folder or entry point, and no plugin of the product
    or of this environment has the same.

    Why: grants, tables, pages and the trail name an application by its slug. The host takes neither of two
    plugins that claim one, so that no distribution can put itself in the place of another.

    To fix it: choose another slug, in the record and in the entry point. Tables, migrations and the folder in
    `templates/` are named by it as well.
    """
    if subject.record.slug != subject.slug:
        yield f'the record has the slug "{subject.record.slug}", and the entry point "{subject.slug}"'
    package = subject.place.package
    in_tree = f"{PACKAGE}.{subject.slug}"
    if subject.slug.isidentifier() and package != in_tree and find_spec(in_tree) is not None:
        yield f'"{subject.slug}" is a plugin of the product'
    for each in entry_points(group=ENTRY_POINTS, name=subject.slug):
        if each.module != package:
            yield f'"{subject.slug}" is claimed by {each.dist.name if each.dist else each.value} here, too'


@rule("S4", Level.SAFE, "Needs a plugin API that this product has")
def api(subject: Subject) -> Iterator[str]:
    """`requires_api` is the version of the plugin API that the plugin needs, and this product has it.

    Why: a plugin for another API would work nearly always, and fail where nobody looks.

    To fix it: see in the documentation what changed between the two, change the plugin, and raise
    `requires_api`. For an older product, install the version of the plugin that was made for it.
    """
    yield from subject.faults_at("requires_api")
