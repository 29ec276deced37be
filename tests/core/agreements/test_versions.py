"""Before a new version is published it is counted whom it concerns, and who is signing the old one."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.agreements.versions import bound_by_earlier, under_way
from core.database import Database
from tests.conftest import MovableClock
from tests.core.agreements.sample import MANAGER, OFFICER, SPONSOR, sent


@pytest.mark.both_databases
async def test_who_is_signing_the_old_text_is_counted_and_finishes_with_it(
    database: Database, clock: MovableClock, tmp_path: Path, data: Path
) -> None:
    agreement = await sent(tmp_path)
    slug = agreement.signing.site.agreement.slug
    assert (await under_way(slug, "1")).agreements == 0
    await agreement.sign(SPONSOR)
    await agreement.prove(MANAGER)

    waits = await under_way(slug, "2")

    assert (waits.agreements, waits.begun, waits.open_now) == (1, 1, 1)
    (named,) = waits.newest
    assert named.name == "Desert Sun Family Medicine"
    assert named.signers == (MANAGER.name, OFFICER.name)
    assert (await bound_by_earlier(slug, "2", None)).groups == 0
