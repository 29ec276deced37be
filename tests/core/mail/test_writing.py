import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from core.mail.writing import WrittenMail, _label, blocks, draw, one_line
from core.texts import BREAK, Button, Code, Paragraph, Run
from core.texts.blocks import link, points
from tests.core.mail.every_mail import VALUES
from tests.core.mail.sample import BASE, SITE

CLOSING = f"Portal\nGet help: {BASE}/help\n"


def _sample(template: str) -> dict[str, object]:
    return {**VALUES, "people": 12, "path": "/somewhere/abc", "denial_path": "/no", "site": SITE}


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        draw("verify-address", BASE, {"site": SITE, "path": "/x", "minutes": 30})


@given(st.text())
def test_no_value_can_add_a_line(value: str) -> None:
    plain = draw("request-submitted", BASE, _sample("request-submitted"))
    hostile = _sample("request-submitted") | {"number": value, "group_name": value}
    mail = draw("request-submitted", BASE, hostile)

    assert len(mail.subject.splitlines()) == 1
    assert len(mail.text.splitlines()) == len(plain.text.splitlines())


def test_markup_in_a_value_is_shown_and_not_obeyed() -> None:
    mail = WrittenMail("<b>s</b>", "Hello <script>alert(1)</script>\n")

    html = mail.html("<i>name</i>", BASE)

    assert "<script>" not in html and "<b>s" not in html and "<i>name" not in html
    assert "&lt;script&gt;" in html


def test_a_button_is_one_label_and_one_address_of_the_portal() -> None:
    text = (
        f"Go:\n{BASE}/a?b=c\n\nGo:\nhttps://elsewhere.example/a\n\nGo:\n{BASE}.elsewhere.example/a\n\n"
        f"One\nGo:\n{BASE}/a\n\nGo:\n{BASE}/a {BASE}/b\n\nGo:\n{BASE}/a\n{BASE}/b\n\n"
        f"Go:\njavascript:{BASE}/a\n\nThey wrote: {BASE}/a\n\n{CLOSING}"
    )
    first, *others, closing = blocks(text, BASE)

    assert first == Button("Go", f"{BASE}/a?b=c")
    assert {each.kind for each in others} == {"paragraph"} and len(others) == 7
    assert closing == Paragraph((Run("Portal"), BREAK, link("Get help", f"{BASE}/help")))


def test_all_but_the_first_button_are_lighter() -> None:
    text = f"Confirm:\n{BASE}/a\n\nThis wasn’t me:\n{BASE}/b\n\n{CLOSING}"
    one, two, _ = blocks(text, BASE)

    assert (one, two) == (
        Button("Confirm", f"{BASE}/a"), Button("This wasn’t me", f"{BASE}/b", lighter=True),
    )  # fmt: skip
    html = WrittenMail("s", text).html("name", BASE)
    assert html.count("background:") == 1 and f'<a href="{BASE}/b" style="color:inherit">' in html


@given(st.text(max_size=30))
def test_no_value_makes_a_button(value: str) -> None:
    hostile = _sample("join-request") | {
        "message": f"{value}: {BASE}/sign-out",
        "name": f"{value}:\n{BASE}/x",
    }
    found = blocks(draw("join-request", BASE, hostile).text, BASE)

    assert [each.address for each in found if isinstance(each, Button)] == [f"{BASE}/requests"]


@pytest.mark.parametrize("words", ["", " ", "Go: on", "Go\non"])
def test_the_words_of_a_button_are_plain(words: str) -> None:
    with pytest.raises(ValueError, match="plain words"):
        _label(words)


def test_lists_codes_and_lines_are_told_apart() -> None:
    assert blocks(f"- one\n- two\n\n    123456\n\nOne\nTwo\n\n{CLOSING}", BASE)[:3] == (
        points(["one", "two"]),
        Code(("123456",)),
        Paragraph((Run("One"), BREAK, Run("Two"))),
    )
    assert "<li>one</li>" in WrittenMail("s", f"- one\n\n{CLOSING}").html("name", BASE)
    assert ">One<br>Two</p>" in WrittenMail("s", f"One\nTwo\n\n{CLOSING}").html("name", BASE)


@pytest.mark.parametrize("path", ["//elsewhere.example", "https://elsewhere.example", "a", "/a b", "/a\nb"])
def test_a_link_leads_nowhere_but_to_the_portal(path: str) -> None:
    with pytest.raises(ValueError, match="path of the portal"):
        draw(
            "reset-password",
            BASE,
            {"site": SITE, "path": path, "minutes": 30, "code": "A", "denial_path": "/no"},
        )


def test_control_characters_become_spaces() -> None:
    assert one_line("a\r\nBcc: b\u2028c\u202ed\x00") == "a  Bcc: b c d "
    assert one_line(7) == 7
