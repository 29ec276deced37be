"""What the blocks of a text say, as plain words."""

from collections.abc import Iterator, Sequence

from core.texts import Block


def words_of(blocks: Sequence[Block]) -> str:
    """Every word of the blocks as plain text, a line for each heading, paragraph and list entry."""
    return "\n".join(_lines(blocks))


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if block["kind"] == "list":
            for item in block["items"]:
                yield from _lines(item)
        else:
            yield "".join(run["text"] for run in block["runs"])
