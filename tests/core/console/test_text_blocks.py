"""Staff keep answers to use again, each under a name of its own."""

import asyncio
from uuid import uuid4

import pytest

from core.actor import Actor
from core.console.text_blocks import MOST, delete_text, keep_text, text_block, text_blocks
from core.database import Database
from core.errors import Invalid, NotFound

KIM = Actor("staff", uuid4(), "Kim Alvarez")


async def names() -> list[str]:
    return [each.name for each in await text_blocks()]


@pytest.mark.both_databases
async def test_texts_are_kept_changed_and_deleted_by_name(database: Database):
    await keep_text(" Call  us ", " Please call. ", by=KIM)
    await keep_text("after the merger", "Use the new name.", by=KIM)
    second, first = await text_blocks()
    assert (first.name, first.text, first.by) == ("Call us", "Please call.", KIM.name)

    await keep_text("Call support", "Call support.", by=KIM, key=first.id)
    assert (await text_block(first.id)).text == "Call support."
    await delete_text(second.id, by=KIM)
    assert await names() == ["Call support"]
    for gone in (delete_text(second.id, by=KIM), keep_text("x", "y", by=KIM, key=second.id)):
        with pytest.raises(NotFound):
            await gone


async def test_a_name_is_there_once_in_any_spelling(database: Database):
    await keep_text("Call us", "One", by=KIM)
    with pytest.raises(Invalid) as wrong:
        await keep_text("CALL US", "Two", by=KIM)
    assert "name" in wrong.value.errors
    with pytest.raises(Invalid) as wrong:
        await keep_text(" ", " ", by=KIM)
    assert set(wrong.value.errors) == {"name", "text"}


@pytest.mark.both_databases
async def test_of_two_texts_with_one_name_at_once_one_is_kept(database: Database):
    both = [keep_text("Call us", str(number), by=KIM) for number in range(2)]
    told = await asyncio.gather(*both, return_exceptions=True)
    assert sum(isinstance(each, Invalid) for each in told) == 1 and await names() == ["Call us"]


async def test_there_are_so_many_texts_and_no_more(database: Database):
    for number in range(MOST):
        await keep_text(f"Text {number}", "Words", by=KIM)
    with pytest.raises(Invalid, match="Delete one first"):
        await keep_text("One more", "Words", by=KIM)
