"""The console: what people who work for the site see."""

from web.pages.support import activate, agreement, case, give_back, home, messages, queues, set_up, who, work

_FAMILIES = (set_up, home, queues, messages, case, agreement, give_back, activate, work, who)
handlers = [handler for family in _FAMILIES for handler in family.handlers]
