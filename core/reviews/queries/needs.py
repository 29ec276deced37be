"""The one statement that finds all that somebody needs to do, with what they need to do in reviews."""

from __future__ import annotations

from core.groups.rights import groups_sponsored_by
from core.office.possible import REACHED
from core.requests.queries.needs import Part, statement_with

_REACHED = ", ".join(f"'{state}'" for state in sorted(REACHED))
# As `whose` in this room's `reviews.py` has it of what is looked at again and nobody has answered.
_SECOND = f"""
SELECT 1 FROM review_answer AS a JOIN access_grant AS x ON x.id = a."grant"
  JOIN member AS m ON m.id = a.member
WHERE a.review = v.id AND a.second AND NOT a.unsure AND a.answer IN ('look', 'ask')
  AND x.state IN ({_REACHED}) AND m.state <> 'left' AND (v.cause <> 'dormancy' OR m.state = 'dormant')
  AND m.id <> p.member
"""  # noqa: S608 - constants of ours
EVERY_NEED = statement_with(
    Part(
        """
SELECT 'review', v.id, '', g.name, '', v.cause, CAST(v.due_on AS TEXT), '', NULL, NULL
FROM access_review AS v JOIN practice_group AS g ON g.id = v."group"
WHERE v."group" IN (SELECT "group" FROM mine) AND v.open_for IS NOT NULL AND v.state IN ('recall', 'lines')
"""
    ),
    Part(
        f"""
SELECT 'second-look', v.id, '', g.name, '', v.cause, CAST(v.due_on AS TEXT), '', NULL, NULL
FROM access_review AS v JOIN practice_group AS g ON g.id = v."group"
  JOIN appointment AS p ON p."group" = g.id AND p.part = 'sponsor' AND p.state = 'in-force'
WHERE v."group" IN ({{}}) AND v.open_for IS NOT NULL AND v.state = 'second' AND EXISTS ({_SECOND})
  AND NOT EXISTS (SELECT 1 FROM appointment AS o WHERE o.member = p.member AND o.state = 'in-force'
    AND o.part IN ('administrator', 'backup'))
""",  # noqa: S608 - constants of ours
        (groups_sponsored_by,),
    ),
)
