"""What an application says of itself by itself: how it is, who has accounts there, and who used them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from core.plugin_api import ByPeople, ClinicalApplication
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Exempt, Subject


@rule("K3", Level.KIND, "It says how it is")
def health(subject: Subject) -> Iterator[str]:
    """`health` is given, so that the page of health tells settings, reach and credentials apart.

    Why: "it does not work" takes support an hour; "the credentials are refused" takes a minute.

    To fix it: give `health` to the record.
    """
    yield from _given(subject, "health")


@rule("K4", Level.KIND, "It lists its accounts and when they were used")
def feeds(subject: Subject) -> Iterator[str]:
    """`roster` and `usage` are given, so that the host can compare accounts with access.

    Why: an account that nobody's access belongs to is found in no other way.

    To fix it: give `roster` and `usage` to the record.
    """
    yield from _given(subject, "roster", "usage")


def _given(subject: Subject, *names: str) -> Iterator[str]:
    if isinstance(subject.record.provisioner, ByPeople):
        raise Exempt("people do the work")
    known = {each.name for each in fields(ClinicalApplication)}
    if not known.issuperset(names):
        raise Exempt(f"this version of the product asks no application for {' or '.join(names)}")
    for name in names:
        if getattr(subject.record, name) is None:
            yield f"the record has no {name}"
