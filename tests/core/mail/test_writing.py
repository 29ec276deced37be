import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, UndefinedError, meta

from core.mail.writing import TEMPLATES, WrittenMail, blocks, draw, one_line
from core.texts import BREAK, Button, Code, Paragraph, Run
from core.texts.blocks import paragraph, points
from tests.core.mail.sample import BASE, SITE

PATHS = {"path", "sign_in_path", "reset_path", "denial_path"}


def _sample(template: str) -> dict[str, object]:
    source = (TEMPLATES / f"{template}.txt").read_text("utf-8")
    names = meta.find_undeclared_variables(Environment().parse(source)) - {"link"}
    return {name: "/somewhere/abc" if name in PATHS else "Sample" for name in names} | {"site": SITE}


MAILS = sorted(file.stem for file in TEMPLATES.glob("*.txt") if file.stem != "closing")


@pytest.mark.parametrize("template", MAILS)
def test_every_mail_has_a_subject_a_text_and_names_the_site(template: str) -> None:
    mail = draw(template, BASE, _sample(template))

    assert mail.subject and "\n" not in mail.subject and "Subject" not in mail.subject
    assert SITE.brand.name in mail.text
    assert "\n\n\n" not in mail.text
    assert "Subject:" not in mail.text


@pytest.mark.parametrize("template", MAILS)
def test_the_html_says_the_words_of_the_text(template: str) -> None:
    mail = draw(template, BASE, _sample(template))
    html = mail.html("The name", BASE)

    for line in mail.text.splitlines():
        for said in line.removeprefix("- ").strip().split(f": {BASE}"):
            assert said in html


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


def test_only_addresses_of_the_portal_become_buttons() -> None:
    text = f"Go: {BASE}/a?b=c\n\nGo: https://elsewhere.example/a\n\nGo: {BASE}.elsewhere.example/a\n"

    assert blocks(text, BASE) == (
        Button("Go", f"{BASE}/a?b=c"),
        paragraph("Go: https://elsewhere.example/a"),
        paragraph(f"Go: {BASE}.elsewhere.example/a"),
    )


@pytest.mark.parametrize("template", MAILS)
def test_a_button_is_a_line_of_its_own_and_the_closing_words_are_none(template: str) -> None:
    *_, closing = blocks(draw(template, BASE, _sample(template)).text, BASE)
    assert isinstance(closing, Paragraph)
    assert closing.runs[-1] == Run(f"Get help: {BASE}/help")


def test_lists_codes_and_lines_are_told_apart() -> None:
    assert blocks("- one\n- two\n\n    123456\n\nOne\nTwo\n", BASE) == (
        points(["one", "two"]),
        Code(("123456",)),
        Paragraph((Run("One"), BREAK, Run("Two"))),
    )
    assert "<li>one</li>" in WrittenMail("s", "- one\n").html("name", BASE)
    assert ">One<br>Two</p>" in WrittenMail("s", "One\nTwo\n").html("name", BASE)


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
