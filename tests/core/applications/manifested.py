"""Sites with an application that is a file in their folder: the examples of the documentation."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from core.applications.manifests import FOLDER
from core.site import SiteProfile, find_site, load_site
from tests.house.source import ROOT

DOCUMENT = (ROOT / "docs" / "manifests.md").read_text("utf-8")
SMALLEST, LONGER = re.findall(r"^```toml\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)

_OF_APPLICATIONS = re.compile(r"^\[(?:plugins\.\w+|expected_days)\]\n(?:(?!\[).*\n?)*", re.MULTILINE)


def write_site(folder: Path, manifests: Mapping[str, str | bytes]) -> Path:
    """Copy the shipped profile, with these manifests by their slugs and nothing else switched on."""
    site = folder / "manifested"
    if not site.exists():
        shutil.copytree(find_site("banner"), site)
        profile = site / "profile.toml"
        text = _OF_APPLICATIONS.sub("", profile.read_text("utf-8"))
        sections = "".join(f"[plugins.{slug}]\n" for slug in manifests)
        profile.write_text(f"{text}\n{sections}", "utf-8")
    (site / FOLDER).mkdir(exist_ok=True)
    for slug, text in manifests.items():
        content = text if isinstance(text, bytes) else text.encode()
        (site / FOLDER / f"{slug}.toml").write_bytes(content)
    return site


def site_with(folder: Path, **manifests: str | bytes) -> SiteProfile:
    """Return the shipped site with these manifests by their slugs in place of its applications."""
    return load_site(write_site(folder, manifests))
