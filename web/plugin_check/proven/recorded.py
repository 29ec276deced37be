"""Whether a new version of a plugin does what the one before did, and works with the API before this one."""

from __future__ import annotations

import ast
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from core import plugin_api
from web.plugin_check.place import Place, find_place, unpacked_place
from web.plugin_check.proven.made_up_work import Piece, Work, as_after, as_before, pieces
from web.plugin_check.rules import Level, rule
from web.plugin_check.shadow_run import Done, NothingToTryAt, compared, done
from web.plugin_check.subject import Exempt, Subject, Unanswered, opened

NUMBER = 1000
NONE = "there is no version before this one: name its wheel or its folder with --before, or in BEFORE"


@rule("P4", Level.PROVEN, "A shadow run over a thousand pieces of work is equal")
async def shadow(subject: Subject) -> AsyncIterator[str]:
    """The version before and this one do the same thousand pieces of work, each at a made-up system of its
    own: access is given, looked at, changed and taken away for people who are drawn from a fixed seed, with
    every choice in their answers. What is answered, the accounts and who may have it come to the same.

    The version before is the wheel or folder that `--before` names, or `plugin` of the newest version in
    BEFORE of conformance.py, a path from there. What a site recorded itself stays there: `portal plugin
    compare` does that work.

    Why: what a new version does otherwise should be what its author meant, and nothing more.

    To fix it: read what differs. Where it is meant, say so to those who run the plugin, raise
    `fields_version` if answers mean something else now, and have the next version compared with this one.
    """
    path = subject.version_before or _named(subject)
    if path is None:
        raise Exempt(NONE)
    with _version_before(path, subject) as older:
        if older.slug != subject.slug:
            yield f"{path.name} is another plugin, {older.slug}"
            return
        work = list(pieces(older, NUMBER))
        was = await _tried(older, as_before(older, work))
        could = [_eligible(older, each) for each in work]
    will = await _tried(subject, as_after(subject, older.application.fields_version, work))
    found = compared([each.kind for each in work], was, will)
    for what, number in found.differing:
        yield f"{number} × {what}"
    for words in found.accounts:
        yield words
    if other := sum(one != _eligible(subject, each) for one, each in zip(could, work, strict=True)):
        yield f"{other} × who may have it is answered otherwise"


async def _tried(subject: Subject, work: Work) -> Done:
    try:
        return await done(subject.application, work, subject.target, subject.options)
    except NothingToTryAt as problem:
        raise Unanswered(str(problem)) from problem


def _eligible(subject: Subject, piece: Piece) -> str | None:
    return subject.application.eligibility.why_not(piece.person, piece.group)


def _named(subject: Subject) -> Path | None:
    """What conformance.py names as the version before."""
    for _, each in sorted(subject.before.items(), reverse=True):
        if named := each.get("plugin"):
            return Path(subject.folder, str(named))
    return None


@contextmanager
def _version_before(path: Path, subject: Subject) -> Iterator[Subject]:
    """Open another version of the same plugin for a block, in which this one is not imported."""
    package = subject.place.package
    ours = [name for name in sys.modules if f"{name}.".startswith(f"{package}.")]
    kept = {name: sys.modules.pop(name) for name in ours}
    try:
        with _placed(path) as place, opened(place) as older:
            yield older
    finally:
        sys.modules.update(kept)


@contextmanager
def _placed(path: Path) -> Iterator[Place]:
    if path.is_dir():
        yield find_place(path)
        return
    with TemporaryDirectory(prefix="portal-before-") as folder:
        yield unpacked_place(path, Path(folder))


@rule("P6", Level.PROVEN, "It passes on this version of the plugin API and on the one before")
def versions(subject: Subject) -> Iterator[str]:
    """Nothing is imported from the plugin API that the version before this one did not have.

    Why: sites upgrade the product and the plugins on different days.

    To fix it: use what came with this version only where it is there.
    """
    earlier: dict[str, frozenset[str]] = getattr(plugin_api, "EARLIER", {})
    if not earlier:
        raise Exempt(f"{plugin_api.VERSION} is the only version of the plugin API so far")
    version = max(earlier, key=lambda each: tuple(map(int, each.split("."))))
    for source in subject.sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ImportFrom) and node.module == "core.plugin_api":
                for name in sorted({each.name for each in node.names} - earlier[version]):
                    yield f"{source.at(node)}: imports {name}, which plugin API {version} has not"
