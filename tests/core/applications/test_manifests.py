"""An application that is one file: who may have it, what is asked, and what people are told to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.applications import Catalogue, PluginFaults, load_applications
from core.applications.manifests import shape
from core.forms import draw, from_json, read, rows, to_json
from core.plugin_api import Grant, Group, Held, NoFields, Person, Waiting
from core.site import SiteProfile
from core.site.parts import Part
from tests.core.applications.installed import install
from tests.core.applications.manifested import DOCUMENT, LONGER, SMALLEST, site_with
from web.assets import load_assets
from web.rendering import Pages

HERE = Group(key="g", name="Peaks", state="AZ", postcode="85004", phone="+16025550100")
WHO = {"suffix": "MD", "suffix_kind": "provider", "staff_type": "provider", "portal_id": "alee"}
ANN = Person(key="1", first_name="Ann", last_name="Lee", **WHO)
TYPED = {
    "role": ["other"],
    "other_role": ["Coder"],
    "badge": ["ab1234"],
    "facilities": ["BDMC"],
    "fax": ["602 555 0199"],
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SiteProfile:
    return site_with(tmp_path_factory.mktemp("site"), labviewer=SMALLEST, board=LONGER)


@pytest.fixture(scope="module")
def applications(site: SiteProfile) -> Catalogue:
    return load_applications(site)


def answered(applications: Catalogue, **typed: list[str]) -> Any:
    asked = read(applications["board"].fields, TYPED | typed, choices=applications.choices("board"))
    assert asked.answers is not None, asked.form.errors
    return asked.answers


async def told(applications: Catalogue, call: str, *held: Held[Any]) -> str:
    outcome = await getattr(applications["board"].provisioner, call)(*held)
    assert isinstance(outcome, Waiting) and outcome.for_whom == "analyst"
    return "\n".join(outcome.instructions)


def test_the_examples_of_the_documentation_are_applications(applications: Catalogue) -> None:
    small, board = applications["labviewer"], applications["board"]
    assert (small.name, small.fields, small.expected_days) == ("Lab Viewer", NoFields, 3)
    assert (board.expected_days, board.browser, board.fields_version) == (2, "Edge or Chrome", 2)
    assert board.about and (board.about.version, board.about.author) == ("2", "a file of this site")
    assert board.summary.endswith("operations of your practice.") and board.consent is not None
    assert board.consent.label == "I agree on behalf of the practice"


def test_the_documentation_names_every_key_of_a_manifest() -> None:
    shapes = [each for each in vars(shape).values() if isinstance(each, type) and issubclass(each, Part)]
    assert len(shapes) == 9
    keys = {key for each in shapes for key in each.model_fields}
    assert [key for key in sorted(keys) if f"`{key}" not in DOCUMENT] == []


def test_whoever_it_is_for_may_have_it_and_others_read_why_not(applications: Catalogue) -> None:
    assert applications.why_not("board", ANN, HERE) is None
    reason = applications.why_not("board", ANN, replace(HERE, state="NV"))
    assert reason and reason.words == "Only for practices in Arizona and California."
    clerk = replace(ANN, suffix="Coder", suffix_kind="regular-staff", staff_type="staff")
    refused = applications.why_not("labviewer", clerk, HERE)
    assert refused is not None and refused.code in {"suffix-kind", "staff-type"}


def test_its_form_takes_what_fits_and_says_what_does_not(applications: Catalogue) -> None:
    answers = answered(applications)
    assert (answers.fax, answers.badge) == ("+16025550199", "ab1234")
    assert from_json(applications["board"].fields, to_json(answers)) == answers
    assert answered(applications, role=["surgeon"]).other_role == ""
    wrong = {"badge": ["A-12"], "role": ["pilot"], "facilities": []}
    form = read(applications["board"].fields, TYPED | wrong, choices=applications.choices("board")).form
    assert form["badge"].error == "Badge number must be two letters and four digits, such as AB1234"
    assert form["role"].error == "Choose from the answers shown"
    assert form["facilities"].error == "Choose the hospitals"


async def test_people_read_steps_with_what_is_known_of_this_one_access(applications: Catalogue) -> None:
    board = applications["board"]
    grant = Grant("k", ANN, HERE, answered(applications), board.options, account="alee-or")
    give = await told(applications, "grant", grant)
    assert "Look up Ann Lee by {login} alee." in give and "Badge: ab1234" in give
    assert "which rights Coder needs" in give
    other = replace(grant, answers=answered(applications, role=["surgeon"]))
    assert "which rights" not in await told(applications, "grant", other)
    changed = await told(applications, "update", other, grant)
    assert changed == "Change alee-or: role Surgeon (before: Another role), at Banner Desert Medical Center."
    assert "Take the role away from alee-or." in await told(applications, "revoke", other)


async def test_access_is_taken_away_whatever_was_answered(tmp_path: Path) -> None:
    text = LONGER.replace('"Note the date here."', '"It was {answers.role} at {answers.facilities}."')
    applications = load_applications(site_with(tmp_path, board=text))
    for raw, words in (
        ({"role": "other"}, "Another role at (not known)"),
        ({}, "(not known) at (not known)"),
    ):
        held = Held("k", ANN, HERE, None, applications["board"].options, raw=raw)
        assert f"It was {words}." in await told(applications, "revoke", held)


def test_answers_of_the_first_version_are_read_in_the_second(applications: Catalogue) -> None:
    board = applications["board"]
    assert board.upgrade_answers is not None
    before = {"job": "scheduler", "badge": "AB1234", "facilities": ["BDMC"], "pager": "1"}
    upgraded = from_json(board.fields, board.upgrade_answers(1, before))
    assert dict(rows(board.fields, upgraded))["Role"] == "Planner"


def test_markup_in_a_label_is_read_as_text(tmp_path: Path) -> None:
    marked = LONGER.replace('label = "Badge number"', 'label = "<img src=x onerror=alert(1)>"')
    site = site_with(tmp_path, board=marked)
    form = draw(load_applications(site)["board"].fields)
    pages = Pages(site, load_assets(site.folder))
    drawn = pages.environment.from_string('{% from "form.html" import draw_all %}{{ draw_all(form) }}')
    html = drawn.render(form=form)
    assert "&lt;img src=x" in html and "<img" not in html


def test_a_slug_belongs_to_one_application(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = install(tmp_path, monkeypatch, "board")
    site = site_with(tmp_path, board=LONGER, pacs=SMALLEST)
    with pytest.raises(PluginFaults) as refused:
        load_applications(site)
    assert [str(each) for each in refused.value.faults] == [
        f"plugins.board: is claimed by more than one plugin: {module}, applications/board.toml",
        "plugins.pacs: is claimed by more than one plugin: plugins/, applications/pacs.toml",
    ]
