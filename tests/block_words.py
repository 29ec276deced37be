"""What the blocks of a text say, as plain words."""

from collections.abc import Iterator, Sequence

from core.texts import Block, Facts, Heading, List, Paragraph


def words_of(blocks: Sequence[Block]) -> str:
    """Every word of the blocks as plain text, a line for each heading, paragraph, fact and list entry."""
    return "\n".join(_lines(blocks))


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, List):
            for item in block.items:
                yield from _lines(item)
        elif isinstance(block, Facts):
            yield from (" ".join(row) for row in block.rows)
        elif isinstance(block, Heading | Paragraph):
            yield "".join(run.text for run in block.runs)
        else:
            raise TypeError(f"{block.kind} has no words here")
