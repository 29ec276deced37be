"""What is hashed as it is stored is found changed as surely as what is taken to pieces."""

from pathlib import Path

import pytest

from core.actor import Actor
from core.audit import note
from core.audit.checkpoints import sign_checkpoint
from core.audit.quick_leaves import quick_leaves
from core.audit.reading import stored_texts
from core.audit.subtrees import key_of
from core.audit.tables import AuditEvent, AuditSubtree
from core.audit.verification import Broken, verify
from core.database import Database, connect
from tests.core.audit import trail

pytestmark = pytest.mark.both_databases

ODD = 'a"b\\c\\"d\n\t\x01\x7f é  😀 {},:"number":7'


async def _is_quick(count: int) -> bool:
    rows = await stored_texts(count)
    return rows is not None and quick_leaves(rows, 0) is not None


async def test_events_of_any_text_are_hashed_as_they_are_stored(database: Database) -> None:
    await note(ODD, by=Actor("person", None, ODD, ODD, ODD), subject=(ODD, ODD), told=ODD, more={ODD: [ODD]})
    await note("thing.changed", by=trail.PERSON)
    await note("thing.changed", by=trail.PERSON, subject=("", ""))
    assert await _is_quick(3)
    assert (await verify()).number == 3


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("salt", lambda row: row["salt"].upper()),
        ("salt", lambda row: " " + row["salt"][:-1]),
        ("salt", lambda _: ""),
        ("leaf", lambda row: row["leaf"].upper()),
        ("leaf", lambda _: None),
        ("subject_kind", lambda _: None),
        ("subject", lambda _: 'null,"subject_kind":"thing'),
        ("action", lambda _: 'thing.changed","actor_kind":"person'),
        ("details", lambda row: row["details"] + " "),
        ("details", lambda _: '{"number":1},"number":2,"subject":"one","subject_kind":"thing"'),
        ("details", lambda _: '{"number":0,"number":1}'),
    ],
)
async def test_a_value_written_in_another_way_is_found(database: Database, column: str, value) -> None:
    await trail.write_at_once(3)
    await trail.without_protection(database)
    (row,) = await AuditEvent.select().where(AuditEvent.number == 2)
    try:
        await AuditEvent.update({column: value(row)}).where(AuditEvent.number == 2)
    except Exception:
        assert database.kind == "postgres" or value(row) is None, "the database itself refuses it"
        return
    assert not await _is_quick(3)
    with pytest.raises(Broken, match="event 2: is not as it was written"):
        await verify()


async def test_a_moment_written_in_another_way_is_found(sqlite_url: str) -> None:
    database = await connect(sqlite_url)
    try:
        await trail.write_at_once(3)
        await trail.without_protection(database)
        for edit in ("substr(at, 1, 19) || '.000000+00:00'", "replace(at, '+00:00', 'Z     ')", "at || ' '"):
            await AuditEvent.raw(f"UPDATE audit_event SET at = {edit} WHERE number = 2")
            assert not await _is_quick(3)
            with pytest.raises(Broken, match="event 2"):
                await verify()
    finally:
        await database.close()


async def test_a_part_of_the_tree_is_named_before_what_is_wrong_behind_it(
    database: Database, tmp_path: Path
) -> None:
    await trail.write_at_once(250)
    await sign_checkpoint(trail.settings(tmp_path))
    await trail.write_at_once(20)
    assert (await verify()).number == 270
    await trail.without_protection(database)
    await AuditEvent.update({AuditEvent.actor_name: "Nobody"}).where(AuditEvent.number == 265)
    with pytest.raises(Broken, match="event 265: is not as it was written"):
        await verify()
    await AuditSubtree.delete().where(AuditSubtree.id == key_of(1, 0))
    with pytest.raises(Broken, match="event 256: ends a part of the tree whose record is another"):
        await verify()
    await AuditEvent.delete().where((AuditEvent.number > 99) & (AuditEvent.number < 260))
    with pytest.raises(Broken, match="event 100: is missing"):
        await verify()
