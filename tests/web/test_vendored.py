"""Files from elsewhere are the ones that were taken in, and the site's colours reach them and can be read."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.site.loading import SITES
from web.assets import STATIC
from web.commands import portal
from web.vendored import VENDOR, load_manifest, wrong_files

APP_CSS = (STATIC / "app.css").read_text("utf-8")
GOVUK_CSS = (VENDOR / "govuk-frontend" / "govuk.css").read_text("utf-8")
WHITE = "#ffffff"
BLACK = "#0b0c0c"


def test_the_vendored_files_are_as_recorded() -> None:
    assert wrong_files() == []
    assert {package.version for package in load_manifest().packages} == {"6.6.0", "2.0.11", "3.2.2"}


def test_a_changed_a_missing_and_a_foreign_file_are_each_named(tmp_path: Path) -> None:
    vendor = Path(shutil.copytree(VENDOR, tmp_path / "vendor"))
    with (vendor / "htmx" / "htmx.min.js").open("a") as file:
        file.write(" ")
    (vendor / "altcha" / "sha.js").unlink()
    (vendor / "extra.js").write_text("")
    assert wrong_files(vendor) == [
        "altcha/sha.js: is missing",
        "extra.js: is not in MANIFEST.json",
        "htmx/htmx.min.js: is not the file that was taken in",
    ]


def test_the_command_says_what_was_verified() -> None:
    result = CliRunner().invoke(portal, ["assets", "verify"])
    assert result.exit_code == 0
    assert "htmx.org 2.0.11 (0BSD)" in result.output


def test_nothing_of_the_british_government_is_shipped() -> None:
    assert "GDS Transport" not in GOVUK_CSS
    assert "govuk-header" not in GOVUK_CSS
    assert "govuk-footer" not in GOVUK_CSS
    assert "url(" not in GOVUK_CSS


def test_every_variable_handed_to_the_vendored_styles_is_used_there() -> None:
    mapped = re.findall(r"^\s+(--govuk-[a-z-]+-colour):", APP_CSS, re.MULTILINE)
    assert mapped
    assert [name for name in mapped if f"var({name}" not in GOVUK_CSS] == []


def test_no_style_loads_anything() -> None:
    for sheet in [*STATIC.rglob("*.css"), *SITES.glob("*/site.css")]:
        assert re.findall(r"@import|url\(|@font-face", sheet.read_text("utf-8")) == [], sheet


def tokens(*sheets: str) -> dict[str, str]:
    """The site's colours after the style sheets in their order; one may name another."""
    found = {
        name: value for sheet in sheets for name, value in re.findall(r"(--site-[a-z-]+):\s*([^;]+);", sheet)
    }
    return {name: found[value[4:-1]] if value.startswith("var(") else value for name, value in found.items()}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    "sheet",
    [None, *sorted(SITES.glob("*/site.css"))],
    ids=lambda sheet: sheet.parent.name if sheet else "default",
)
def test_the_colours_of_each_site_can_be_read(sheet: Path | None) -> None:
    site = tokens(APP_CSS, sheet.read_text("utf-8") if sheet else "")
    text = [
        (site["--site-brand-text"], site["--site-brand"]),
        (site["--site-brand-text"], site["--site-action"]),
        (site["--site-brand-text"], site["--site-action-dark"]),
        (site["--site-link"], WHITE),
        (site["--site-link"], site["--site-tint"]),
        (site["--site-brand-dark"], WHITE),
        (site["--site-success"], WHITE),
        (site["--site-error"], WHITE),
        (BLACK, site["--site-focus"]),
        (BLACK, site["--site-tint"]),
    ]
    graphics = [
        (site["--site-brand"], WHITE),
        (site["--site-success"], WHITE),
        (site["--site-focus"], site["--site-brand"]),
    ]
    assert [pair for pair in text if contrast(*pair) < 4.5] == []
    assert [pair for pair in graphics if contrast(*pair) < 3] == []


def test_a_site_sets_only_tokens_that_exist() -> None:
    known = set(re.findall(r"(--site-[a-z-]+):", APP_CSS))
    for sheet in SITES.glob("*/site.css"):
        text = sheet.read_text("utf-8")
        assert set(re.findall(r"(--[a-z-]+):", text)) <= known
        assert len(text.splitlines()) <= 20
