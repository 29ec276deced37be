"""Every kind of tampering with the trail, at random; each says at which event it has to be found."""

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

from core.audit.canonical import EMPTIED, leaf_of
from core.audit.subtrees import key_of
from core.audit.tables import AuditCheckpoint, AuditEvent, AuditHead, AuditSubtree
from core.tlog import Checkpoint, LogKey
from tests.core.audit import trail

EVENTS = 12
# So many of them are signed.
SIGNED = 8

Tampering = Callable[[random.Random], Awaitable[int]]


async def _edit(chance: random.Random) -> int:
    """Change one column of one row to something else; the number of the row."""
    number, name = chance.randint(1, EVENTS), chance.choice([*_EDITS])
    (row,) = await AuditEvent.select().where(AuditEvent.number == number)
    value = _EDITS[name](row[name], chance)
    await AuditEvent.update({name: value}).where(AuditEvent.number == number)
    return number


def _other_text(text: str | None, chance: random.Random) -> str:
    place = chance.randrange(len(text or "") + 1)
    return f"{(text or '')[:place]}{chance.choice('aZ0 é')}{(text or '')[place:]}"


_EDITS: dict[str, Callable] = {
    "at": lambda old, chance: old + timedelta(microseconds=chance.choice([1, -1, 3_600_000_000])),
    "action": _other_text,
    "actor_kind": _other_text,
    "actor_account": lambda old, chance: None if old else trail.uuid4(),
    "actor_name": _other_text,
    "address": _other_text,
    "agent": _other_text,
    "subject_kind": _other_text,
    "subject": lambda old, chance: chance.choice([None, _other_text(old, chance)]),
    "details": lambda old, chance: chance.choice(["{}", old + " ", old.replace("number", "numbers")]),
    "leaf": lambda old, chance: chance.choice([old[::-1] + "0", "f" * 64, old.upper()])[:64],
    "salt": lambda old, chance: chance.choice(["", "f" * 32, old.upper() + "0", old[:-1]])[:32],
}


async def _delete(chance: random.Random) -> int:
    number = chance.randint(1, EVENTS)
    await AuditEvent.delete().where(AuditEvent.number == number)
    return number


async def _swap(chance: random.Random) -> int:
    """Exchange everything but the numbers of two rows, or only their digests."""
    first, second = sorted(chance.sample(range(1, EVENTS + 1), 2))
    one, two = (
        await AuditEvent.select().where(AuditEvent.number.is_in([first, second])).order_by(AuditEvent.number)
    )
    names = [name for name in one if name != "number"]
    if chance.random() < 0.3:
        names = ["leaf"]
    await AuditEvent.update({name: two[name] for name in names}).where(AuditEvent.number == first)
    await AuditEvent.update({name: one[name] for name in names}).where(AuditEvent.number == second)
    return first


async def _truncate(chance: random.Random) -> int:
    number = chance.randint(1, EVENTS)
    await AuditEvent.delete().where(AuditEvent.number >= number)
    return number


async def _renumber(chance: random.Random) -> int:
    """Take a row out and close the gap behind it."""
    number = chance.randint(1, EVENTS - 1)
    await AuditEvent.delete().where(AuditEvent.number == number)
    for later in range(number + 1, EVENTS + 1):
        await AuditEvent.update({"number": later - 1}).where(AuditEvent.number == later)
    return number


async def _add(chance: random.Random) -> int:
    (row,) = await AuditEvent.select().where(AuditEvent.number == EVENTS)
    await AuditEvent.insert(AuditEvent(**row | {"number": EVENTS + 1}))
    return EVENTS + 1


async def _add_before_the_first(chance: random.Random) -> int:
    number = -chance.randint(0, 9)
    (row,) = await AuditEvent.select().where(AuditEvent.number == EVENTS)
    await AuditEvent.insert(AuditEvent(**row | {"number": number}))
    return number


async def _move_the_head(chance: random.Random) -> int:
    number = chance.randint(0, EVENTS - 1)
    await AuditHead.update({"number": number}).where(AuditHead.id == 1)
    return number + 1


async def _empty(chance: random.Random) -> int:
    """Retire events without saying so."""
    until = chance.randint(1, EVENTS)
    await AuditEvent.update({**EMPTIED, "details": "{}"}).where(AuditEvent.number <= until)
    return 1


async def _hash_again(chance: random.Random) -> int:
    """Edit an event, and give it the leaf that fits."""
    number = chance.randint(1, EVENTS)
    (row,) = await AuditEvent.select().where(AuditEvent.number == number).output(load_json=True)
    row["actor_name"] = _other_text(row["actor_name"], chance)
    values = {"actor_name": row["actor_name"], "leaf": leaf_of(row, row["salt"]).hex()}
    await AuditEvent.update(values).where(AuditEvent.number == number)
    return SIGNED + 1 if number > SIGNED else 1


async def _rewrite(chance: random.Random) -> int:
    """Edit an event and rewrite all that follows from it, as the owner of the database can."""
    number = chance.randint(1, SIGNED)
    await trail.rewrite({number: {"action": "thing.forged"}})
    return 1


async def _forge_a_checkpoint(chance: random.Random) -> int:
    """Change what was signed, or sign with another key."""
    (row,) = await AuditCheckpoint.select()
    other = Checkpoint.sign(row["size"], bytes(32), LogKey.new("portal.example/trail"))
    place = chance.randrange(len(row["note"]))
    note = chance.choice([str(other), row["note"][:place] + "x" + row["note"][place + 1 :], ""])
    changed = note if note != row["note"] else row["note"] + "y"
    await AuditCheckpoint.update({"note": changed}).where(AuditCheckpoint.size == row["size"])
    return SIGNED


async def _add_a_subtree(chance: random.Random) -> int:
    await AuditSubtree.insert(AuditSubtree(id=key_of(chance.randint(0, 8), 0), digest="0" * 64))
    return EVENTS + 1


TAMPERINGS: list[Tampering] = [
    *(_edit, _edit, _edit, _delete, _swap, _truncate, _renumber, _add, _add_before_the_first),
    *(_move_the_head, _empty, _hash_again, _rewrite, _forge_a_checkpoint, _add_a_subtree),
]
