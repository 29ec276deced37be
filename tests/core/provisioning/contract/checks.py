"""What every connector promises, each promise a check of a whole walk."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.plugin_api import Absent, Found
from tests.core.provisioning.contract.walking import Walk, words_of

Check = Callable[[Walk], Iterator[str]]


def what_counts_as_given_is_there(walk: Walk) -> Iterator[str]:
    """Done after `grant` means that the person gets in."""
    for step in walk.steps:
        if step.call == "grant" and step.done and not step.lets_in:
            yield f"{step.grant.key} was given, and is not there"


def what_counts_as_taken_is_gone(walk: Walk) -> Iterator[str]:
    """Done after `revoke` means that no account bears the access, and none is on for nothing."""
    for step in walk.steps:
        if step.call == "revoke" and step.done and step.may_get_in:
            yield f"{step.grant.key} was taken away, and is there"


def one_human_has_one_account(walk: Walk) -> Iterator[str]:
    """However often something fails half-way, nobody gets a second account."""
    yield from (
        f"{step.grant.person.identity} has {step.accounts}" for step in walk.steps if step.accounts > 1
    )


def nobody_else_is_touched(walk: Walk) -> Iterator[str]:
    """Whoever nobody asked about stays as they were."""
    yield from (f"{step.call} touched the neighbor" for step in walk.steps if not step.neighbor_same)


def looking_changes_nothing(walk: Walk) -> Iterator[str]:
    """A check only looks."""
    for step in walk.steps:
        if step.call == "check" and step.before != step.after:
            yield f"looking at {step.grant.key} changed something"


def all_comes_to_its_end(walk: Walk) -> Iterator[str]:
    """When nothing goes wrong any more, everything gets done within a few attempts."""
    yield from (f"{grant} never comes to its end" for grant, ended in walk.ended if not ended)


def a_calm_look_says_what_is_so(walk: Walk) -> Iterator[str]:
    """At the end, with no fault any more, what a check says is the truth."""
    for step in [each for each in walk.steps if each.call == "check"][-len(walk.ended) :]:
        if isinstance(step.answer, Found) is not step.lets_in:
            yield f"{step.grant.key} is {step.answer} and lets in: {step.lets_in}"
        if isinstance(step.answer, Absent) and step.may_get_in:
            yield f"{step.grant.key} is called absent and is there"


def no_secret_is_told(walk: Walk) -> Iterator[str]:
    """What people read holds no secret."""
    for step in walk.steps:
        if walk.system.secret in words_of(step.answer):
            yield f"{step.call} told the secret"


CHECKS: tuple[Check, ...] = (
    what_counts_as_given_is_there,
    what_counts_as_taken_is_gone,
    one_human_has_one_account,
    nobody_else_is_touched,
    looking_changes_nothing,
    all_comes_to_its_end,
    a_calm_look_says_what_is_so,
    no_secret_is_told,
)
