"""`portal demo` as a person runs it."""

from pathlib import Path

from core.demo import PASSWORD
from core.demo.sign_ins import STORIES
from tests.web.test_commands import run


def settings_of(folder: Path, **more: str) -> dict[str, str]:
    given = {
        "PORTAL_DEMO": "true",
        "PORTAL_SITE": "banner",
        "PORTAL_DATA_FOLDER": str(folder),
        "PORTAL_DATABASE_URL": f"sqlite:///{folder / 'portal.sqlite'}",
    }
    return {**given, **more}


def test_a_demo_prints_everybody_with_a_code_and_may_be_repeated(tmp_path: Path):
    for arguments in (("demo",), ("demo",), ("demo", "--codes")):
        result = run(*arguments, **settings_of(tmp_path))
        assert result.exit_code == 0, result.output
        assert PASSWORD in result.output
        assert result.output.count("@demo-clinic.example") == len(STORIES)


def test_made_up_people_stay_out_of_a_real_site(tmp_path: Path):
    result = run("demo", **settings_of(tmp_path, PORTAL_DEMO="false"))
    assert result.exit_code == 1
    assert result.output.startswith("demo: is off")
    assert not (tmp_path / "portal.sqlite").exists()
