import pytest

from core.applications import Catalogue, load_applications
from core.forms import Choice, read, still_offered, to_json
from core.plugin_api import Evidence, Grant, Group, Waiting
from core.site import SiteProfile
from plugins.report2web.fields import Subscription
from tests.plugins.people import person

ANA, LI = Choice("a", "Ana"), Choice("l", "Li")
GOOD = {
    "fax": ["(602) 555-0100"],
    "lab_facilities": ["BDMC"],
    "alerts": ["visits"],
    "visits_by": ["email"],
    "recipients": ["a", "l"],
}


@pytest.fixture
def subscribe(applications: Catalogue):
    choices = applications.choices("report2web", [ANA, LI])
    return lambda **changes: read(Subscription, {**GOOD, **changes}, choices=choices)


def test_each_alert_that_is_ticked_needs_its_way(subscribe):
    form = subscribe(alerts=["visits", "discharges"]).form
    assert form.errors == (("discharges_by", "Choose how to send alerts about discharges"),)


def test_the_way_of_an_alert_that_is_not_ticked_is_forgotten(subscribe):
    assert subscribe(labs_by=["fax"]).answers.labs_by == ""


def test_no_alert_at_all_is_refused(subscribe):
    assert subscribe(alerts=[]).form.errors == (("alerts", "Choose at least one alert"),)


def test_alerts_by_email_need_somebody_to_get_them_and_alerts_by_fax_do_not(subscribe):
    refused = subscribe(recipients=[]).form.errors
    assert refused == (("recipients", "Choose at least one person who gets the emails"),)
    assert subscribe(recipients=[], visits_by=["fax"]).answers is not None


def test_somebody_outside_the_group_cannot_be_a_recipient(subscribe):
    assert subscribe(recipients=["stranger"]).form["recipients"].error


def test_a_removed_member_is_no_longer_a_recipient(subscribe, applications: Catalogue):
    stored = to_json(subscribe().answers)
    current = still_offered(Subscription, stored, choices=applications.choices("report2web", [LI]))
    assert current["recipients"] == ["l"] and current["lab_facilities"] == ["BDMC"]


def test_the_census_workbook_goes_by_email_only_and_needs_somebody_to_get_it(subscribe):
    form = subscribe(alerts=["census"], recipients=[]).form
    assert form.errors == (("recipients", "Choose at least one person who gets the emails"),)
    answers = subscribe(alerts=["census"]).answers
    assert answers.by_email and {answers.visits_by, answers.labs_by} == {""}


async def test_the_check_list_names_fax_alerts_and_recipients(
    subscribe, applications: Catalogue, banner: SiteProfile
):
    application = applications["report2web"]
    ana = person(banner, "staff", "Coder", key="a")
    grant = Grant(
        "g",
        person(banner, "provider", "MD"),
        Group(key="x", people=(ana,)),
        subscribe(alerts=["visits", "census"]).answers,
        application.options,
    )
    outcome = await application.provisioner.grant(grant)
    assert isinstance(outcome, Waiting) and outcome.for_whom == "analyst"
    steps = " ".join(outcome.instructions)
    assert "+16025550100" in steps and "by email" in steps and "<amara@clinic.example>" in steps
    assert "; physician census workbook by email." in steps and "for primary providers" in steps
    assert application.evidence
    said = await application.evidence(grant)
    alerts = "emergency visits, admissions and obstetric patients over 20 weeks by email"
    assert said == Evidence(
        facts=(("Alerts", f"{alerts}; physician census workbook by email"), ("Emails go to", ana.name))
    )


def test_its_consent_must_be_agreed_to_and_a_site_may_word_it(applications: Catalogue, banner: SiteProfile):
    assert applications["report2web"].consent is not None
    words = {"title": "Ours", "text": "Our *text*", "label": "Agreed"}
    site = banner.model_copy(update={"plugins": {"report2web": {"consent": words}}})
    consent = load_applications(site)["report2web"].consent
    assert consent is not None and consent.title == "Ours"
