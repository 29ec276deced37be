"""Makes a distribution with one application, as an installer would leave it on the path."""

from pathlib import Path
from uuid import uuid4

import pytest

from core.plugin_api import ENTRY_POINTS

GOOD = """
from core.plugin_api import About, ByPeople, ClinicalApplication, Eligibility, NoFields, hookimpl

WORK = ByPeople(to_grant=("Do it",), to_revoke=("Undo it",), to_check=("Look",))

def application(**changes):
    made = dict(
        slug="SLUG", name="An application", summary="It does something.", fields=NoFields, provisioner=WORK,
        eligibility=Eligibility(suffix_kinds=frozenset({"provider"})),
    )
    return ClinicalApplication(**{**made, **changes})
"""
YIELDS = "\n@hookimpl\ndef clinical_applications():\n    yield application({changes})\n"


def install(
    folder: Path, monkeypatch: pytest.MonkeyPatch, slug: str, source: str = "", *, changes: str = ""
) -> str:
    """Puts a plugin on the path: `source` after a good beginning, or a hook that yields it with `changes`."""
    module = f"plugin_{uuid4().hex}"
    text = GOOD.replace("SLUG", slug) + (source or YIELDS.format(changes=changes))
    (folder / f"{module}.py").write_text(text, "utf-8")
    info = folder / f"{module}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[{ENTRY_POINTS}]\n{slug} = {module}\n", "utf-8")
    monkeypatch.syspath_prepend(str(folder))
    return module
