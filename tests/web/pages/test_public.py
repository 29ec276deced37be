"""P1 to P4 and P6: what everybody may read, drawn from the site and its plugins."""

import pytest
from litestar.testing import TestClient

from core.site import find_site, load_site
from web.markdown import draw_markdown

SITE = load_site(find_site("banner"))


def test_p1_the_landing_page_says_what_it_is_who_may_use_it_and_how_to_start(client: TestClient) -> None:
    text = client.get("/").text
    for part in ("Who may use it", "What happens after you enrol", "Rules of use", "How long it takes"):
        assert part in text
    assert all(one.title in text for one in (*SITE.public.who_may_use, *SITE.public.requirements))
    assert 'href="/sign-up"' in text


def test_p2_every_application_that_is_switched_on_is_shown(client: TestClient) -> None:
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


def test_p3_each_contact_says_what_it_is_for(client: TestClient) -> None:
    text = client.get("/help").text
    for contact in SITE.support:
        assert contact.name in text
        assert all(topic.replace("'", "&#39;") in text for topic in contact.topics)
    assert 'href="tel:602-747-4444"' in text
    assert "Citrix Workspace" in text


def test_p4_the_guide_names_who_signs(client: TestClient) -> None:
    text = client.get("/guide").text
    assert (
        "has to be signed by the sponsoring physician, the group administrator and "
        "the corporate officer or legal representative (if there is one)."
    ) in text
    assert "Who may have what" in text


@pytest.mark.parametrize(
    ("path", "title"), [("/privacy", "Privacy policy"), ("/terms", "terms and conditions")]
)
def test_p6_policies_show_their_version(client: TestClient, path: str, title: str) -> None:
    text = client.get(path).text
    assert title in text
    assert "Version 1, in force since" in text


@pytest.mark.parametrize("path", ["/", "/applications", "/help", "/guide", "/privacy", "/terms"])
def test_htmx_gets_only_the_content(client: TestClient, path: str) -> None:
    text = client.get(path, headers={"HX-Request": "true"}).text
    assert "<h1" in text
    assert "<html" not in text


def test_markdown_lets_no_markup_through() -> None:
    drawn = draw_markdown(
        "Hello <script>alert(1)</script> [x](javascript:alert(1)) ![p](https://elsewhere/p.png)"
    )
    assert "<script" not in drawn
    assert "javascript:" not in drawn.replace("(javascript:", "")
    assert "<img" not in drawn
