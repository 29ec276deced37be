"""What happens by date to members, grants and mails that wait: the handlers of core/due."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from core.access.absence import BEGINS, ENDS, begin_when_due, end_when_due
from core.access.authorizing import telling_who_was_asked
from core.access.grant_moves import OVER
from core.access.leaving import ACCESS_ENDS, expire_when_due, leave_when_due
from core.access.naming import forget_when_over
from core.access.on_authority import seeing_to_authority
from core.due.worker import Handler
from core.groups.membership import LAST_DAY
from core.groups.question import QUESTION, remind_when_due
from core.groups.rights import administrators_reached
from core.mail.summaries import summaries
from core.portal import Portal


def handlers(portal: Portal) -> Mapping[str, Handler]:
    """Return the handler of each kind."""
    return {
        LAST_DAY: partial(leave_when_due, portal),
        ACCESS_ENDS: partial(expire_when_due, portal),
        BEGINS: partial(begin_when_due, portal),
        ENDS: partial(end_when_due, portal),
        OVER: partial(forget_when_over, portal),
        QUESTION: partial(remind_when_due, portal.mail),
        **telling_who_was_asked(portal),
        **seeing_to_authority(portal),
        **summaries(portal.mail, administrators_reached),
    }
