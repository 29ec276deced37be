from dataclasses import replace

import pytest

from core.plugin_api import Eligibility, Group, Names, Person

NAMES = Names(
    suffix_kinds={"provider": "Provider", "scheduler": "Surgery scheduler", "clerk": "Regular staff"},
    regions={"north": "The North", "south": "The South"},
    facilities={"MAIN": "Main Hospital"},
    group="practice",
)
RULE = Eligibility(suffix_kinds=frozenset({"provider", "scheduler"}), names=NAMES)
DOCTOR = Person(key="1", staff_type="doctor", suffix="MD", suffix_kind="provider")
CLERK = Person(key="2", staff_type="staff", suffix="Coder", suffix_kind="clerk")
NORTH = Group(key="g", state="NN", postcode="12345", regions=frozenset({"north"}), facility="MAIN")


def test_whoever_fulfils_everything_may_have_it():
    everything = replace(
        RULE,
        staff_types=frozenset({"doctor"}),
        regions=frozenset({"north", "south"}),
        facilities=frozenset({"MAIN"}),
        rule=lambda person, group: None,
    )
    assert everything.reason(DOCTOR, NORTH) is None
    assert everything.why_not(DOCTOR, NORTH) is None


@pytest.mark.parametrize(
    ("changes", "person", "group", "code", "words"),
    [
        ({}, CLERK, NORTH, "suffix-kind", "Provider or Surgery scheduler. Coder counts as Regular staff."),
        ({}, replace(DOCTOR, suffix="", suffix_kind=""), NORTH, "suffix-missing", "Choose a suffix first"),
        ({"staff_types": frozenset({"boss"})}, DOCTOR, NORTH, "staff-type", "staff types: boss"),
        (
            {"regions": frozenset({"south"})},
            DOCTOR,
            NORTH,
            "region",
            "The South. The address of the practice (NN 12345)",
        ),
        (
            {"regions": frozenset({"south"})},
            DOCTOR,
            Group(key="g"),
            "address-missing",
            "Enter the address of the practice",
        ),
        (
            {"facilities": frozenset({"MAIN"})},
            DOCTOR,
            Group(key="g"),
            "facility",
            "practice is Main Hospital",
        ),
        ({"rule": lambda person, group: "Not on Fridays"}, DOCTOR, NORTH, "own-rule", "Not on Fridays"),
    ],
)
def test_the_first_broken_link_is_named_in_words(changes, person, group, code, words):
    reason = replace(RULE, **changes).reason(person, group)
    assert reason is not None and reason.code == code and words in reason.words


def test_an_empty_set_means_nobody_and_none_means_anybody():
    assert replace(RULE, staff_types=frozenset()).reason(DOCTOR, NORTH) is not None
    assert replace(RULE, staff_types=None).reason(DOCTOR, NORTH) is None


def test_a_site_takes_away_and_never_adds():
    narrowed = RULE.within(
        suffix_kinds=frozenset({"provider", "clerk"}),
        regions=frozenset({"north"}),
        staff_types=frozenset({"doctor"}),
    )
    assert narrowed.suffix_kinds == {"provider"}
    assert narrowed.regions == {"north"} and narrowed.staff_types == {"doctor"}
    assert narrowed.within(regions=frozenset({"south"})).regions == frozenset()
    assert RULE.within() == RULE
