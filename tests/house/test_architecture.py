"""The map and the glossary in docs/architecture.md agree with the tree."""

import re

import pytest

from tests.house.source import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
ENTRY = re.compile(r"^\| ([a-z][a-z ]+) \| [^|]+ \| `([^`:]+)(?:: ([A-Za-z_]+))?` \|$", re.MULTILINE)


def rooms() -> set[str]:
    """Every folder of core, and every family of pages."""
    folders = [*(ROOT / "core").iterdir(), *(ROOT / "web" / "pages").iterdir()]
    return {str(each.relative_to(ROOT)) for each in folders if (each / "__init__.py").exists()}


def test_every_room_is_on_the_map() -> None:
    assert rooms() - set(ROW.findall(PAGE)) == set()


@pytest.mark.parametrize("place", ROW.findall(PAGE))
def test_every_place_on_the_map_is_in_the_tree(place: str) -> None:
    assert "<" in place or (ROOT / place).exists()


def test_the_glossary_is_about_the_words_that_the_product_lives_on() -> None:
    assert 18 <= len(ENTRY.findall(PAGE)) <= 30


@pytest.mark.parametrize(("word", "path", "name"), ENTRY.findall(PAGE))
def test_a_word_of_the_glossary_stands_where_it_says(word: str, path: str, name: str) -> None:
    source = (ROOT / path).read_text("utf-8")
    assert not name or re.search(rf"^(class|def|async def) {name}\b|^{name}\b", source, re.MULTILINE), word
