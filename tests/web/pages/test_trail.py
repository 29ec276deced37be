"""What the trail publishes, as machines of others read it: with a package of theirs, and with a witness."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner
from litestar import Litestar
from tlog_scales import reader, signing

from core.audit.checkpoints import KEPT, sign_checkpoint
from core.audit.signing import trail_key
from core.audit.tables import AuditCheckpoint
from core.database import connect
from tests.core.audit.trail import rewrite, settings, without_protection, write
from tests.web.people import Client
from tests.web.test_serving import Served
from web.commands import portal


class Fetched:
    """What was fetched of a log, as the package reads it."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def get(self, *path: str) -> bytes | None:
        return self.files.get("/".join(path))


async def test_a_package_of_others_reads_the_published_log(app: Litestar, stranger: Client) -> None:
    own = app.state.settings
    assert (await stranger.get("/trail/checkpoint")).status_code == 404
    await write(300)
    await sign_checkpoint(own)

    fetched = Fetched()
    for path in ("checkpoint", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"):
        answer = await stranger.get(f"/trail/{path}")
        assert answer.status_code == 200, path
        fetched.files[path] = answer.content
    tree = reader.TilesReader(fetched)
    checkpoint = tree.get_checkpoint()

    checkpoint.verify(signing.Vkey.from_string(str(trail_key(own).verifier)))
    assert checkpoint.size == 300 and tree.calculate_root_hash() == checkpoint.root_hash
    tree.get_consistency_proof(7, 300).check(tree.mth(0, 7), checkpoint.root_hash)
    for path in ("tile/0/001.p/45", "tile/0/001", "tile/x/000", "tile/0/..%2f000", "tile/0/%00"):
        assert (await stranger.get(f"/trail/{path}")).status_code in (400, 404), path


@pytest.fixture
def witness(tmp_path: Path):
    def look(url: str, key: str):
        words = ["audit", "witness", url, "--key", key, "--file", str(tmp_path / "seen"), "--once"]
        return CliRunner().invoke(portal, words)

    return look


async def _tamper(url: str, folder: Path) -> None:
    database = await connect(url)
    await without_protection(database)
    await rewrite({2: {"actor_name": "Nobody"}})
    await AuditCheckpoint.delete(force=True)
    (folder / KEPT).unlink()
    await sign_checkpoint(settings(folder))
    await database.close()


async def _sign(url: str, folder: Path) -> None:
    database = await connect(url)
    await write(9)
    await sign_checkpoint(settings(folder))
    await database.close()


def test_a_witness_on_another_machine_ends_when_the_past_is_changed(tmp_path: Path, witness) -> None:
    folder = tmp_path / "portal"
    folder.mkdir()
    url, key = f"sqlite:///{folder / 'portal.sqlite'}", str(trail_key(settings(folder)).verifier)
    served = Served(folder)
    try:
        served.until_it_answers()
        assert witness(served.address, key).exit_code == 2, "nothing is signed yet"
        asyncio.run(_sign(url, folder))
        seen = witness(served.address, key)
        assert seen.exit_code == 0 and "events, root" in seen.output
        assert witness(served.address, key).exit_code == 0

        asyncio.run(_tamper(url, folder))

        found = witness(served.address, key)
        assert found.exit_code == 1 and "is not to be trusted: it was rewritten" in found.output
    finally:
        served.process.kill()
        served.process.wait()
    assert witness(served.address, key).exit_code == 2
    assert witness("nonsense", key).exit_code == 2
    assert witness(served.address, "nonsense").exit_code == 1
