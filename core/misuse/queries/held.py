"""What holds cover of the trail."""

from __future__ import annotations

from uuid import UUID

from core.audit.holds import Hold, lasting
from core.audit.reading import IN_TRAIL
from core.audit.tables import AuditEvent
from core.office.queries.log import KEYS

# Everything that events of a practice are about, also what was typed before it was one, and cases of misuse.
_PRACTICE = f"""SELECT CAST(k.key AS VARCHAR) FROM ({KEYS}) AS k
UNION ALL SELECT CAST(g.enrollment AS VARCHAR) FROM practice_group AS g WHERE g.id = {{}}
UNION ALL SELECT CAST(d.id AS VARCHAR) FROM enrollment AS d WHERE d."group" = {{}}
UNION ALL SELECT CAST(c.id AS VARCHAR) FROM misuse_case AS c WHERE c."group" = {{}}"""  # noqa: S608 - constants of ours
# A person is held by their own key or by that of a membership; whoever they turn out to be is held too.
_HUMANS = (
    "(SELECT p.id FROM person AS p WHERE p.id = {} UNION SELECT m.person FROM member AS m WHERE m.id = {})"
)
_MEMBERS = f"(SELECT m.id FROM member AS m WHERE m.id = {{}} OR m.person IN {_HUMANS})"  # noqa: S608 - constants of ours
_ACCOUNTS = f"(SELECT p.account FROM person AS p WHERE p.id IN {_HUMANS})"  # noqa: S608 - constants of ours
_PERSON = f"""SELECT CAST(p.id AS VARCHAR) FROM person AS p WHERE p.id IN {_HUMANS}
UNION ALL SELECT CAST(p.account AS VARCHAR) FROM person AS p WHERE p.id IN {_HUMANS}
UNION ALL SELECT CAST(m.id AS VARCHAR) FROM member AS m WHERE m.id IN {_MEMBERS}
UNION ALL SELECT CAST(g.id AS VARCHAR) FROM access_grant AS g WHERE g.member IN {_MEMBERS}
UNION ALL SELECT CAST(w.id AS VARCHAR) FROM work_item AS w
JOIN access_grant AS g ON g.id = w."grant" WHERE g.member IN {_MEMBERS}
UNION ALL SELECT CAST(a.id AS VARCHAR) FROM appointment AS a WHERE a.member IN {_MEMBERS}
UNION ALL SELECT CAST(z.id AS VARCHAR) FROM member_authorization AS z WHERE z.member IN {_MEMBERS}
UNION ALL SELECT CAST(c.id AS VARCHAR) FROM misuse_case AS c WHERE c.member IN {_MEMBERS}"""  # noqa: S608 - constants of ours
_COVERED = {
    "practice": f"e.subject IN ({_PRACTICE})",
    "person": f"(e.subject IN ({_PERSON}) OR e.actor_account IN {_ACCOUNTS})",
}
# A sum is in no index: the trail is not read from its beginning.
_FIRST = "SELECT min(e.number + 0) AS number FROM audit_event AS e WHERE {in_trail} AND {covered}"
_IN_TRAIL = IN_TRAIL.replace("number BETWEEN", "e.number + 0 BETWEEN")


async def first_held() -> int | None:
    """Find the number of the first event that a hold covers; None when none does. One statement a hold."""
    found = [await _first_of(each) for each in await lasting()]
    return min((number for number in found if number is not None), default=None)


async def _first_of(hold: Hold) -> int | None:
    covered = _COVERED[hold.about.kind]
    values: list[UUID] = [hold.about.subject] * covered.count("{}")
    (row,) = await AuditEvent.raw(_FIRST.format(in_trail=_IN_TRAIL, covered=covered), *values)
    return row["number"] if row["number"] is None else int(row["number"])
