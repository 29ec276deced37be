"""Where a trail ended that is put back from a backup."""

from typing import Any

from core.audit.tables import AuditHead


async def put_end(number: int, frontier: str) -> None:
    """Have an empty trail, whose events were put back, end where it did; in the transaction of that."""
    if number:
        end: dict[Any, Any] = {AuditHead.number: number, AuditHead.frontier: frontier}
        await AuditHead.update(end).where(AuditHead.id == 1)
