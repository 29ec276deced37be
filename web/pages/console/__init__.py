"""The console: what people who work for the site see."""

from web.pages.console import (
    access_file,
    activate,
    agreement,
    assign,
    away,
    bulk,
    case,
    case_people,
    changes,
    export,
    give_back,
    handing_over,
    help_in,
    home,
    leavers,
    messages,
    person,
    practice,
    queues,
    review,
    reviews,
    search,
    set_up,
    texts,
    views,
    wait,
    who,
    work,
    work_others,
    write,
)

_FAMILIES = (
    set_up, home, queues, assign, messages, case, case_people, access_file, agreement, give_back, activate,
    bulk, work, work_others, write, wait, texts, views, export, away, help_in, who, search, person, practice,
    leavers, handing_over, changes, reviews, review,
)  # fmt: skip
handlers = [handler for family in _FAMILIES for handler in family.handlers]
