"""A trail of which nothing could be signed is backed up as broken, and comes back where that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.backup.archive import BackupFaults
from core.backup.making import BACKED_UP, back_up
from tests.core.backup.faulty import Deployment


async def test_what_was_signed_last_and_is_no_proof_any_more_makes_no_good_backup(
    here: Deployment, there: Deployment, tmp_path: Path
) -> None:
    (here.settings.data_folder / "trail-checkpoint").write_bytes(b"Something else")
    backup = await back_up(tmp_path / "x.backup", here.settings, here.site)
    assert "what was signed last can’t be read" in backup.manifest.trail.fault and backup.not_signed
    assert not (here.settings.data_folder / BACKED_UP).exists()
    with pytest.raises(BackupFaults) as refused:
        await there.restored(tmp_path / "x.backup")
    # Nothing is said of the key, which is the right one.
    assert len(refused.value.faults) == 1 and "was broken when it was made" in str(refused.value)
    restored = await there.restored(tmp_path / "x.backup", with_broken_trail=True)
    assert restored.trail == backup.manifest.trail.fault
