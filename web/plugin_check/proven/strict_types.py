"""Whether the types of a plugin hold."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import core
from web.plugin_check.proven.programs import said_by
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Subject, Unanswered

MOST = 10


@rule("P1", Level.PROVEN, "Its types hold, strictly")
def typed(subject: Subject) -> Iterator[str]:
    """`mypy --strict` finds nothing in the files of the plugin that run in production.

    Why: a plugin that reads `None` where a text was is found out at a practice, and not by its author.

    To fix it: run `mypy --strict` over the package, and write the types that it misses.
    """
    if find_spec("mypy") is None:
        raise Unanswered("mypy is not installed here")
    options = [
        "--strict",
        "--follow-imports=silent",
        "--no-error-summary",
        "--hide-error-context",
        "--explicit-package-bases",
    ]
    files = [str(each) for each in subject.place.files()]
    done = said_by(
        "-m", "mypy", *options, *files, at=subject.place.root, also={"MYPYPATH": str(subject.place.root)}
    )
    if done is None:
        raise Unanswered("mypy did not end in time here; it is faster the second time")
    if done.returncode == 0:
        return
    found = [line for line in done.stdout.splitlines() if ": error:" in line]
    yield from found[:MOST] or [f"mypy ended with {done.returncode}: {(done.stdout + done.stderr)[-300:]}"]


def _roots(subject: Subject) -> Iterator[str]:
    """Where the plugin is, and the product where it is not installed."""
    yield str(subject.place.root)
    product = Path(core.__file__ or "").resolve().parents[1]
    if product.name not in {"site-packages", "dist-packages"} and product != subject.place.root:
        yield str(product)
