"""Going on with activations that fell asleep while their practice could have nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core import clock
from core.groups.tables import ActivationWork


async def wake(group: UUID) -> None:
    """Have the activation of a group go on, if one sleeps; part of the change that lets it."""
    values: dict[Any, Any] = {ActivationWork.due: clock.now()}
    asleep = (ActivationWork.group == group) & ActivationWork.due.is_null()
    await ActivationWork.update(values).where(asleep)
