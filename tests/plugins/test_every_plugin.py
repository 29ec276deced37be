"""One contract, run over every plugin that ships."""

import inspect
from dataclasses import fields, replace
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

import pytest

import plugins
from core.applications import Catalogue, load_applications
from core.database import Database
from core.forms import Choice, draw, from_json, read, rows, to_json
from core.forms.declare import questions
from core.plugin_api import ClinicalApplication, Done, Grant, NoFields, Waiting
from core.site import SiteProfile, find_site, load_site
from tests.plugins.people import PHOENIX, person
from web.assets import load_assets
from web.plugin_check.template_reading import compared
from web.plugin_pages import PluginPage
from web.rendering import Pages

SITES = [load_site(find_site(name)) for name in ("banner", "careconnect")]
FOLDERS = sorted(file.parent.name for file in Path(plugins.__file__).parent.glob("*/__init__.py"))
MEMBERS = [Choice("person-1", "Amara Okafor"), Choice("person-2", "Luis Fuentes")]
ANSWERS: dict[str, dict[str, list[str]]] = {
    "careconnect": {"has_account": ["yes"], "account_name": ["aokafor"]},
    "dsm": {"direct_address": ["dr.okafor@direct.clinic.example"]},
    "qventus": {"role": ["other"], "other_role": ["Plans the week"], "facilities": ["BDMC", "BTMC"]},
    "report2web": {
        "fax": ["602 555 0100"],
        "lab_facilities": ["BDMC"],
        "alerts": ["visits", "labs"],
        "visits_by": ["both"],
        "labs_by": ["fax"],
        "recipients": ["person-1", "person-2"],
    },
}


@pytest.fixture(params=FOLDERS)
def slug(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def site(slug: str) -> SiteProfile:
    """The site that ships with this application."""
    return next(each for each in SITES if slug in each.plugins)


@pytest.fixture
def applications(site: SiteProfile) -> Catalogue:
    return load_applications(site)


@pytest.fixture
def application(slug: str, applications: Catalogue) -> ClinicalApplication[Any]:
    return applications[slug]


@pytest.fixture
def grant(application: ClinicalApplication[Any], applications: Catalogue, site: SiteProfile) -> Grant[Any]:
    answers = read(
        application.fields,
        ANSWERS.get(application.slug, {}),
        choices=applications.choices(application.slug, MEMBERS),
    ).answers
    assert answers is not None
    member = person(site, "provider", "MD")
    group = replace(PHOENIX, people=(member,))
    return Grant("grant-1", member, group, answers, application.options)


def test_the_sites_switch_every_plugin_on_by_the_name_of_its_folder():
    switched_on = [load_applications(each) for each in SITES]
    assert sorted(slug for each in switched_on for slug in each) == FOLDERS
    assert all(each[slug].slug == slug for each in switched_on for slug in each)


def test_eligibility_names_real_kinds(application: ClinicalApplication[Any], site: SiteProfile):
    rule = application.eligibility
    assert rule.suffix_kinds and rule.suffix_kinds <= {kind.slug for kind in site.suffix_kinds}
    assert (rule.regions or set()) <= {region.slug for region in site.regions}
    assert (application.options.facilities or set()) <= {facility.code for facility in site.facilities}


def test_the_form_draws_with_a_label_and_words_for_a_missing_answer(
    application: ClinicalApplication[Any], applications: Catalogue
):
    form = draw(application.fields, choices=applications.choices(application.slug, MEMBERS))
    assert len(form.inputs) == len(questions(application.fields))
    for drawn in form:
        assert drawn.label and len(drawn.label) <= 100
        assert drawn.choices or drawn.kind not in {"select", "radios", "checkboxes"}
    for question in questions(application.fields):
        assert question.missing


def test_an_empty_submission_answers_every_required_field_with_words(
    application: ClinicalApplication[Any], applications: Catalogue
):
    result = read(application.fields, {}, choices=applications.choices(application.slug, MEMBERS))
    required = {question.name for question in questions(application.fields) if not question.optional}
    asked = {name for name in required if result.form[name].shown_when is None}
    assert {name for name, _ in result.form.errors} == asked
    assert (result.answers is None) == (application.fields is not NoFields)


def test_answers_survive_json_and_read_well_afterwards(
    application: ClinicalApplication[Any], applications: Catalogue, grant: Grant[Any]
):
    assert from_json(application.fields, to_json(grant.answers)) == grant.answers
    choices = applications.choices(application.slug, MEMBERS)
    shown = rows(application.fields, grant.answers, choices=choices)
    assert all(label and answer for label, answer in shown)
    assert bool(shown) == (application.fields is not NoFields)


async def test_granting_checking_and_revoking_twice_says_the_same(
    application: ClinicalApplication[Any], grant: Grant[Any]
):
    works = application.provisioner
    for call in (works.grant, works.check, works.revoke):
        first, second = await call(grant), await call(grant)
        assert first == second and isinstance(first, Done | Waiting)
        if isinstance(first, Waiting):
            assert first.instructions and all(len(step) > 10 for step in first.instructions)


def test_the_record_says_what_pages_need(application: ClinicalApplication[Any]):
    assert application.name and application.summary.endswith(".")
    assert 1 <= application.expected_days <= 10
    assert application.guide


def test_the_plugin_and_its_hook_say_what_they_are(application: ClinicalApplication[Any]):
    package = import_module(f"plugins.{application.slug}")
    assert package.__doc__ and package.clinical_applications.__doc__
    assert len(inspect.getsource(package).splitlines()) <= 45


def test_its_pages_stand_on_templates_that_extend_the_host_s_frame(
    application: ClinicalApplication[Any], site: SiteProfile
):
    folders = [application.folder / "templates"] if application.folder else []
    pages = Pages(site, load_assets(site.folder), *folders)
    for page in application.pages:
        assert "page" in pages.environment.get_template(page.template).blocks


def test_its_pages_load_exactly_what_their_templates_read(
    application: ClinicalApplication[Any], site: SiteProfile
):
    folders = [application.folder / "templates"] if application.folder else []
    pages = Pages(site, load_assets(site.folder), *folders)
    given = {each.name for each in fields(PluginPage)} - {"own"}
    for page in application.pages:
        loads = get_type_hints(page.load)["return"]
        own = frozenset(each.name for each in fields(loads))
        assert not own & given
        assert compared(pages.environment, page.template, own, loads.__name__, given=given) == []


async def test_what_is_still_missing_is_said_in_words(
    application: ClinicalApplication[Any], grant: Grant[Any], database: Database
):
    words = await application.still_missing(grant) if application.still_missing else None
    assert words is None or words.strip().endswith(".")


def test_its_tables_carry_its_name_and_have_migrations(application: ClinicalApplication[Any]):
    for table in application.tables:
        assert table._meta.tablename.startswith(f"{application.slug}_")
        assert list((application.folder / "migrations").glob(f"{application.slug}_*.py"))
