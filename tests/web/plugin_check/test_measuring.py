"""What the kit measures of a plugin is what the plugin does, and not what else the machine does."""

import time
from pathlib import Path

import pytest

from tests.web.plugin_check.tiny import Planted, write
from web.plugin_check import check
from web.plugin_check.steps import Steps


def test_what_a_plugin_changes_of_the_process_and_the_disk_while_it_is_loaded_is_found(
    tmp_path: Path,
) -> None:
    lines = [
        "import os, signal",
        "os.umask(0)",
        "os.environ['TINY'] = 'on'",
        f"os.mkdir({str(tmp_path / 'made')!r})",
        f"Path({str(tmp_path / 'written')!r}).write_text('x')",
        "signal.signal(signal.SIGUSR1, signal.SIG_IGN)",
    ]
    start = "from pathlib import Path\n"
    careless = Planted("S1", "__init__.py", start, start + "\n".join(lines) + "\n", "")
    words = check(write(tmp_path / "careless", careless), ["S1"]).results[0].words
    for number, said in enumerate(
        ("new files (umask)", "of the process (os.putenv)", "makes a folder (os.mkdir)", "writes the file",
         "how signals are taken (signal)"), 5
    ):  # fmt: skip
        assert any(said in each and each.endswith(f":{number}") for each in words), (said, words)


def test_time_in_which_others_had_the_processor_is_no_fault_of_a_plugin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = iter(range(0, 1000, 1))
    with Steps(tmp_path) as steps:
        steps.call(lambda: time.sleep(0.06))
    assert steps.longest > 0.05
    monkeypatch.setattr("web.plugin_check.steps._waited", lambda: float(next(waited)))
    with Steps(tmp_path) as steps:
        steps.call(lambda: time.sleep(0.06))
    assert steps.longest < 0.05
