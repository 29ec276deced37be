"""The frame of the benchmarks: who is slower is called short, and a wrong answer is never a fast one."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import rows, running
from benchmarks.asking import Answer, Browser
from benchmarks.bench import Bench
from benchmarks.forms import boxes_in, typed_in
from benchmarks.in_turns import Contender, in_turns
from benchmarks.processes import DidNotStart, free_port, serving
from benchmarks.results import Goal, Line, NotMeasured, Row, against

FIVE_TIMES = Goal("≥", 5)
SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        sum(range(3_000_000 if self.path == "/work" else 1))
        self.send_response(200); self.end_headers(); self.wfile.write(b"here")
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@dataclass
class MadeUp:
    """A server that takes so many milliseconds for each answer."""

    cost: float
    answer: Answer = field(default_factory=lambda: Answer(200, "the list", "", 8))
    used: float = 0

    def ask(self) -> Answer:
        self.used += self.cost / 1000
        return self.answer

    def cpu_seconds(self) -> float:
        return self.used

    def contender(self) -> Contender:
        return Contender(self, self.ask, "list")


def compared(ours: MadeUp, rival: MadeUp, goal: Goal = FIVE_TIMES) -> Line:
    found = in_turns({"ours": ours.contender(), "rival": rival.contender()}, blocks=3, size=4, warm=1)
    return against("a list", goal, "ours", found)


def test_who_is_as_fast_as_promised_is_ok_and_who_is_slower_is_short() -> None:
    fast, slow = compared(MadeUp(2), MadeUp(12)), compared(MadeUp(2), MadeUp(8))
    assert fast.words("B1") == "B1 ours=2ms rival=12ms ratio=6.00 goal=≥5x ok"
    assert slow.words("B1") == "B1 ours=2ms rival=8ms ratio=4.00 goal=≥5x short"


@pytest.mark.parametrize("answer", [Answer(500, "the list", "", 8), Answer(200, "nothing here", "", 12)])
def test_a_fast_answer_that_is_wrong_makes_the_row_fail(answer: Answer) -> None:
    line = compared(MadeUp(0.1, answer), MadeUp(12))
    assert (line.failures, line.ok) == (12, False)
    assert line.words("B1").endswith("short (12 wrong answers)")


def test_the_best_rival_counts_and_the_row_stands_for_its_worst_page() -> None:
    found = in_turns(
        {"ours": MadeUp(2).contender(), "quick": MadeUp(4).contender(), "slow": MadeUp(40).contender()},
        blocks=1, size=2, warm=0,
    )  # fmt: skip
    assert against("a list", FIVE_TIMES, "ours", found).ratio == pytest.approx(2)
    row = Row("B4", (compared(MadeUp(2), MadeUp(12)), compared(MadeUp(2), MadeUp(4))))
    assert [line.split()[-4] for line in row.words()] == ["goal=≥5x", "goal=≥5x"]
    assert "short" in row.words()[0] and row.stored()["verdict"] == "short"


def test_a_limit_is_held_against_our_own_figure() -> None:
    limit = Goal("≤", 150, "ours", "MB")
    assert Line("memory", 140, "MB", limit, rival=50).ok
    assert not Line("memory", 160, "MB", limit, rival=500).ok


def test_each_row_is_printed_and_kept_and_what_is_not_measured_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def lacking(_: Bench) -> list[Line]:
        raise NotMeasured("there is no server of PostgreSQL")

    def broken(_: Bench) -> list[Line]:
        raise OSError("first\nplanted")

    known = {"B1": lambda _: [compared(MadeUp(2), MadeUp(12))], "B7": broken}
    known |= {"B8": lacking, "B19": "nothing does yet"}
    monkeypatch.setattr(running, "ROWS", known)
    file = tmp_path / "results.json"
    done = CliRunner().invoke(running.run, ["--results", str(file)], catch_exceptions=False)
    printed = done.output.splitlines()
    assert printed[0].startswith("B1 ours=2ms rival=12ms ratio=6.00 goal=≥5x ok")
    assert [line for line in printed[1:] if line.startswith("B")] == [
        "B7 failed: OSError: planted",
        "B8 not measured: there is no server of PostgreSQL",
        "B19 not measured: nothing does yet",
    ]
    kept = json.loads(file.read_text("utf-8"))
    assert kept.keys() == {"measured_at", "command", "machine", "versions", "settings", "sizes", "rows"}
    first, broke, second, _ = kept["rows"]
    assert broke == {"row": "B7", "failed": "OSError: planted"}
    (line,) = first["lines"]
    assert (line["verdict"], line["ratio"], line["failures"]) == ("ok", 6, 0)
    figures = {"cpu", "cpu_least", "cpu_most", "p50", "p95", "p99", "a_second", "asked", "failures", "bytes"}
    assert line["details"]["ours"].keys() == figures
    assert second == {"row": "B8", "not_measured": "there is no server of PostgreSQL"}


def test_a_row_that_is_not_there_is_asked_for_in_vain() -> None:
    assert CliRunner().invoke(running.run, ["--rows", "B99"]).exit_code == 2


def test_every_row_is_measured_or_says_why_not() -> None:
    assert list(rows.ROWS) == [f"B{number}" for number in range(1, 22)]
    assert all(callable(each) or each for each in rows.ROWS.values())


def test_the_processor_time_of_another_process_is_read(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port)]
    with serving(command, port, "/", tmp_path / "log") as server:
        browser, before = Browser(server.address), server.cpu_seconds()
        assert browser.get("/work").text == "here"
        assert server.cpu_seconds() > before > 0
        assert server.memory_mb() > 1
    ends = [sys.executable, "-c", "raise SystemExit('planted')"]
    with pytest.raises(DidNotStart, match="planted"), serving(ends, port, "/", tmp_path / "log"):
        pass


def test_a_form_is_sent_as_it_was_drawn() -> None:
    page = """<form><input name="q"></form><form><input type="hidden" name="csrf" value="x">
      <input name="city" value="Fair&amp;view"><input type="radio" name="fax" value="yes">
      <input type="radio" name="fax" value="no" checked><input type="checkbox" name="day" value="1" checked>
      <select name="state"><option value="AZ">A</option><option value="CO" selected>C</option></select>
      <textarea name="note">two words</textarea><button name="action" value="go"></button></form>"""
    assert typed_in(page) == {
        "csrf": ["x"], "city": ["Fair&view"], "fax": ["no"], "day": ["1"], "state": ["CO"],
        "note": ["two words"],
    }  # fmt: skip
    assert boxes_in(page) == {"fax": ["yes"], "day": ["1"]}
