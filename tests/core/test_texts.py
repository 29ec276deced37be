"""One reading of a text serves page and paper."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.texts import blocks_of, guide_blocks
from tests.block_words import words_of


def test_headings_paragraphs_lists_and_emphasis_become_blocks() -> None:
    blocks = blocks_of("## One\n\nPlain **strong** and *soft*.\n\n2. two\n3. three\n\n- a\n")

    assert [block["kind"] for block in blocks] == ["heading", "paragraph", "list", "list"]
    assert blocks[1]["runs"][1] == {"text": "strong", "strong": True, "emphasis": False}
    assert (blocks[2]["ordered"], blocks[2]["start"], len(blocks[2]["items"])) == (True, 2, 2)
    assert words_of(blocks) == "One\nPlain strong and soft.\ntwo\nthree\na"


def test_a_clause_number_is_text_and_no_list() -> None:
    assert words_of(blocks_of("1.1 The Practice keeps to this.")) == "1.1 The Practice keeps to this."


@pytest.mark.parametrize("markdown", ["# Title", "```\ncode\n```", "> quoted", "a `code` b", "---\n"])
def test_what_two_drawings_might_show_differently_is_refused(markdown: str) -> None:
    with pytest.raises(ValueError, match="it may not have"):
        blocks_of(markdown)


@pytest.mark.parametrize("markup", ["<script>x</script>", "[a](https://b.example)", "![a](b)", "&copy;"])
def test_markup_stays_plain_words(markup: str) -> None:
    assert words_of(blocks_of(f"See {markup} here")) == f"See {markup} here"


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(markdown: str) -> None:
    try:
        blocks = blocks_of(markdown)
    except ValueError:
        return
    assert json.loads(json.dumps(blocks)) == blocks


def test_a_guide_may_have_links_and_they_lead_to_safe_places_only() -> None:
    (paragraph,) = guide_blocks("See [the *manual*](https://b.example/a?b=c) or [write](mailto:a@b.example).")

    linked = [(run["text"], run["link"]) for run in paragraph["runs"] if "link" in run]
    assert linked == [
        ("the ", "https://b.example/a?b=c"), ("manual", "https://b.example/a?b=c"),
        ("write", "mailto:a@b.example"),
    ]  # fmt: skip
    for address in ("http://b.example", "/account", "ftp://b.example", "//b.example"):
        with pytest.raises(ValueError, match="https or mailto"):
            guide_blocks(f"[x]({address})")
    assert words_of(guide_blocks("[x](javascript:alert)")) == "[x](javascript:alert)"


@pytest.mark.parametrize("markdown", ["# Title", "```\ncode\n```", "a `code` b", "#### Deep"])
def test_a_guide_has_nothing_that_paper_cannot_show(markdown: str) -> None:
    with pytest.raises(ValueError, match="it may not have"):
        guide_blocks(markdown)
