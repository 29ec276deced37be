from dataclasses import replace

import pytest

from core.access.desk import Desk
from core.access.why_not import first_broken, offered, why_not
from core.plugin_api import Group, Person
from core.site import find_site
from tests.core.groups.conftest import desk_of
from tests.plugins.people import DENVER, PHOENIX, person


@pytest.fixture(scope="module")
def desk() -> Desk:
    return desk_of(find_site("banner"))


def names(desk: Desk, slug: str, who: Person, group: Group) -> list[tuple[str, str]]:
    return [(step.name, step.state) for step in why_not(desk, slug, who, group)]


def test_the_whole_chain_stands_in_order(desk: Desk):
    doctor = replace(person(desk.site, "provider", "MD"), licence_state="AZ", licence_number="1")
    assert names(desk, "dsm", doctor, PHOENIX) == [
        ("suffix", "ok"),
        ("place", "ok"),
        ("rule", "ok"),
        ("details", "ok"),
        ("licence", "ok"),
        ("agreement", "not-yet"),
        ("set-up", "not-yet"),
    ]


def test_the_first_broken_link_says_who_acts_and_where(desk: Desk):
    doctor = person(desk.site, "provider", "MD")
    step = first_broken(why_not(desk, "dsm", doctor, DENVER))
    assert step is not None
    assert (step.name, step.state, step.who, step.fix) == ("place", "broken", "administrator", "practice")
    missing = first_broken(why_not(desk, "dsm", doctor, Group(key="g")))
    assert missing is not None and (missing.name, missing.state) == ("place", "not-yet")


def test_a_licence_that_is_missing_is_told_and_does_not_keep_from_asking(desk: Desk):
    doctor = person(desk.site, "provider", "MD")
    assert ("licence", "not-yet") in names(desk, "pacs", doctor, PHOENIX)
    assert "pacs" in offered(desk, doctor, PHOENIX)
    coder = person(desk.site, "staff", "Coder")
    assert "licence" not in dict(names(desk, "pacs", coder, PHOENIX))


def test_explanation_and_decision_never_differ(desk: Desk):
    for kind in desk.site.staff_types:
        for suffix in desk.site.suffixes:
            who = person(desk.site, kind.slug, suffix.code)
            for group in (PHOENIX, DENVER, Group(key="g")):
                may = offered(desk, who, group)
                for slug in desk.applications:
                    assert (first_broken(why_not(desk, slug, who, group)) is None) == (slug in may)


def test_what_is_not_switched_on_is_not_offered(desk: Desk):
    step = first_broken(why_not(desk, "unknown", person(desk.site, "provider", "MD"), PHOENIX))
    assert step is not None and (step.name, step.who) == ("rule", "support")


def test_a_rule_that_raises_lets_nobody_in(desk: Desk):
    def rule(_: Person, __: Group) -> str | None:
        raise RuntimeError

    pacs = desk.applications["pacs"]
    broken = replace(pacs, eligibility=replace(pacs.eligibility, rule=rule))
    catalogue = type(desk.applications)(desk.site, {"pacs": broken})
    hostile = replace(desk, applications=catalogue)
    assert offered(hostile, person(desk.site, "provider", "MD"), PHOENIX) == ()
