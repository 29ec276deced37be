"""Whatever strangers upload is read in a child process with little memory, little time and no network."""

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from core.enrollment.spreadsheet import Unreadable, open_book
from core.enrollment.spreadsheet.opening import BUSY, RUN, ask
from tests.core.enrollment.spreadsheet.books import parts, zipped
from tests.core.enrollment.spreadsheet.hostile import Hostile, corpus

CORPUS = corpus()
ROOT = str(Path(__file__).parents[4])
MOST_MEMORY, MOST_SECONDS = 256 * 1024, 5
LANGUAGE = {"LC_ALL": "C.UTF-8"}
MEASURED = "; sys.stdout.flush(); sys.stderr.write(open('/proc/self/status').read())"
BEFORE = "import sys; sys.path.insert(0, sys.argv.pop()); "
HONEST = Hostile("list.xlsx", lambda: zipped(parts()), "")


class Seen(NamedTuple):
    """What came of one file: the words or "", and what it cost; None for a reader that died."""

    words: str | None
    kilobytes: int
    seconds: float


def command(run: str, name: str) -> list[str]:
    kind = "workbook" if name.endswith(".xlsx") else "text"
    return [sys.executable, "-I", "-S", "-c", run, kind, ROOT]


def seen(file: Hostile, plant: str = "") -> Seen:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = RUN.replace("; from core", f"; {plant}from core") + MEASURED
    sent = file.make()
    done = subprocess.run(command(run, file.name), input=sent, capture_output=True, check=False, env=LANGUAGE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode or b"VmPeak" not in done.stderr:
        return Seen(None, 0, seconds)
    peak = int(done.stderr.partition(b"VmPeak:")[2].split()[0])
    return Seen(said(json.loads(done.stdout)), peak, seconds)


def said(answer: Any) -> str:
    """The words of a refusal, or of the fault of the only sheet."""
    if "refused" in answer:
        return str(answer["refused"])
    return str(answer["book"][0][0][3])


def children() -> list[str]:
    return Path("/proc/self/task", str(os.getpid()), "children").read_text().split()


def broken(file: Hostile, found: Seen) -> list[str]:
    """Which promises a reader broke with a file."""
    if found.words is None:
        return ["it died"]
    right = file.words in found.words if file.words else not found.words
    promises = {
        f"it said {found.words!r}": right,
        f"it took {found.kilobytes} kB": found.kilobytes <= MOST_MEMORY,
        f"it took {found.seconds:.1f} s": found.seconds < MOST_SECONDS,
    }
    return [words for words, kept in promises.items() if not kept]


@pytest.mark.parametrize(
    "name", [name for name, file in CORPUS.items() if file.name in {"list.xlsx", "list.csv"}]
)
def test_a_hostile_file_is_answered_in_words_with_little_memory_and_time(name: str):
    assert broken(CORPUS[name], seen(CORPUS[name])) == []


def test_the_corpus_is_large_enough():
    assert len(CORPUS) >= 120


@pytest.mark.parametrize("name", [name for name in CORPUS if name.startswith("named ")])
async def test_a_file_is_asked_for_by_name_and_never_guessed(name: str):
    with pytest.raises(Unreadable, match=CORPUS[name].words):
        await open_book(CORPUS[name].name, CORPUS[name].make())


PLANTS = {
    "no look at declarations": (
        "import core.enrollment.uploaded.markup as it; it._refuse = lambda *_: None; ",
        "an entity",
    ),
    "no look at gaps": (
        "import core.enrollment.uploaded.archive as it; it._side_by_side = lambda *_: None; ",
        "bytes between the parts",
    ),
    "no look at the checksum": (
        "from core.enrollment.uploaded.archive import Archive; "
        "Archive.pieces = lambda self, name: self._unpacked(self._entries[name.casefold()]); ",
        "a wrong checksum",
    ),
    "no count of elements": (
        "import core.enrollment.uploaded.markup as it; it.MOST_ELEMENTS = 10**9; ",
        "four million empty rows",
    ),
    "no limit on memory, and trust in a promised number": (
        "import resource; resource.setrlimit = lambda *_: None; "
        "import core.enrollment.uploaded.workbook as it; honest = it.read_strings; "
        "it.read_strings = lambda *all: (bytearray(400_000_000), honest(*all))[1]; ",
        "four thousand million texts promised",
    ),
    "a reader that gives up its process": (
        "import os; import core.enrollment.uploaded.workbook as it; "
        "it.read_strings = lambda *_: os.abort(); ",
        "four thousand million texts promised",
    ),
}


@pytest.mark.parametrize("hole", PLANTS)
def test_the_corpus_finds_a_reader_with_a_hole(hole: str):
    plant, name = PLANTS[hole]
    assert broken(CORPUS[name], seen(CORPUS[name], plant)) != []


def test_too_much_memory_ends_in_words_and_not_in_a_death():
    plant = (
        "import core.enrollment.uploaded.workbook as it; "
        "it.read_strings = lambda *_: [bytearray(400_000_000)]; "
    )
    found = seen(HONEST, plant)
    assert found.words and "plain list" in found.words


def test_a_reader_in_the_process_of_the_server_would_take_it_along():
    data = CORPUS["four thousand million texts promised"].make()
    serving = (
        f"{BEFORE}import os; import core.enrollment.uploaded.workbook as it; "
        "it.read_strings = lambda *_: os.abort(); "
        "from core.enrollment.uploaded.child import as_book; as_book(sys.stdin.buffer.read(), workbook=True)"
    )
    assert (
        subprocess.run(command(serving, "list.xlsx"), input=data, capture_output=True, check=False).returncode
        < 0
    )


@pytest.mark.parametrize(
    "run",
    [
        "import os; os.abort()",
        "import sys; sys.exit(3)",
        "import time; time.sleep(60)",
        "while True: pass",
        "import sys\nwhile True: sys.stdout.write('x' * 1_000_000)",
        "print('{}')",
        "print('no answer')",
        'print(\'{"book": [[["S", [[1, [[-1, 5]]]]]]]}\')',
    ],
)
async def test_the_death_of_the_child_is_a_message_and_leaves_nothing_behind(run: str):
    before, others = time.monotonic(), set(children())
    with pytest.raises(Unreadable) as told:
        answer = await ask(command(run, "list.xlsx"), b"x" * 1_000_000, 2)
        assert answer.book is None and not answer.refused
        raise Unreadable("It holds more than a plain list.")
    assert "plain list" in told.value.errors["file"]
    assert time.monotonic() - before < 15
    assert set(children()) <= others


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket()",
        "import os; os.fork()",
        "import os; os.system('true')",
        "import subprocess; subprocess.run(['true'])",
        "open('/tmp/uploaded', 'w').write('x')",
        "x = bytearray(300_000_000)",
        "files = [open('/dev/null') for _ in range(50)]",
    ],
)
def test_the_child_can_do_nothing_but_read(attempt: str):
    shut_in = f"{BEFORE}from core.enrollment.uploaded import child; child.shut_in(); {attempt}; print('done')"
    done = subprocess.run(command(shut_in, "list.xlsx"), capture_output=True, check=False, env=LANGUAGE)
    assert b"done" not in done.stdout and done.returncode


def test_the_child_knows_the_standard_library_alone():
    listed = f"{RUN}; sys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run(
        command(listed, "list.xlsx"), input=zipped(parts()), capture_output=True, check=False
    )
    loaded = {name.partition(".")[0] for name in done.stderr.decode().split()} - {"core", "__main__"}
    assert {name for name in loaded if not name.startswith("_")} <= sys.stdlib_module_names


async def test_two_files_are_read_at_once_and_who_comes_too_late_is_told():
    slow = b"First name,Last name\n" + b"\n" * 300_000 + b"Ada,Okafor\n"
    asked = [asyncio.create_task(open_book("list.csv", slow)) for _ in range(14)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    told = [each for each in answers if isinstance(each, Unreadable)]
    assert len(told) == 4 and {each.errors["file"] for each in told} == {BUSY}


async def test_who_gives_up_waiting_frees_the_place():
    slow = b"First name,Last name\n" + b"\n" * 300_000 + b"Ada,Okafor\n"
    asked = [asyncio.create_task(open_book("list.csv", slow)) for _ in range(5)]
    await asyncio.sleep(0.2)
    for each in asked:
        each.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    assert (await open_book("list.csv", b"First name\nAda\n")).sheets[0].rows
