"""A reader, the portal that writes for them, and what a program for PDFs reads in the outcome."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from core.guides.queries import Asked, Reader
from core.portal import Portal
from tests.practices import portal_for

Words = Callable[[bytes], str]


@pytest.fixture(scope="session")
def portal() -> Portal:
    return portal_for()


@pytest.fixture
def reader(portal: Portal) -> Reader:
    """Somebody new who was asked for two applications by one practice."""
    asked = tuple(
        Asked(slug, portal.applications[slug].name, ("Peaks",), False) for slug in ("pacs", "cerner")
    )
    return Reader(
        "Amara Okafor", "aokafor", "aokafor@connectivity.bannerhealth.com", False, ("Peaks",), asked
    )


@pytest.fixture
def words(tmp_path: Path) -> Words:
    """The words of a PDF that another program finds sound, with single spaces."""

    def read(pdf: bytes) -> str:
        file = tmp_path / "read.pdf"
        file.write_bytes(pdf)
        subprocess.run(["qpdf", "--check", str(file)], check=True, capture_output=True)
        said = subprocess.run(
            ["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True
        )
        return re.sub(r"\s+", " ", said.stdout)

    return read
