"""Answers of an earlier version of a manifest, carried over to this one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.applications.manifests.shape import Upgrade

Answers = Mapping[str, Any]


def upgrade_of(upgrades: Mapping[int, Upgrade]) -> Callable[[int, Answers], Answers] | None:
    """Make what turns stored answers into those of this version; None where nothing is to be done.

    A question that there is no more is not read, and one that is new and required has no answer yet.
    """
    if not upgrades:
        return None

    def upgrade(version: int, stored: Answers) -> Answers:
        for to, each in sorted(upgrades.items()):
            if to > version:
                stored = _carried(each, stored)
        return stored

    return upgrade


def _carried(upgrade: Upgrade, stored: Answers) -> Answers:
    kept = {name: value for name, value in stored.items() if name not in upgrade.renamed}
    answers = kept | {
        upgrade.renamed[name]: value for name, value in stored.items() if name in upgrade.renamed
    }
    for name, values in upgrade.values.items():
        if name in answers:
            answers[name] = _in_new_values(values, answers[name])
    return {name: value for name, value in answers.items() if name not in upgrade.ask_again}


def _in_new_values(values: Mapping[str, str], answer: Any) -> Any:
    if isinstance(answer, list):
        return list(dict.fromkeys(values.get(each, each) for each in answer))
    return values.get(answer, answer) if isinstance(answer, str) else answer
