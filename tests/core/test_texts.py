"""One reading of a text serves page and paper."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from core.texts import Block, Heading, List, Paragraph, Run, as_data, blocks_of, blocks_with_links
from tests.block_words import words_of

READ: TypeAdapter[Block] = TypeAdapter(Block)


def test_headings_paragraphs_lists_and_emphasis_become_blocks() -> None:
    blocks = blocks_of("## One\n\nPlain **strong** and *soft*.\n\n2. two\n3. three\n\n- a\n")

    assert [block.kind for block in blocks] == ["heading", "paragraph", "list", "list"]
    assert blocks[1] == Paragraph(
        (Run("Plain "), Run("strong", strong=True), Run(" and "), Run("soft", emphasis=True), Run("."))
    )
    numbered = List(True, 2, ((Paragraph((Run("two"),)),), (Paragraph((Run("three"),)),)))
    assert blocks[2] == numbered
    assert words_of(blocks) == "One\nPlain strong and soft.\ntwo\nthree\na"


def test_a_clause_number_is_text_and_no_list() -> None:
    assert words_of(blocks_of("1.1 The Practice keeps to this.")) == "1.1 The Practice keeps to this."


def test_a_text_that_people_sign_has_headings_from_the_first_level_or_the_second() -> None:
    first, second = blocks_of("# One\n\n## Two\n\nWords."), blocks_of("## One\n\n### Two\n\nWords.")
    assert first == second
    assert [block.level for block in first if isinstance(block, Heading)] == [2, 3]
    with pytest.raises(ValueError, match="line 3: it may not have a heading"):
        blocks_of("# One\n\n### Three")


@pytest.mark.parametrize("markdown", ["#### Deep", "```\ncode\n```", "> quoted", "a `code` b", "---\n"])
def test_what_two_drawings_might_show_differently_is_refused(markdown: str) -> None:
    with pytest.raises(ValueError, match="it may not have"):
        blocks_of(markdown)


@pytest.mark.parametrize("markup", ["<script>x</script>", "[a](https://b.example)", "![a](b)", "&copy;"])
def test_markup_stays_plain_words(markup: str) -> None:
    assert words_of(blocks_of(f"See {markup} here")) == f"See {markup} here"


def test_marks_inside_one_another_without_end_are_refused() -> None:
    marks = "*" * 3000
    with pytest.raises(ValueError, match="too deeply"):
        blocks_of(f"{marks}x{marks}")
    assert blocks_of("- " * 500 + "x")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(markdown: str) -> None:
    try:
        blocks = blocks_of(markdown)
    except ValueError:
        return
    assert tuple(READ.validate_json(json.dumps(as_data(block))) for block in blocks) == blocks


def test_a_guide_may_have_links_and_they_lead_to_safe_places_only() -> None:
    (paragraph,) = blocks_with_links(
        "See [the *manual*](https://b.example/a?b=c) or [write](mailto:a@b.example)."
    )

    assert isinstance(paragraph, Paragraph)
    linked = [(run.text, run.link) for run in paragraph.runs if run.link]
    assert linked == [
        ("the ", "https://b.example/a?b=c"), ("manual", "https://b.example/a?b=c"),
        ("write", "mailto:a@b.example"),
    ]  # fmt: skip
    for address in ("http://b.example", "/account", "ftp://b.example", "//b.example"):
        with pytest.raises(ValueError, match="https or mailto"):
            blocks_with_links(f"[x]({address})")
    assert words_of(blocks_with_links("[x](javascript:alert)")) == "[x](javascript:alert)"


@pytest.mark.parametrize("markdown", ["# Title", "```\ncode\n```", "a `code` b", "#### Deep"])
def test_a_guide_has_nothing_that_paper_cannot_show(markdown: str) -> None:
    with pytest.raises(ValueError, match="it may not have"):
        blocks_with_links(markdown)


def test_stored_words_have_a_link_only_where_they_lead_somewhere() -> None:
    (block,) = blocks_with_links("Plain [here](https://b.example)")

    assert as_data(block) == {
        "kind": "paragraph",
        "runs": [
            {"text": "Plain ", "strong": False, "emphasis": False},
            {"text": "here", "strong": False, "emphasis": False, "link": "https://b.example"},
        ],
    }
