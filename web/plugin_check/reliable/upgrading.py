"""Answers and options that were stored by an earlier version of the plugin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.forms import from_json, to_json
from core.plugin_api import NoFields
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Exempt, Subject


@rule("R10", Level.RELIABLE, "Answers and options of the version before are upgraded")
def upgraded(subject: Subject) -> Iterator[str]:
    """What BEFORE of conformance.py holds, by version, as `answers` and `options`, fits this version.

    The version before this one must be among them, with its answers, `{}` where it asked nothing. Upgrading
    the same twice gives the same, and what is of this version already stays as it is.

    Why: without an upgrade, access that is being set up is given up when the new version starts, and a site
    whose section no longer fits does not start at all.

    To fix it: give `upgrade_answers` with every new `fields_version`, options a default for every new
    field, and keep one example of each earlier version in BEFORE.
    """
    version = subject.application.fields_version
    if version == 1 and not subject.before:
        raise Exempt("it is the first version")
    if version > 1 and version - 1 not in subject.before:
        yield f"BEFORE in conformance.py has no example of version {version - 1}"
    for number, stored in sorted(subject.before.items()):
        if number < version and stored.get("answers") is None and subject.application.fields is not NoFields:
            yield f"BEFORE in conformance.py has no answers of version {number}"
        yield from _answers(subject, number, stored.get("answers"))
        yield from _options(subject, number, stored.get("options"))
    if version > 1:
        yield from _stays(subject, version)


def _answers(subject: Subject, number: int, stored: Mapping[str, Any] | None) -> Iterator[str]:
    if stored is None:
        return
    model, upgrade = subject.application.fields, subject.application.upgrade_answers
    try:
        made = upgrade(number, dict(stored)) if upgrade else stored
        again = upgrade(number, dict(stored)) if upgrade else stored
        from_json(model, made)
    except (Exception, SystemExit) as problem:
        yield f"answers of version {number} are not upgraded: {type(problem).__name__}: {problem}"
        return
    if made != again:
        yield f"answers of version {number} are upgraded in another way the second time"


def _options(subject: Subject, number: int, stored: Mapping[str, Any] | None) -> Iterator[str]:
    if stored is None:
        return
    upgrade = getattr(subject.record, "upgrade_options", None)
    try:
        made = upgrade(dict(stored)) if upgrade else dict(stored)
        subject.record.options_model.model_validate(made)
    except (Exception, SystemExit) as problem:
        yield f"options of version {number} are not upgraded: {type(problem).__name__}: {problem}"


def _stays(subject: Subject, version: int) -> Iterator[str]:
    upgrade = subject.application.upgrade_answers
    stored = to_json(subject.grant().answers)
    if upgrade is not None and upgrade(version, dict(stored)) != stored:
        yield f"upgrade_answers changes answers of this version, {version}"
