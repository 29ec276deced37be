"""What everybody may read, drawn from the site and its plugins."""

import html
import re
from types import SimpleNamespace
from typing import Any

import pytest
from litestar.testing import TestClient

from core.access.turnaround import Figure
from core.applications import load_applications
from core.site import find_site, load_site
from web import eligibility_table
from web.contexts import Frame
from web.pages.enrollment.words import title_of
from web.pages.public.home import TurnaroundPage
from web.rendering import Pages

SITE = load_site(find_site("banner"))


def test_the_landing_page_says_what_it_is_who_may_use_it_and_how_to_start(client: TestClient) -> None:
    text = client.get("/").text
    for part in ("Who may use it", "What happens after you enroll", "Rules of use", "How long it takes"):
        assert part in text
    assert all(one.title in text for one in (*SITE.public.who_may_use, *SITE.public.requirements))
    assert 'href="/sign-up"' in text


def test_every_application_that_is_switched_on_is_shown(client: TestClient) -> None:
    text = client.get("/applications").text
    for name in (
        "Cerner Millennium",
        "PACS Synapse",
        "Direct Secure Messaging",
        "Qventus",
        "Report2Web",
        "iECG",
    ):
        assert name in text
    assert "Usually ready within 5 business days" in text


def test_each_contact_says_what_it_is_for(client: TestClient) -> None:
    text = client.get("/help").text
    for contact in SITE.support:
        assert contact.name in text
        assert all(topic.replace("'", "&#39;") in text for topic in contact.topics)
    assert 'href="tel:602-747-4444"' in text
    assert "Citrix Workspace" in text


def test_the_way_to_register_comes_before_the_long_lists_also_on_a_phone(client: TestClient) -> None:
    text = client.get("/").text
    assert text.index("Start now") < text.index("Who may use it")


def test_the_guide_names_who_signs_and_by_when(client: TestClient) -> None:
    text = client.get("/guide").text
    assert "is reminded after 3, 7, 14 and 21 days. After 30 days nobody can sign any more" in text
    assert "in force for 36 months" in text
    assert (
        "has to be signed by the sponsoring physician, the group administrator and "
        "the corporate officer or legal representative (if there is one)."
    ) in text
    assert "Who may have what" in text


def test_the_guide_names_every_task_by_its_title(client: TestClient) -> None:
    text = html.unescape(client.get("/guide").text)
    portal: Any = SimpleNamespace(site=SITE)
    tasks = ("purpose", "practice", "sponsor", "administrator", "backup", "members", "shared", "attestation")
    assert [
        title for title in (title_of(portal, task) for task in tasks) if f">{title}</dt>" not in text
    ] == []


def test_the_guide_holds_what_everybody_has_to_know_before_and_after(client: TestClient) -> None:
    text = html.unescape(client.get("/guide").text)
    assert all(one.text in text for one in SITE.public.requirements)
    assert all(line in text for line in (*SITE.public.rules, *SITE.public.after_enrollment))
    assert "Both work for 60 minutes" in text and "works once, for 7 days" in text
    assert "asks you once to set the app up again under that name" in text
    assert all(topic in text for contact in SITE.support for topic in contact.topics)
    assert 'href="/help#computer"' in text and "state license number and NPI" in text


def test_the_administrator_guide_says_what_administrators_answer_for_and_what_reaches_them(
    client: TestClient,
) -> None:
    text = html.unescape(client.get("/administrator-guide").text)
    assert all(duty in text for duty in SITE.public.administrator_duties)
    assert "within 24 hours" in text and "at least 14 days" in text
    assert "Never add a person a second time." in text
    assert "two buttons and works for 14 days" in text
    assert "the Data Access Agreement to sign" in text
    assert "If no suffix fits, choose Other." in text
    assert all(contact.name in text for contact in SITE.support)


@pytest.mark.parametrize("path", ["/applications", "/guide", "/administrator-guide"])
def test_the_table_of_who_may_have_what_is_the_one_of_the_plugins(client: TestClient, path: str) -> None:
    text = client.get(path).text
    table = text[text.index('id="who-may-have-what"') : text.index("</table>")]
    rows = [re.findall(r">(Yes|No)</span>", row) for row in table.split("<tr ")[2:]]
    lines = eligibility_table.lines(SITE, load_applications(SITE))
    assert rows == [["Yes" if may else "No" for may in line.may] for line in lines] and len(rows) == 7


def test_what_was_not_measured_is_said_to_be_planned(client: TestClient) -> None:
    text = client.get("/turnaround").text
    assert text.count("What Banner Health plans with.") == 6 and "Measured:" not in text
    assert "Usually ready within <strong>5 business days</strong>" in text


def test_what_was_measured_says_over_how_many(pages: Pages) -> None:
    measured = Figure("cerner", "Cerner", days=1, site_days=3, grants=12, within=2)
    frame = Frame(request=None, who=None, unmatched=False, wrong=False, tab_numbers={})
    text = pages.draw(TurnaroundPage([measured]), frame, "content")
    assert "<strong>1 business day</strong>, nine of ten within <strong>2</strong>" in text
    assert "Measured: the last 12 that were set up." in text


@pytest.mark.parametrize(
    ("path", "title"), [("/privacy", "Privacy policy"), ("/terms", "terms and conditions")]
)
def test_policies_show_their_version(client: TestClient, path: str, title: str) -> None:
    text = client.get(path).text
    assert title in text
    assert "Version 1, in force since" in text


@pytest.mark.parametrize(
    "path", ["/", "/applications", "/help", "/guide", "/administrator-guide", "/privacy", "/terms"]
)
def test_htmx_gets_only_the_content(client: TestClient, path: str) -> None:
    text = client.get(path, headers={"HX-Request": "true"}).text
    assert "<h1" in text
    assert "<html" not in text
