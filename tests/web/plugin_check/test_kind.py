"""Each rule of the levels kind and proven finds what is planted for it; the plugins that ship are kind."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.web.plugin_check.machines import GIVING, asked, machine, words_of
from web.plugin_check import Level, check, every_rule, opened, running
from web.plugin_check.axe import too_wide
from web.plugin_check.drawn_pages import WORDS, drawn_pages
from web.plugin_check.kind import pages
from web.plugin_check.proven import programs, strict_types

WHOLE, FIELDS = "machine_application/__init__.py", "machine_application/fields.py"
CONFORMANCE = "machine_application/conformance.py"
PEOPLE = (
    "provisioner=Boards()",
    'provisioner=ByPeople(to_grant=("Note the name.",), to_check=("Note it.",), to_revoke=("End it.",))',
)
EXACT = "eligibility=Eligibility("
PLANTED = {
    "K1 in the summary": (
        WHOLE,
        ("Which beds are free on", "Utilize which beds are free on"),
        "summary:1: 'Utilize'",
    ),
    "K1 in its rule": (
        WHOLE,
        (EXACT, f"{EXACT}rule=lambda person, group: 'Please do not ask.', "),
        "why not:1: 'Please'",
    ),
    "K1 in a question": (
        FIELDS,
        ('missing="Choose at', 'missing="You forgot at'),
        "question wards:1: You forgot",
    ),
    "K2 no example": (CONFORMANCE, ('"wards": ["east"]', ""), "wards: has no example"),
    "K3 nothing": (WHOLE, ("    health=health,\n", ""), "the record has no health"),
    "K3 all one": (
        GIVING,
        ("== httpx2.codes.UNAUTHORIZED", "== httpx2.codes.FORBIDDEN"),
        "where credentials are refused, credentials are not said",
    ),
    "K3 always well": (
        GIVING,
        ('reach=Trouble("It does not answer.")', "reach=Ok(), credentials=Ok()"),
        "of a system that is down, reach is Ok",
    ),
    "K4 nothing": (WHOLE, ("    roster=roster,\n", ""), "the record has no roster"),
    "K4 nobody": (
        GIVING,
        ("    for each in found:\n", "    for each in found[1:]:\n"),
        "roster doesn’t list an account",
    ),
    "K4 always on": (
        GIVING,
        (
            "        for mark in each.marks:\n",
            "        kept = globals().setdefault('KEPT', set())\n        kept.update(each.marks)\n"
            "        each.enabled = True\n        for mark in kept:\n",
        ),
        "roster lists an account as on whose access was taken away",
    ),
    "K4 no usage": (WHOLE, ("    usage=usage,\n", ""), "the record has no usage"),
    "K4 never used": (GIVING, ("seen >= since:", "seen < since:"), "doesn’t tell that an account"),
    "K4 too much": (GIVING, (" and seen >= since:", ":"), "usage tells of use before the moment"),
    "K5": (WHOLE, ("    expected_days=1,\n", ""), "the record has no expected_days"),
    "K6 ends": (WHOLE, ("## When access ends", "## Your account"), "no heading on when access ends"),
    "K6 limits": (
        WHOLE,
        ("## Known limits\\n\\n", "### Known limits\\n\\n### "),
        "no heading on known limits",
    ),
    "K8 nothing": (WHOLE, ("    evidence=evidence,\n", ""), "the record has no evidence"),
    "K8 empty": (
        GIVING,
        ('facts=(("Account", mine.login), ("It is", "on" if mine.enabled else "off"))', "facts=()"),
        "says nothing of",
    ),
    "K8 long": (GIVING, ('("It is", "on"', '("It is" * 9, "on"'), "longer lines than the host shows"),
    "K8 people": (WHOLE, PEOPLE, "the check-list of revoke says nothing of what to note"),
    "K9 second": (
        GIVING,
        (
            "    return found[0] if found else None",
            "    return next((each for each in found if held.key in each.marks), None)",
        ),
        "where the person had an account",
    ),
    "K9 less": (
        GIVING,
        ("{*mine.marks, grant.key})", "{*mine.marks, grant.key} if mine.marks else {grant.key, 'odd'})"),
        "an account that was taken over is",
    ),
}


@pytest.fixture(autouse=True)
def _as_long_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about time, and the machine may be slow."""
    monkeypatch.setattr(programs, "SECONDS", 300)


@pytest.mark.parametrize("planted", PLANTED)
def test_a_rule_finds_what_is_planted_for_it(planted: str, tmp_path: Path) -> None:
    file, change, words = PLANTED[planted]
    path = machine(tmp_path, change, file=file)
    if change is PEOPLE:
        machine(tmp_path, ("import ClinicalApplication", "import ByPeople, ClinicalApplication"), file=WHOLE)
    assert words in words_of(path, planted.split(maxsplit=1)[0])


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<script>alert()</script>", "a script"),
        ('<a href="/x" onclick="go()">Go</a>', "a script in onclick"),
        ('<button hx-post="/x">Save it</button>', "so that nothing happens without JavaScript"),
        ('<div style="min-width: 800px">Wide</div>', "is wider than 390 pixels"),
        ("<table><tr><td>One</td></tr></table>", "a table that does not fold on a telephone"),
    ],
)
def test_a_page_that_needs_scripts_or_room_is_found(markup: str, words: str, tmp_path: Path) -> None:
    path = shutil.copytree(ROOT / "tests" / "sample_plugin", tmp_path / "sample")
    template = path / "sample_application" / "templates" / "sample" / "desk.html"
    template.write_text(template.read_text("utf-8").replace("</form>", f"</form>\n{markup}"), "utf-8")
    assert words in words_of(path, "K7") and not words_of(ROOT / "tests" / "sample_plugin", "K7")


