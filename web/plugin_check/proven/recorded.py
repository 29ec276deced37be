"""What only a product can prove that has recorded how it was used, or has more than one version."""

from __future__ import annotations

from collections.abc import Iterator

from core import plugin_api
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Exempt, Subject, Unanswered


@rule("P2", Level.PROVEN, "Every branch of its provisioner and rules is tested")
def branches(_subject: Subject) -> Iterator[str]:
    """The tests of the plugin go through every branch of its provisioner and of its rules.

    Why: the branch that no test takes is the one that a practice finds.

    To fix it: write a test for each branch, or take the branch out.
    """
    raise Unanswered("coverage is not part of the product’s development, so nobody counts branches here")


@rule("P4", Level.PROVEN, "A shadow run over recorded events is equal")
def shadow(_subject: Subject) -> Iterator[str]:
    """A new version does the same as the one before it on a thousand recorded events.

    Why: what a new version does otherwise should be what its author meant, and nothing more.

    To fix it: run `portal plugin compare` at a site, read what differs, and bump `fields_version` where it is
    meant.
    """
    raise Unanswered("what a site recorded stays there: its operator runs portal plugin compare")


@rule("P6", Level.PROVEN, "It passes on this version of the plugin API and on the one before")
def versions(_subject: Subject) -> Iterator[str]:
    """Every rule below holds on both versions.

    Why: sites upgrade the product and the plugins on different days.

    To fix it: use what came with this version only where it is there.
    """
    version = getattr(plugin_api, "VERSION", "1.0")
    if version.partition(".")[0] == "1":
        raise Exempt(f"there is no version of the plugin API before {version}")
    raise Exempt(f"the plugin API before {version} is not kept beside this product")
