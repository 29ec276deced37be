"""The console: what people who work for the site see."""

from web.pages.console import (
    activate,
    agreement,
    assign,
    bulk,
    case,
    give_back,
    home,
    messages,
    person,
    practice,
    queues,
    search,
    set_up,
    who,
    work,
)

_FAMILIES = (
    set_up, home, queues, assign, messages, case, agreement, give_back, activate, bulk, work, who, search,
    person, practice
)  # fmt: skip
handlers = [handler for family in _FAMILIES for handler in family.handlers]