def test_a_page_is_drawn_with_made_up_contents_and_measured_in_a_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_of: list[str] = []

    def too_wide(drawn: Sequence[str]) -> list[list[str]]:
        asked_of.extend(drawn)
        return [["p “Long”"], *([[]] * (len(drawn) - 1))]

    monkeypatch.setattr(pages, "too_wide", too_wide)
    with opened(ROOT / "plugins" / "cerner", browser=True) as subject:
        result = asked(subject, "K7")
    assert result.words == ('page "census": p “Long” is wider than 390 pixels',)
    assert result.notes[-1].endswith("JavaScript: census, census-ids, census-favorites, my-census")
    assert all(words in "".join(asked_of) for words in (WORDS, ".govuk-button"))
    with opened(ROOT / "tests" / "sample_plugin", browser=True) as subject:
        assert "<form" in str(drawn_pages(subject)["help-desk"])
    path = shutil.copytree(ROOT / "tests" / "sample_plugin", tmp_path / "sample")
    template = path / "sample_application" / "templates" / "sample" / "desk.html"
    template.write_text(template.read_text("utf-8").replace("</form>", "</form>{{ opened.practice.far }}"))
    with opened(path, browser=True) as subject:
        result = asked(subject, "K7")
    assert "help-desk" not in "".join(result.words) and "only real contents draw it" in result.notes[0]


@pytest.mark.browser
def test_a_page_that_is_wider_than_a_telephone_is_seen() -> None:
    fits, wide = (
        "<p>Words</p>",
        "<section><p style='white-space: nowrap'>" + "Long words " * 20 + "</p></section>",
    )
    script = "<script>document.body.innerHTML = ''</script>"
    (none, found) = too_wide([fits, wide + script])
    assert none == [] and found == ["p “Long words Long words Long words Long wo”"]


def test_every_plugin_that_ships_is_kind() -> None:
    for folder in sorted(file.parent for file in (ROOT / "plugins").glob("*/__init__.py")):
        with opened(folder) as subject:
            results = [
                asked(subject, each.id) for each in every_rule() if Level.SAFE < each.level < Level.PROVEN
            ]
            assert [
                (each.rule.id, each.words) for each in results if each.outcome in {"fail", "open"}
            ] == [], folder
            exempt = " ".join(words for each in results if each.outcome == "exempt" for words in each.words)
            assert "do not fit" not in exempt and "does not start" not in exempt, folder


def test_what_the_types_say_is_said_and_time_that_ran_out_leaves_it_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = machine(tmp_path)
    told = [subprocess.CompletedProcess([], 1, "a.py:1: error: No\nb.py:2: note: So\n", ""), None]
    monkeypatch.setattr(strict_types, "said_by", lambda *_words, **_how: told.pop(0))
    assert words_of(path, "P1") == "a.py:1: error: No"
    with opened(path) as subject:
        assert asked(subject, "P1").outcome == "open"


@pytest.mark.slow
def test_a_type_that_does_not_hold_is_found(tmp_path: Path) -> None:
    path = machine(tmp_path, ('{"wards": [answers["ward"]]}', "version"), file=FIELDS)
    assert "Incompatible return value type" in words_of(path, "P1")


def test_a_record_that_is_made_by_another_name_leaves_open_what_it_says(tmp_path: Path) -> None:
    path = machine(
        tmp_path, ("import ClinicalApplication,", "import ClinicalApplication as Made,"), file=WHOLE
    )
    machine(tmp_path, ("ClinicalApplication(", "Made("), ("[ClinicalApplication[", "[Made["), file=WHOLE)
    with opened(path) as subject:
        assert asked(subject, "K5").outcome == "open"


def test_a_plugin_sees_nothing_of_the_settings_and_secrets_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PORTAL_SECRET_KEY", "LAB_API_TOKEN"):
        monkeypatch.setenv(name, "secret-of-the-site")
    done = programs.said_by("-c", "import os; print(dict(os.environ))", at=tmp_path)
    assert done and "PATH" in done.stdout and "secret-of-the-site" not in done.stdout
    path = machine(
        tmp_path, ("yield APP", "yield __import__('os').environ.get('LAB_API_TOKEN') or APP"), file=WHOLE
    )
    assert check(path, ["S2"]).results[0].outcome == "pass"
    assert words_of(path, "S2")


def test_a_rule_that_time_kept_from_being_asked_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "ALTOGETHER", 0.0)
    assert [each.outcome for each in check(machine(tmp_path), ["S2", "R1"]).results] == ["open", "open"]


def test_a_page_that_its_readers_read_differently_is_drawn_for_each_in_order(tmp_path: Path) -> None:
    path = shutil.copytree(ROOT / "tests" / "sample_plugin", tmp_path / "sample")
    template = path / "sample_application" / "templates" / "sample" / "desk.html"
    template.write_text("{% block page %}<p>{{ opened.audience }}</p>{% endblock %}", "utf-8")
    with opened(path, browser=True) as subject:
        drawn = drawn_pages(subject)
    named = {name: page for name, page in drawn.items() if name.startswith("help-desk")}
    assert [*named] == ["help-desk, administrator", "help-desk, analyst"]
    assert all(f"<p>{name.split()[-1]}</p>" in str(page) for name, page in named.items())
