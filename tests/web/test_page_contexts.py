"""Every page has one frozen record with exactly what its template reads."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from core.site import find_site, load_site
from web import app
from web.assets import load_assets
from web.contexts import PageContext
from web.plugin_check.template_reading import disagreements, leads_to, records
from web.rendering import TEMPLATES, Pages

# The application imports every family of pages, and the demo's.
RECORDS = records() if app.FAMILIES else {}


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_has_exactly_what_its_template_reads(pages: Pages, name: str) -> None:
    assert disagreements(pages.environment, RECORDS[name]) == []


def test_every_template_has_one_record_or_is_part_of_another(pages: Pages) -> None:
    every = [path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")]
    parts = {"form.html", "parts.html", "matrix.html"}.union(
        *(leads_to(pages.environment, name) for name in every)
    )
    drawn = Counter(record.template for record in RECORDS.values())
    assert set(drawn) - set(every) == set()
    assert set(every) - parts - set(drawn) == set()
    assert [name for name, times in drawn.items() if times > 1] == []


@dataclass(frozen=True, slots=True)
class Planted(PageContext):
    template: ClassVar[str] = "planted.html"
    heading: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hiding(PageContext):
    template: ClassVar[str] = "planted.html"
    heading: str
    lines: tuple[str, ...]
    who: str


class Bare(Planted):
    other: str


BLOCKS = "{% extends 'page.html' %}{% block title %}{{ heading }}{% endblock %}{% block content %}"
FAULTS = {
    "lines never read": (
        BLOCKS + "{{ heading }}{% endblock %}",
        ["Planted has lines, which planted.html never reads"],
    ),
    "a variable without field": (
        BLOCKS + "{{ lines }}{{ other }}{% endblock %}",
        ["planted.html reads other, which Planted has not"],
    ),
    "in a fragment": (
        BLOCKS + "{{ lines }}{% endblock %}{% block dialog %}{{ other }}{% endblock %}",
        ["planted.html reads other, which Planted has not"],
    ),
    "in an included part": (
        BLOCKS + "{% include 'part.html' %}{% endblock %}",
        ["planted.html reads other, which Planted has not"],
    ),
    "in an imported part": (
        BLOCKS + "{% from 'macros.html' import draws %}{{ draws(lines) }}{% endblock %}",
        ["planted.html reads other, which Planted has not"],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(name: str, tmp_path: Path) -> None:
    template, words = FAULTS[name]
    assert disagreements(planted(tmp_path, template).environment, Planted) == words


def test_what_fits_has_no_fault(tmp_path: Path) -> None:
    whole = (
        BLOCKS + "{% for other in lines %}{% include 'part.html' %}{% endfor %}{{ who.name }}{% endblock %}"
    )
    assert disagreements(planted(tmp_path, whole).environment, Planted) == []


def test_a_field_that_hides_what_the_frame_gives_is_found(tmp_path: Path) -> None:
    whole = BLOCKS + "{{ lines }}{{ who }}{% endblock %}"
    words = ["Hiding has who, which would hide what every template has"]
    assert disagreements(planted(tmp_path, whole).environment, Hiding) == words


def test_a_record_that_is_no_dataclass_is_found(pages: Pages) -> None:
    assert disagreements(pages.environment, Bare) == ["Bare is no dataclass of its own"]


def planted(folder: Path, template: str) -> Pages:
    (folder / "planted.html").write_text(template)
    (folder / "part.html").write_text("{{ heading }}{{ lines }}{{ other }}")
    (folder / "macros.html").write_text("{% macro draws(lines) %}{{ lines }}{{ other }}{% endmacro %}")
    site = load_site(find_site("banner"))
    return Pages(site, load_assets(site.folder), folder)
