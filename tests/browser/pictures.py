"""The pictures of the guides in docs/: which there are, and how each page is reached.

`make pictures` draws them all anew, from the demo of one site at one moment. A step names what it touches as
Playwright finds it; a page that has changed stops the script.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Step = tuple[Literal["press", "keys", "type"], str]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: who looks at which page, what is done there first, and which part of it is drawn.

    The part goes from the top of the first element to the bottom of `to`, over the whole width, and ends
    after `high` pixels at the latest.
    """

    name: str
    who: str
    at: str
    way: tuple[Step, ...] = ()
    part: str = "main"
    to: str = ""
    high: int = 760
    width: int = 1280


def _h2(words: str) -> str:
    return f'main h2:text-is("{words}")'


def choose(words: str) -> Step:
    """A radio button or tick box with these words."""
    return "press", f'main label:has-text("{words}")'


def write(label: str, text: str) -> Step:
    """What is typed into the field with this label."""
    return "type", f"{label}: {text}"


def press(words: str) -> Step:
    """A button or link with these words that is pressed, or what is folded away and opened."""
    return "press", f'main :is(a, button, summary):has-text("{words}") >> visible=true'


REGISTER = press("Continue the registration")
LIST = press("People and application access")
GRACE = (press("Grace Kim"), press("Open the page"))
HEADING, CHECKED = "main h1", "text=/^Still to be checked/"
LAST_DAY = (press("End all access"), choose("Now"), write("Reason", "New position elsewhere"))

OF_ADMINISTRATORS = (
    Picture("tasks", "oscar", "/requests", (REGISTER,), part="body", to="main"),
    Picture("people", "oscar", "/requests", (REGISTER, LIST), part=HEADING, to="main table", high=723),
    Picture("list", "paula", "/requests", (REGISTER, LIST, press("Check the list")), high=790),
    Picture("signers", "quentin", "/requests/CS0001001", to="main summary"),
    Picture("progress", "tamara", "/requests/CS0001004", high=680),
    Picture("progress-phone", "tamara", "/requests/CS0001004", part="body", to="main", width=390, high=740),
    Picture("emails", "tamara", "/requests/CS0001004/mails", to="main tbody tr >> nth=5"),
    Picture("practice", "tamara", "/office", part="body", high=790),
    Picture("new-person", "tamara", "/office", (press("Add people"), press("Add a new person")), high=690),
    Picture("staff-list", "tamara", "/office", (press("Check your staff list"),)),
    Picture("person", "tamara", "/office", GRACE, high=860),
    Picture("leaving", "tamara", "/office", (*GRACE, *LAST_DAY)),
    Picture("edit-practice", "tamara", "/office", (press("Edit your practice"),), high=610),
    Picture("sponsor", "tamara", "/office", (press("Change the sponsoring"),)),
    Picture("review", "tamara", "/office", (press("Begin the review"),), high=680),
    Picture(
        "left", "tamara", "/office", (*GRACE, *LAST_DAY, press("End all access"), press("See what each"))
    ),
)
OF_ANALYSTS = (
    Picture("overview", "analyst", "/support", part="body", to="main", high=780),
    Picture("queue", "analyst", "/support/queues/credentials"),
    Picture("case", "analyst", "/support/requests/CS0001003", high=560),
    Picture("credentials", "analyst", "/support/requests/CS0001003", part=_h2("Credentials"), to=CHECKED),
    Picture("keys", "analyst", "/support/requests/CS0001003", (("keys", "?"),), part="dialog[open]"),
    Picture("removals", "analyst", "/support/work?sort=newest", to="main tbody tr >> nth=3"),
    Picture("work", "analyst", "/support/work", (press("Direct Secure Messaging"),)),
    Picture("search", "analyst", "/support/search?q=okoye", to="main"),
    Picture("who", "analyst", "/support/search?q=rabramson"),
    Picture("wait", "analyst", "/support/requests/CS0001003/wait"),
)
OF_OTHERS = (
    Picture("misuse", "privacy-officer", "/support/misuse", to="main table"),
    Picture("case-file", "privacy-officer", "/support/misuse", (press("Priya Raman"),)),
    Picture("trail", "privacy-officer", "/support/trail", to="main tbody tr >> nth=4"),
    Picture("site", "site-administrator", "/support/site"),
    Picture("health", "site-administrator", "/support/site/health", to="main table"),
)
PICTURES = (*OF_ADMINISTRATORS, *OF_ANALYSTS, *OF_OTHERS)
"""In the order in which they are drawn: somebody has left when staff look at what is to be removed."""
