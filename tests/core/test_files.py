"""What the product keeps is for its owner alone, and whatever is wider is named."""

from pathlib import Path

from core.files import close_to_others, open_to_others, own_files


def test_wide_files_are_named_with_their_mode_and_can_be_closed(tmp_path: Path) -> None:
    folder, database = tmp_path / "data", tmp_path / "elsewhere.sqlite"
    (folder / "inner").mkdir(parents=True)
    for file in (folder / "inner" / "key", database, tmp_path / "elsewhere.sqlite-wal"):
        file.touch()
        file.chmod(0o644)
    folder.chmod(0o755)
    (folder / "inner").chmod(0o700)
    (folder / "away").symlink_to("/etc")

    files = own_files(folder, database)
    assert open_to_others(files) == [
        f"{folder} has the mode 0755 and must have 0700",
        f"{folder / 'inner' / 'key'} has the mode 0644 and must have 0600",
        f"{database} has the mode 0644 and must have 0600",
        f"{database}-wal has the mode 0644 and must have 0600",
    ]
    close_to_others(files)
    assert open_to_others(files) == []
    assert Path("/etc").stat().st_mode & 0o055 == 0o055


def test_what_is_not_there_is_not_wide(tmp_path: Path) -> None:
    assert own_files(tmp_path / "none", tmp_path / "none.sqlite") == []
