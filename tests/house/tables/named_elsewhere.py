"""Kinds of events whose name is not written in the call that writes them: each file that has such a call."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.audit.leaves import RETIRED
from core.enrollment.states import ENROLLMENT
from core.provisioning.late import CHANGES, REMOVALS
from tests.house.source import python_files, short

_INDIRECT = re.compile(r"(?<!def )(?<![\w.])(?:change|note|refused?|Event)\(\s*(?:f\"|[^\W\d][\w.]*\s*,)")
# Named after the state that something comes to, as `happening` reads from the tables of moves.
_OF_MOVES = (
    *("core/access/grant_moves.py", "core/access/request_moves.py", "core/agreements/moving.py"),
    *("core/groups/appointments.py", "core/groups/authorizations.py", "core/groups/group_moves.py"),
    *("core/groups/membership.py", "core/joining/joins.py", "core/office/change_requests.py"),
)
# The functions of the trail themselves, others that are called alike, and who is told the name by a literal.
_NONE = (
    *("core/audit/actions.py", "core/identity/refusals.py", "core/identity/choosing.py"),
    *("core/enrollment/storing.py", "core/requests/in_practice.py", "core/requests/site_openings.py"),
    *("web/pages/console/case_parts.py", "web/pages/requests/request_page.py"),
)
NAMED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((*_OF_MOVES, *_NONE), ()),
    "core/agreements/actions/signing.py": tuple(
        f"agreement.{each}-refused" for each in ("read", "signed", "declined")
    ),
    "core/audit/retiring.py": (RETIRED,),
    "core/console/away.py": ("request.handed-on", "work.handed-on"),
    "core/console/visits.py": tuple(
        f"{each}.viewed" for each in ("group", "member", "misuse", "person", "trail", "work")
    ),
    "core/demo_mark.py": ("demo.started",),
    "core/enrollment/moves.py": tuple(f"enrollment.{each}" for each in ENROLLMENT.table),
    "core/mail/worker.py": ("mail.dead", "mail.refused", "mail.sent"),
    "core/provisioning/late.py": (CHANGES, REMOVALS),
    "core/provisioning/people.py": tuple(
        f"work.{each}" for each in ("assigned", "completed", "refused-by-people", "step", "taken")
    ),
    "core/provisioning/recording.py": ("work.given-up", "work.handed-over"),
    "core/requests/corrections.py": ("request.corrected", "request.taken-back"),
    "core/running/changing.py": ("site.change-undone", "site.changed"),
}


def written_indirectly() -> set[str]:
    """The files with a call that writes an event and doesn't say its kind."""
    return {short(file) for file in python_files("core", "web") if _INDIRECT.search(file.read_text("utf-8"))}
