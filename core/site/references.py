"""Checks that reach across a profile: every name used is defined, every name defined is defined once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from core.site.faults import Fault, path_of, perhaps_meant
from core.site.identifiers import faults_of_identifiers

Steps = tuple[str | int, ...]


class Reference(NamedTuple):
    """Values at `where` must be found at `among`; `*` is every row or key, `@` the keys themselves."""

    where: str
    among: str
    called: str


REFERENCES = (
    Reference("regions.*.jurisdiction", "jurisdictions.*.code", "jurisdictions"),
    Reference("facilities.*.region", "regions.*.slug", "regions"),
    Reference("suffixes.*.kind", "suffix_kinds.*.slug", "suffix kinds"),
    Reference("identifiers.*.suffix_kinds.*", "suffix_kinds.*.slug", "suffix kinds"),
    Reference("identifiers.*.suffixes.*", "suffixes.*.code", "suffixes"),
    Reference("staff_types.*.suffix_kinds.*", "suffix_kinds.*.slug", "suffix kinds"),
    Reference("staff_types.*.authorized_by.*", "staff_types.*.slug", "staff types"),
    Reference("plugins.*.regions.*", "regions.*.slug", "regions"),
    Reference("plugins.*.facilities.*", "facilities.*.code", "facilities"),
    Reference("plugins.*.suffix_kinds.*", "suffix_kinds.*.slug", "suffix kinds"),
    Reference("plugins.*.staff_types.*", "staff_types.*.slug", "staff types"),
    Reference("expected_days.@", "plugins.@", "plugins that are switched on"),
    Reference("announcements.*.application", "plugins.@", "plugins that are switched on"),
    Reference("announcements.*.region", "regions.*.slug", "regions"),
    Reference("webhooks.*.applications.*", "plugins.@", "plugins that are switched on"),
)
UNIQUE = (
    "jurisdictions.*.code",
    "regions.*.slug",
    "facilities.*.code",
    "suffix_kinds.*.slug",
    "suffixes.*.code",
    "staff_types.*.slug",
    "identifiers.*.slug",
    "support.*.slug",
    "agreements.*.slug",
    "announcements.*.slug",
    "webhooks.*.name",
)


def faults_of_references(raw: dict[str, Any]) -> list[Fault]:
    """List names used but not defined, or defined twice; tolerate any shape, so all faults show at once."""
    faults = [fault for reference in REFERENCES for fault in _unknown(raw, reference)]
    faults += [fault for pattern in UNIQUE for fault in _repeated(raw, pattern)]
    return faults + faults_of_identifiers(raw) + _roles(raw) + _signed_by_members(raw)


def _unknown(raw: dict[str, Any], reference: Reference) -> Iterator[Fault]:
    known = [value for _, value in _values(raw, reference.among)]
    for steps, value in _values(raw, reference.where):
        if value not in known:
            yield Fault(
                path_of(steps), f'"{value}" is not one of the {reference.called}{perhaps_meant(value, known)}'
            )


def _repeated(raw: dict[str, Any], pattern: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for steps, value in _values(raw, pattern):
        if value in seen:
            yield Fault(path_of(steps), f'"{value}" is used twice')
        seen.add(value)


def _roles(raw: dict[str, Any]) -> list[Fault]:
    """A role a site asks for has one staff type; one it does not ask for has none and signs nothing."""
    enrollment = raw.get("enrollment")
    asked = {"administrator": True}
    if isinstance(enrollment, dict):
        asked["sponsor"] = enrollment.get("sponsor") is True
        asked["officer"] = enrollment.get("officer") != "never"
    roles = [value for _, value in _values(raw, "staff_types.*.role")]
    faults = [
        Fault("staff_types", f'need exactly {int(asked[role])} with role "{role}", found {roles.count(role)}')
        for role in ("sponsor", "administrator")
        if role in asked and roles.count(role) != int(asked[role])
    ]
    for steps, signer in _values(raw, "agreements.*.signers.*"):
        if asked.get(signer) is False:
            faults.append(Fault(path_of(steps), f'"{signer}" signs, but enrollment never asks for one'))
    return faults


def _signed_by_members(raw: dict[str, Any]) -> list[Fault]:
    """Each member signs alone and one agreement at most; another one binds the group."""
    kinds = [(steps, node) for steps, node in nodes(raw, ["agreements", "*", "signers"]) if node]
    own = [(steps, node) for steps, node in kinds if isinstance(node, list) and "member" in node]
    faults = [
        Fault(path_of(steps), '"member" signs alone, an agreement of their own')
        for steps, node in own
        if node != ["member"]
    ]
    faults += [Fault(path_of(steps), '"member" signs one agreement at most') for steps, _ in own[1:]]
    if kinds and len(own) == len(kinds):
        faults.append(Fault("agreements", "need one that binds the whole group, besides that of each member"))
    return faults


def _values(raw: Any, pattern: str) -> Iterator[tuple[Steps, str]]:
    """Every text at a pattern, with the steps that lead to it."""
    for steps, node in nodes(raw, pattern.split(".")):
        if isinstance(node, str):
            yield steps, node


def nodes(node: Any, pattern: Sequence[str], steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Yield everything at a pattern, with the steps that lead to it."""
    if not pattern:
        yield steps, node
        return
    for step, child in _children(node, pattern[0]):
        yield from nodes(child, pattern[1:], (*steps, step))


def _children(node: Any, step: str) -> list[tuple[str | int, Any]]:
    if isinstance(node, list):
        return list(enumerate(node)) if step == "*" else []
    if not isinstance(node, dict):
        return []
    if step == "@":
        return [(key, key) for key in node]
    return list(node.items()) if step == "*" else [(step, node[step])] if step in node else []
