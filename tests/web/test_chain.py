"""Why somebody has no access yet: the answer first, what is done folded, every link with words."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from core.access.steps import Fix, Step, StepName
from core.portal import Portal
from tests.practices import portal_for
from web.chain import reasons

EVERYWHERE = dict.fromkeys(get_args(Fix), "/somewhere")


@pytest.fixture
def portal() -> Portal:
    return portal_for()


def step(name: StepName, **more: object) -> Step:
    return replace(Step(name, "not-yet", "Something waits."), **more)


def test_who_reads_is_told_whether_they_have_to_do_anything(portal: Portal) -> None:
    waits = (Step("agreement", "ok", "In force."), step("group", who="support"))
    told = reasons(portal, waits, "administrator", {})
    assert told.answer == "Waiting for support to check credentials. You don’t need to do anything."
    assert (len(told.ahead), len(told.done)) == (1, 1)
    assert reasons(portal, waits, "support", {}).answer == "Something waits. This is your turn."
    own = (step("details", who="administrator", fix="person"),)
    assert reasons(portal, own, "administrator", {}).answer == "Something waits. This is your turn."
    assert reasons(portal, own, "member", {}).answer == "Something waits. Next: the group administrator."
    assert reasons(portal, waits[:1], "member", {}).answer == "Every step is done."


@pytest.mark.parametrize("name", get_args(StepName))
@pytest.mark.parametrize("fix", get_args(Fix))
def test_every_step_has_a_title_and_no_link_is_without_words(
    portal: Portal, name: StepName, fix: Fix
) -> None:
    (link,) = reasons(portal, (step(name, fix=fix),), "administrator", EVERYWHERE).ahead
    assert link.title and bool(link.href) <= bool(link.action)


def test_a_member_is_told_by_name_whom_to_ask_and_what_is_their_own_turn(portal: Portal) -> None:
    asks = reasons(portal, (step("approval", who="administrator"),), "member", {}, "Ben Ruiz")
    assert asks.answer == "Something waits. Next: Ben Ruiz, the group administrator."
    both = (step("set-up", who="support"), step("factor", who="member"))
    told = reasons(portal, both, "member", {})
    assert told.answer == "Waiting for support to set the access up. Something waits. That is your turn."
    assert [link.who for link in told.ahead] == ["support", "you"]
