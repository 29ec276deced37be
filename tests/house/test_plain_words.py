"""What people read is plain: fifteen rules over every page, mail, guide and refusal, legal texts aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.shown_texts import shown_texts
from tests.house.source import ROOT
from web.plugin_check import plain_words as rules
from web.plugin_check.shown import Shown

LONG = "This sentence goes on " + "and on " * 12 + "."
HARD = "Organizational characteristics necessitate comprehensive administrative considerations immediately. "
PASSIVE = "<p>The form was sent. " + "People send forms. " * 8 + "It was read.</p>"
# Each rule with a text that breaks it, in the file where people would meet it.
PLANTED = {
    rules.short_sentences: ("web/templates/a.html", f"<p>{LONG}</p>"),
    rules.easy_reading: ("core/mail/templates/a.txt", f"Subject: Hello\n\n{HARD * 10}"),
    rules.american: ("core/a/b.py", 'NOTE = "Tick the centre of the programme."'),
    rules.email: ("web/templates/a.html", '<input aria-label="The mail server">'),
    rules.contractions: ("sites/a/profile.toml", 'hint = "You cannot do this"'),
    rules.no_shall: ("core/mail/templates/a.txt", "Subject: x\n\nYou shall sign."),
    rules.plain: ("sites/a/texts/purpose-1.md", "Call us prior to signing."),
    rules.no_hidden_verbs: ("web/templates/a.html", "<p>Now <b>make a</b> decision.</p>"),
    rules.active: ("web/templates/a.html", PASSIVE),
    rules.active_errors: ("core/a/b.py", 'raise Invalid({"code": f"The {code} was used"})'),
    rules.named_acts: ("web/static/a.js", 'announce("Tap the button.");'),
    rules.no_please: ("web/templates/a.html", '{{ notice("Are you sure, please?") }}'),
    rules.no_latin: ("web/templates/a.html", "<li>Names, numbers etc.</li>"),
    rules.no_there_is: ("core/mail/templates/a.txt", "Subject: x\n\nWait. There are\nmore."),
    rules.verbs_first: ("web/templates/a.html", "<button>OK</button>"),
    rules.helpful_errors: ("core/a/b.py", 'WRONG = "Invalid code here"\nraise Invalid({"code": WRONG})'),
}


@pytest.fixture(scope="module")
def texts() -> list[Shown]:
    return list(shown_texts(ROOT))


@pytest.mark.parametrize("rule", PLANTED, ids=lambda rule: rule.__name__)
def test_every_text_that_people_read_keeps_the_rule(rule: rules.Rule, texts: list[Shown]) -> None:
    assert list(rule(texts)) == []


@pytest.mark.parametrize("rule", PLANTED, ids=lambda rule: rule.__name__)
def test_a_planted_text_that_breaks_the_rule_is_found(rule: rules.Rule, tmp_path: Path) -> None:
    file, text = PLANTED[rule]
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(text, "utf-8")

    assert list(rule(list(shown_texts(tmp_path))))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (rules.helpful_errors, 'name: str = field("Name", missing="The name of the practice")'),
        (rules.verbs_first, 'links = [Link("More about this person", path)]'),
    ],
)
def test_what_only_code_says_is_read_as_what_it_is(rule: rules.Rule, text: str, tmp_path: Path) -> None:
    (tmp_path / "core" / "a").mkdir(parents=True)
    (tmp_path / "core" / "a" / "b.py").write_text(text, "utf-8")

    assert list(rule(list(shown_texts(tmp_path))))


def test_texts_of_every_kind_are_read(texts: list[Shown]) -> None:
    kinds = {kind: sum(text.kind == kind for text in texts) for kind in ("text", "error", "button", "link")}

    assert kinds["text"] > 1500 and kinds["error"] > 100 and kinds["button"] > 100 and kinds["link"] > 90
    assert {Path(text.file).suffix for text in texts} == {".html", ".js", ".md", ".py", ".toml", ".txt"}
