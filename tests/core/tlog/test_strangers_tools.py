"""What we prove, a package that shares no line with ours finds true: tiles, checkpoints and proofs."""

import hashlib
from pathlib import Path

import pytest
from tlog_scales import reader, signing, tiles, tlog
from tlog_scales.backend import LocalBackend

from core.tlog import Checkpoint, LogKey, Unsound, Verifiers
from core.tlog.proofs import EntryProof
from core.tlog.tiles import HashTile, Tiles, split
from core.tlog.tree import Frontier, consistency, consistent, included, inclusion, leaf_hash, root_of
from tests.core.tlog.grown import grown

SIZE = 70_000
SIZES = [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 1000, 65_535, 65_536, 65_537, SIZE]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our log of 70,000 leaves as files, in the shape in which logs are published."""
    made = tmp_path_factory.mktemp("log")
    levels = grown(SIZE)
    for level in range(0, 17, 8):
        hashes = levels[level]
        for start in range(0, len(hashes), 256):
            part = hashes[start : start + 256]
            file = made / HashTile(level // 8, start // 256, len(part)).path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"".join(part))
    return made


@pytest.fixture(scope="module")
def stranger(folder: Path) -> reader.TilesReader:
    made = reader.TilesReader(LocalBackend(folder))
    made.set_size(SIZE)
    return made


def ours(folder: Path) -> Tiles:
    async def fetch(tile: HashTile) -> list[bytes]:
        return split((folder / tile.path).read_bytes())

    return Tiles(SIZE, fetch)


def test_the_root_is_the_one_that_others_find(stranger: reader.TilesReader) -> None:
    frontier = Frontier()
    for number in range(SIZE):
        frontier.add(leaf_hash(hashlib.sha256(b"%d" % number).digest()))
        if frontier.size in SIZES:
            assert frontier.root == stranger.mth(0, frontier.size)
            assert Frontier.read(frontier.size, frontier.text) == frontier


async def test_every_proof_of_an_entry_is_the_one_that_others_make(
    folder: Path, stranger: reader.TilesReader
) -> None:
    for size in SIZES:
        root = stranger.mth(0, size)
        assert await root_of(size, ours(folder).node) == root
        for index in {0, size // 3, size // 2, size - 1}:
            path = await inclusion(index, size, ours(folder).node)
            leaf = leaf_hash(hashlib.sha256(b"%d" % index).digest())
            assert path == stranger.get_inclusion_proof(index, size).node_hashes
            tlog.InclusionProof(index, size, path).check(leaf, root)
            assert included(leaf, index, size, path, root)
            assert not included(root, index, size, path, root) or size == 1
            assert not included(leaf, index, size, [*path, root], root)
            assert not included(leaf, index + 1, size, path, root)


async def test_every_proof_that_nothing_was_changed_is_the_one_that_others_make(
    folder: Path, stranger: reader.TilesReader
) -> None:
    for old in SIZES:
        for new in [size for size in SIZES if size >= old]:
            roots = stranger.mth(0, old), stranger.mth(0, new)
            path = await consistency(old, new, ours(folder).node)
            assert path == stranger.get_consistency_proof(old, new).node_hashes
            tlog.ConsistencyProof(old, new, path).check(*roots)
            assert consistent((old, roots[0]), (new, roots[1]), path)
            assert not consistent((old, roots[1]), (new, roots[0]), path) or old == new
            assert not consistent((old, bytes(32)), (new, roots[1]), path)
            assert not consistent((old, roots[0]), (new, bytes(32)), path)
            assert not consistent((old, roots[0]), (new, roots[1]), [*path, roots[0]])


def test_addresses_of_tiles_are_the_usual_ones() -> None:
    for tile in (HashTile(0, 0), HashTile(1, 1_234_067), HashTile(0, 999, 3), HashTile(2, 1000, 255)):
        width = 0 if tile.width == 256 else tile.width
        assert tile.path == "/".join(tiles.tile_path(tile.level, tile.place, width))
        _, level, place = tile.path.split("/", 2)
        assert HashTile.parse(level, place) == tile


@pytest.mark.parametrize("place", ["1", "x001", "x000/001", "001.p/256", "001.p/0", "../001", "001/002", ""])
def test_no_other_address_is_a_tile(place: str) -> None:
    with pytest.raises(Unsound):
        HashTile.parse("0", place)


def test_a_checkpoint_is_read_by_others_and_theirs_by_us() -> None:
    key = LogKey.new("portal.example/trail")
    made = Checkpoint.sign(7, bytes(range(32)), key)
    theirs = tlog.Checkpoint.from_text(str(made))
    vkey = signing.Vkey.from_string(str(key.verifier))

    theirs.verify(vkey)
    assert (theirs.origin, theirs.size, theirs.root_hash) == (key.name, 7, bytes(range(32)))
    signer = signing.PlainEd25519Signer(key.name, key.seed)
    again = tlog.Checkpoint.make_signed(key.name, 7, bytes(range(32)), [signer]).serialize()
    assert again == str(made)
    assert Checkpoint.read(again, Verifiers([key.verifier])) == made
    assert LogKey.parse(key.text) == key


async def test_no_changed_byte_of_a_proof_is_taken(folder: Path, stranger: reader.TilesReader) -> None:
    key = LogKey.new("portal.example/trail")
    verifiers, index = Verifiers.parse([str(key.verifier)]), 12_345
    leaf = leaf_hash(hashlib.sha256(b"%d" % index).digest())
    checkpoint = Checkpoint.sign(SIZE, stranger.mth(0, SIZE), key)
    proof = EntryProof(
        index, tuple(await inclusion(index, SIZE, ours(folder).node)), checkpoint, b"what it was"
    )
    written = str(proof).encode()

    EntryProof.read(written.decode(), verifiers).require(leaf)
    begin = written.index(b"index")
    for place in range(begin, len(written)):
        changed = written[:place] + bytes([written[place] ^ 1]) + written[place + 1 :]
        with pytest.raises(Unsound):
            EntryProof.read(changed.decode("utf-8", "replace"), verifiers).require(leaf)


def test_a_proof_of_one_event_among_three_hundred_thousand_has_few_bytes() -> None:
    path = tuple(bytes(32) for _ in range((300_000 - 1).bit_length()))
    proof = EntryProof(299_999, path, Checkpoint.sign(300_000, bytes(32), LogKey.new("portal.example/trail")))

    assert 32 * len(path) <= 608 and len(str(proof)) < 1200
