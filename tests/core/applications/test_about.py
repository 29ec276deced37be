"""What is known of a plugin: said by itself, else by the distribution that it came with."""

from pathlib import Path

from core.applications import load_applications
from core.plugin_api import About
from tests.core.applications.installed import install

MADE_BY = """Metadata-Version: 2.4
Name: lab-viewer
Version: 2.5
License-Expression: MIT
Author-email: Ada Lovelace <ada@labs.example>
"""


def test_a_plugin_is_of_whoever_says_so_in_it_or_in_its_distribution(tmp_path: Path, monkeypatch, banner):
    module = install(tmp_path, monkeypatch, "installed")
    (tmp_path / f"{module}-1.dist-info" / "METADATA").write_text(MADE_BY, "utf-8")
    install(tmp_path, monkeypatch, "says", changes="about=About(version='7', license='BSD-3-Clause')")
    on = {"installed": {}, "says": {}, "cerner": {}}
    loaded = load_applications(banner.model_copy(update={"plugins": on}))

    assert loaded["installed"].about == About(
        version="2.5", license="MIT", author="Ada Lovelace", contact="ada@labs.example"
    )
    assert loaded["says"].about == About(version="7", license="BSD-3-Clause")
    assert (ours := loaded["cerner"].about) and ours.license == "Apache-2.0" and ours.version
