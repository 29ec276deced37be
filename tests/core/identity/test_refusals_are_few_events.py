"""What strangers are refused goes through one helper, which writes a few events for many refusals."""

import ast
from pathlib import Path

import core
from core.audit.tables import AuditEvent
from core.database import Database
from core.identity.refusals import refuse
from tests.core.identity.conftest import SOMEBODY

# The helper itself; limits, which note the first refusal of a period; and what staff are refused.
MAY_NOTE_EACH = {"audit/actions.py", "identity/refusals.py", "identity/policy.py", "console/bulk.py"}


def notes_each(source: str) -> bool:
    """Whether a file writes an event for every refusal."""
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "refused"
        for node in ast.walk(ast.parse(source))
    )


def test_nothing_else_writes_an_event_for_every_refusal() -> None:
    root = Path(core.__file__).parent
    found = {str(path.relative_to(root)) for path in root.rglob("*.py") if notes_each(path.read_text())}

    assert found <= MAY_NOTE_EACH


def test_a_refusal_that_is_noted_each_time_is_seen() -> None:
    assert notes_each('async def f():\n    await refused("x", by=by)')


async def test_a_thousand_refusals_in_an_hour_are_four_events_that_say_how_many(
    database: Database, clock
) -> None:
    for _ in range(1000):
        await refuse("test.refused", "somebody", by=SOMEBODY)
    rows = await AuditEvent.select(AuditEvent.details).order_by(AuditEvent.number).output(load_json=True)
    assert [row["details"].get("times", 1) for row in rows] == [1, 10, 100, 1000]

    clock.advance(hours=1)
    await refuse("test.refused", "somebody", by=SOMEBODY)
    assert await AuditEvent.count() == 5
