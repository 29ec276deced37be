from dataclasses import replace

import pytest

from core.access.why_not import first_broken, offered, why_not
from core.plugin_api import Group, Person
from core.portal import Portal
from core.site import find_site
from tests.core.enrollment.conftest import portal_of
from tests.plugins.people import DENVER, PHOENIX, person


@pytest.fixture(scope="module")
def portal() -> Portal:
    return portal_of(find_site("banner"))


def names(portal: Portal, slug: str, who: Person, group: Group) -> list[tuple[str, str]]:
    return [(step.name, step.state) for step in why_not(portal, slug, who, group)]


def test_the_whole_chain_stands_in_order(portal: Portal):
    doctor = replace(person(portal.site, "provider", "MD"), license_state="AZ", license_number="1")
    assert names(portal, "dsm", doctor, PHOENIX) == [
        ("suffix", "ok"),
        ("place", "ok"),
        ("rule", "ok"),
        ("details", "ok"),
        ("license", "ok"),
        ("agreement", "not-yet"),
        ("set-up", "not-yet"),
    ]


def test_the_first_broken_link_says_who_acts_and_where(portal: Portal):
    doctor = person(portal.site, "provider", "MD")
    step = first_broken(why_not(portal, "dsm", doctor, DENVER))
    assert step is not None
    assert (step.name, step.state, step.who, step.fix) == ("place", "broken", "administrator", "practice")
    missing = first_broken(why_not(portal, "dsm", doctor, Group(key="g")))
    assert missing is not None and (missing.name, missing.state) == ("place", "not-yet")


def test_a_license_that_is_missing_is_told_and_does_not_keep_from_asking(portal: Portal):
    doctor = person(portal.site, "provider", "MD")
    assert ("license", "not-yet") in names(portal, "pacs", doctor, PHOENIX)
    assert "pacs" in offered(portal, doctor, PHOENIX)
    coder = person(portal.site, "staff", "Coder")
    assert "license" not in dict(names(portal, "pacs", coder, PHOENIX))


def test_explanation_and_decision_never_differ(portal: Portal):
    for kind in portal.site.staff_types:
        for suffix in portal.site.suffixes:
            who = person(portal.site, kind.slug, suffix.code)
            for group in (PHOENIX, DENVER, Group(key="g")):
                may = offered(portal, who, group)
                for slug in portal.applications:
                    assert (first_broken(why_not(portal, slug, who, group)) is None) == (slug in may)


def test_what_is_not_switched_on_is_not_offered(portal: Portal):
    step = first_broken(why_not(portal, "unknown", person(portal.site, "provider", "MD"), PHOENIX))
    assert step is not None and (step.name, step.who) == ("rule", "support")


def test_a_rule_that_raises_lets_nobody_in(portal: Portal):
    def rule(_: Person, __: Group) -> str | None:
        raise RuntimeError

    pacs = portal.applications["pacs"]
    broken = replace(pacs, eligibility=replace(pacs.eligibility, rule=rule))
    catalogue = type(portal.applications)(portal.site, {"pacs": broken})
    hostile = replace(portal, applications=catalogue)
    assert offered(hostile, person(portal.site, "provider", "MD"), PHOENIX) == ()
