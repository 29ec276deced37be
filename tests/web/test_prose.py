"""Pages draw the blocks of a text, and nothing in them is taken for markup."""

from collections.abc import Sequence

from core.texts import BREAK, Block, Button, Code, Paragraph, Run, blocks_with_links
from core.texts.blocks import facts, heading, link, paragraph, points, steps
from core.texts.difference import difference
from web.rendering import Pages


def _drawn(pages: Pages, *blocks: Block) -> str:
    return _of(pages, blocks)


def _of(pages: Pages, blocks: Sequence[Block]) -> str:
    template = pages.environment.from_string('{% from "prose.html" import prose %}{{ prose(blocks) }}')
    return template.render(blocks=blocks).replace("\n", "")


def test_every_kind_of_block_is_drawn(pages: Pages) -> None:
    assert _drawn(pages, heading(2, "One"), paragraph("A ", link("b", "https://b.example"))) == (
        '<h2>One</h2><p>A <a href="https://b.example">b</a></p>'
    )
    assert _drawn(pages, points(["a"]), steps(["b"])) == (
        '<ul><li><p>a</p></li></ul><ol start="1"><li><p>b</p></li></ol>'
    )
    assert "<dt>For</dt><dd>Ada<br>Eve</dd>" in _drawn(pages, facts(["For", "Ada", "Eve"]))
    assert "123<br>456" in _drawn(pages, Code(("123", "456")))
    assert 'href="https://portal.example/x">Open</a>' in _drawn(
        pages, Button("Open", "https://portal.example/x")
    )


def test_words_are_strong_and_emphasized_at_once_and_end_their_lines(pages: Pages) -> None:
    said = Paragraph((Run("a", strong=True, emphasis=True), BREAK, Run("b", emphasis=True)))

    assert _drawn(pages, said) == "<p><strong><em>a</em></strong><br><em>b</em></p>"


def test_a_text_lets_no_markup_through(pages: Pages) -> None:
    text = "Hello <script>alert(1)</script> [x](javascript:alert(1)) ![p](https://elsewhere/p.png)"
    drawn = _of(pages, blocks_with_links(text))

    assert "<script" not in drawn and "<img" not in drawn
    assert 'href="javascript' not in drawn


def test_a_difference_is_marked_for_eyes_and_said_to_screen_readers(pages: Pages) -> None:
    old: list[Block] = [
        heading(2, "Rules"),
        paragraph("Keep <b>it</b> for ten days."),
        points(["a", "gone from here"]),
    ]
    new: list[Block] = [heading(2, "Rules"), paragraph("Keep <b>it</b> for two days."), points(["a"])]
    template = pages.environment.from_string(
        '{% from "difference.html" import difference %}{{ difference(found) }}'
    )

    drawn = template.render(found=difference(old, new)).replace("\n", "")

    hidden = '<span class="govuk-visually-hidden">'
    assert drawn.startswith("<h2>Rules</h2><p>Keep &lt;b&gt;it&lt;/b&gt; for <del>")
    assert f"<del>{hidden}Taken out: </span>ten {hidden} End of words taken out. </span></del>" in drawn
    assert f"<ins>{hidden}Added: </span>two {hidden} End of added words. </span></ins>days.</p>" in drawn
    assert f"<ul><li><p>a</p></li><li><p><del>{hidden}Taken out: </span>gone from here" in drawn
