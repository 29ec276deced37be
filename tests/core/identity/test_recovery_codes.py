"""A recovery code works once, and after a change of the secret too."""

import asyncio
from uuid import UUID

import pytest

from core.identity import Identity
from core.keys import Keys
from core.mfa import recovery_codes


@pytest.mark.both_databases
async def test_a_recovery_code_works_once_among_many_replays(identity: Identity, ada: UUID) -> None:
    codes = await recovery_codes.replace(ada, identity.keys)

    taken = await asyncio.gather(*(recovery_codes.use(ada, codes[0], identity.keys) for _ in range(50)))

    assert sum(taken) == 1
    assert await recovery_codes.left(ada) == 9


async def test_a_recovery_code_outlives_a_change_of_the_secret(identity: Identity, ada: UUID) -> None:
    codes = await recovery_codes.replace(ada, identity.keys)

    assert not await recovery_codes.use(ada, codes[0], Keys("another-secret" * 4, "p3pper-" * 8))
    newer = Keys("another-secret" * 4, "p3pper-" * 8, former=["k3y-" * 16])
    assert await recovery_codes.use(ada, codes[0], newer)
