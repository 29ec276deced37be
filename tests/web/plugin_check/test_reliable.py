"""Each rule of the level reliable finds what is planted for it, and nothing in a plugin that is right."""

import re
from pathlib import Path

import pytest

from core import logs
from core.plugin_testing import HttpTarget, life_cycle
from core.plugin_testing.bench import NoMachine
from core.plugin_testing.faults import KINDS
from tests.house.source import ROOT
from tests.web.plugin_check.machines import SOURCE, asked, machine, words_of
from web.plugin_check import Level, check, every_rule, opened
from web.plugin_check.reliable.trials import NAMES

LOOKED = "            mine = await _mine(system, grant)"
FORGOTTEN = "            mine = None"
LOGIN = '"login": grant.person.portal_id'
ANY_LOGIN = (LOGIN, '"login": __import__("secrets").token_hex(4)')
OURS = "if mine is not None and held.key in mine.marks:"
OPENS = "        async with _system(held.options) as system:\n"
SEEN = f"{OPENS}            mine = await _mine(system, held)\n        if"
KNOWN = "        if held.key in GIVEN:\n            return Found(held.person.portal_id)\n"
REVOKE = "    async def revoke(self, held: Held[Wards], /) -> Outcome:\n"
GRANT = "    async def grant(self, grant: Grant[Wards], /) -> Outcome:\n"
RAISES = 'raise TryLater("The bed boards gave no answer that can be read") from problem'
BEGINS = "        async with _system(grant.options) as system:\n            mine"
STUBBORN = """        self.goes_on = __import__("asyncio").ensure_future(self._stubborn(grant))
        return await self._really(grant)

    async def _stubborn(self, grant):
        for _ in range(25):
            try:
                await __import__("asyncio").wait_for(self._really(grant), 0.3)
            except Exception:
                pass
            await __import__("asyncio").sleep(0.05)

    async def _really(self, grant):
"""
PLANTED = {
    "R1 makes another each time": ([ANY_LOGIN, (LOOKED, FORGOTTEN)], "changes what is there: 2 accounts"),
    "R2 trips over nothing": ([(OURS, "if held.key in mine.marks:")], "where nothing was given"),
    "R3 remembers": (
        [
            (LOOKED, f"{LOOKED}; GIVEN.add(grant.key)"),
            ("class Boards:", "GIVEN = set()\n\n\nclass Boards:"),
            (SEEN, KNOWN + SEEN),
        ],
        "after the system lost an account, check says Found of access that is not there",
    ),
    "R4 looks only for what it knows": (
        [ANY_LOGIN, (LOOKED, f"{LOOKED} if grant.account else None")],
        "the answer lost after the effect at request 1: afterwards 2 accounts were made",
    ),
    "R5 takes anything for nothing": (
        [("    found = _ACCOUNTS.validate_json(read)", "    found = _ACCOUNTS.validate_json(read or b'[]')"),
         ("        answer.raise_for_status()\n", "        if answer.status_code >= 300: return b''\n")],
        "check, with the answer 500 at request 1: it answers Absent of access that is there",
    ),
    "R5 does not wait": (
        [('float(answer.headers.get("Retry-After", 60))', "1")],
        "it was told to wait 30 seconds and asks for 1",
    ),
    "R5 reads all": (
        [("MOST_BYTES = 5, 100_000", "MOST_BYTES = 5, 1e12"), ("read += piece", "read += piece[:0]")],
        "it reads all of an answer of 100 MB",
    ),
    "R5 gives up": (
        [(RAISES, "from core.plugin_api import Refused\n        raise Given(Refused('No.')) from problem"),
         ("class Boards:", "class Given(Exception):\n    pass\n\n\nclass Boards:"),
         (GRANT,
          "    async def grant(self, grant, /):\n        try:\n            return await self._grant(grant)\n"
          "        except Given as problem:\n            return problem.args[0]\n\n"
          "    async def _grant(self, grant):\n")],
        "it answers Refused, and so it is never tried again",
    ),
    "R6 takes silence for yes": (
        [(REVOKE,
          "    async def revoke(self, held, /):\n        try:\n            return await self._revoke(held)\n"
          "        except TryLater:\n            return Done()\n\n    async def _revoke(self, held):\n")],
        "revoke, with the system down at request 1: it answers Done, and it was not done",
    ),
    "R6 changes by taking away": (
        [(REVOKE,
          "    async def update(self, grant, before, /):\n        await self.revoke(before)\n        try:\n"
          "            return await self.grant(grant)\n        except TryLater:\n"
          "            return Done()\n\n"
          + REVOKE)],
        "update, with the system down at request 3: it answers Done, and it was not done",
    ),
    "R7 cannot go on": (
        [('about | {"marks": [grant.key]})', 'about | {"marks": []})\n                '
          "await _put(system, await _mine(system, grant), {grant.key})"),
         ("elif not mine.enabled or grant.key not in mine.marks:", "elif not mine.enabled:")],
        "time: afterwards it never ends: Failed",
    ),
    "R8 goes on": ([(BEGINS, STUBBORN + BEGINS)], "grant goes on after it was given up"),
    "R8 leaves a task": (
        [(LOOKED, f"{LOOKED}; import asyncio\n            if not hasattr(self, 'late'):\n"
          "                self.late = asyncio.ensure_future(asyncio.sleep(0.9))")],
        "grant leaves a task running that it began",
    ),
    "R8 leaves a thread": (
        [(LOOKED, f"{LOOKED}; import threading, time\n"
          "            waits = threading.Thread(target=time.sleep, args=(2,), daemon=True)\n"
          "            waits.start()")],
        "grant leaves a thread running that it began",
    ),
    "R8 takes everything": (
        [(OURS, "if mine is not None:"), ("{*mine.marks} - {held.key}", "set()")],
        "revoke of older access, called late, changes what the same person was given since",
    ),
    "R9 prints": (
        [(LOOKED, f"{LOOKED}; print('giving', grant.person.email)")],
        "the log holds an email address: 'giving …'",
    ),
    "R9 logs": (
        [(LOOKED, f"{LOOKED}; __import__('logging').getLogger('a').info(system.headers['Authorization'])")],
        "the log holds a secret: 'Bearer …'",
    ),
    "R9 tells": (
        [('raise TryLater("The bed boards gave', 'raise TryLater(opens["Authorization"] + "gave')],
        "an answer of a call holds the secret",
    ),
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED)
def test_a_rule_finds_what_is_planted_for_it(
    planted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A plugin of an earlier test has the same secret, which nothing of this process then says.
    monkeypatch.setattr(logs, "_held_back", set())
    changes, words = PLANTED[planted]
    assert words in words_of(machine(tmp_path, *changes), planted.split(maxsplit=1)[0])


def test_answers_and_options_that_do_not_fit_any_more_are_found(tmp_path: Path) -> None:
    where = "machine_application/fields.py"
    path = machine(
        tmp_path, ('{"wards": [answers["ward"]]} if version == 1 else answers', "answers"), file=where
    )
    machine(
        tmp_path, ('"options": {}', '"options": {"ward": "west"}'), file="machine_application/conformance.py"
    )
    found = words_of(path, "R10")
    assert "answers of version 1 are not upgraded" in found and "options of version 1 are not" in found
    machine(tmp_path, ('"answers": {"ward": "west"}, ', ""), file="machine_application/conformance.py")
    assert "BEFORE in conformance.py has no answers of version 1" in words_of(path, "R10")


def test_an_example_of_the_version_before_must_be_there(tmp_path: Path) -> None:
    path = machine(tmp_path, ("BEFORE: ", "BEHIND: "), file="machine_application/conformance.py")
    assert words_of(path, "R10") == "BEFORE in conformance.py has no example of version 1"


def test_a_plugin_that_asks_its_system_nothing_proves_nothing(tmp_path: Path) -> None:
    changes = [
        ('about | {"marks": [grant.key]})', 'about | {"marks": [grant.key]}) if False else None'),
        (LOOKED, FORGOTTEN),
    ]
    found = words_of(machine(tmp_path, *changes), "R11")
    assert "the answer 500 never happened in grant" in found


def test_a_machine_without_a_made_up_system_is_not_passed(tmp_path: Path) -> None:
    path = machine(tmp_path, ("TARGET = MadeUpBoards()", ""), file="machine_application/conformance.py")
    with opened(path) as subject:
        for each in (asked(subject, f"R{number}") for number in (*range(1, 10), 11)):
            assert (each.outcome, "names no TARGET" in each.words[0]) == ("fail", True), each


@pytest.mark.parametrize("excuse", ["Exempt", "Unanswered"])
def test_a_plugin_does_not_excuse_itself(excuse: str, tmp_path: Path) -> None:
    raising = f"from web.plugin_check.subject import {excuse}\n        raise {excuse}('It is ours.')"
    excused = (
        '        return {"address": url, "opens": self.secret}',
        f"        {raising}",
    )
    path = machine(tmp_path, excused, file="machine_application/conformance.py")
    with opened(path) as subject:
        found = [asked(subject, each) for each in ("R1", "R11", "K9", "S14")]
    assert [each.outcome for each in found] == ["fail"] * 4
    assert f"raised {excuse} at conformance.py:" in found[0].words[0]


def test_what_is_packed_lower_or_of_a_form_is_found_and_what_leaves_the_machine(tmp_path: Path) -> None:
    packs = (
        f"{LOOKED}; import base64, urllib.parse as u; print(grant.person.first_name.lower(), grant.answers)"
        "; print(u.quote(grant.person.email, ''))"
        "; print('Basic', base64.b64encode(b'us:' + grant.options.opens.get_secret_value().encode()))"
    )
    found = words_of(machine(tmp_path, (LOOKED, packs)), "R9")
    for what in ("a secret", "a first name", "a last name", "an email address", "the answers of a form"):
        assert f"the log holds {what}: " in found
    away = "; import socket, contextlib\n        with contextlib.suppress(OSError), socket.socket() as s:\n"
    path = machine(
        tmp_path / "away", (GRANT, f"{GRANT}        s = 0{away}            s.connect(('192.0.2.7', 80))\n")
    )
    assert "reaches for 192.0.2.7" in check(path, ["R1"]).results[0].words[0]


def test_whoever_has_people_do_the_work_is_exempt_with_that_reason() -> None:
    with opened(ROOT / "plugins" / "pacs") as subject:
        for each in (asked(subject, f"R{number}") for number in (*range(1, 10), 11)):
            assert (each.outcome, each.words) == ("exempt", ("people do the work",))


def test_a_plugin_that_is_right_is_reliable() -> None:
    with opened(SOURCE) as subject:
        for each in every_rule():
            if each.level is Level.RELIABLE:
                assert (each.id, asked(subject, each.id).words) == (each.id, ())


def test_the_documentation_lists_what_goes_wrong_there_and_nothing_else() -> None:
    text = (ROOT / "docs" / "plugin-systems.md").read_text("utf-8")
    table = text.partition("| What goes wrong |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| ([^|-]+?) \|", table, re.MULTILINE)) == {NAMES[kind] for kind in KINDS}


async def test_an_author_goes_through_the_whole_life_of_an_access_in_one_line(tmp_path: Path) -> None:
    with opened(SOURCE) as subject:
        assert await life_cycle(subject.application, subject.target, subject.grant()) == []
    with opened(machine(tmp_path, (OURS, "if mine is None:"))) as subject:
        found = await life_cycle(subject.application, subject.target, subject.grant())
        assert "after revoke the account still lets the person in" in found
    with opened(ROOT / "plugins" / "pacs") as subject, pytest.raises(NoMachine):
        await life_cycle(subject.record, HttpTarget, subject.grant())


def test_answers_that_do_not_fit_leave_open_what_they_would_have_shown(tmp_path: Path) -> None:
    """A plugin that names nonsense is not excused from being tried."""
    nonsense = machine(
        tmp_path,
        ("ANSWERS", 'ANSWERS = {"wards": ["nonsense"]}  #'),
        file="machine_application/conformance.py",
    )
    with opened(nonsense) as subject:
        assert {asked(subject, each).outcome for each in ("R1", "R4", "R7")} == {"open"}
