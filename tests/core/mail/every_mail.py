"""Every mail of the product and its plugins, drawn with names as in life, once for each way it can go."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from jinja2 import Environment, meta

from core.agreements.actions import Received
from core.mail.writing import TEMPLATES, WrittenMail, draw
from core.site import SiteProfile
from tests.core.mail.sample import BASE
from tests.house.source import ROOT

PLUGINS = ROOT / "plugins"
PERSON, PRACTICE = "Helen Okafor-Reyes", "Desert Bloom Family Medicine"
VALUES: dict[str, Any] = {
    "account": "hokaforreyes", "address": "203.0.113.7", "addresses": "support@direct.health.example",
    "agent": "Firefox on Windows", "before": "Kim Alvarez", "called": "sponsoring physician",
    "application": "Direct Secure Messaging", "browser": "Microsoft Edge",
    "applications": ["PACS Synapse", "Cerner Millennium"],
    "changes": ["Name of the office group: Summit Clinic"], "code": "K7QX-2MPD",
    "coming": ["PACS Synapse, usually within 3 business days", "Report2Web, usually within 1 business day"],
    "days": 7, "due_on": "Dec 18, 2026", "suspends_on": "Jan 1, 2027",
    "document": "Data Access Agreement",
    "email": "helen@desertbloom.example",
    "ended": [f"{PERSON}: PACS Synapse"], "ends": "Feb 28, 2029",
    "fields": ["Sponsoring physician: NPI", "Your practice: Fax number"],
    "first_name": "Helen", "group_name": PRACTICE, "groups": PRACTICE,
    "lines": [f"PACS Synapse works for {PERSON} of {PRACTICE}",
        f"{PRACTICE}: 12 people have a portal ID now"],
    "link_until": "Feb 24, 2027", "many": 3,
    "message": "I work in the front office since Monday.", "minutes": 30,
    "hours": 24,
    "missing": "Rosa Eng, Aisha Bello", "more": 0, "name": PERSON,
    "next_step": "Rosa Eng and Aisha Bello sign the Data Access Agreement.", "number": "CS0001005",
    "parts": "Sponsoring Physician and Group Administrator",
    "people": ["Helen Okafor-Reyes: hokaforreyes"],
    "person": PERSON, "portal_id": "hokaforreyes", "practice": PRACTICE,
    "role": "Practitioner",
    "questions": [{"person": PERSON, "what": "The NPI", "several": False, "path": "/known-person/Zk3"},
        {"person": "Rosa Eng", "what": "The NPI", "several": False, "path": "/known-person/Qv7"}],
    "reason": "The license could not be found under this number.", "roles": "analyst, credential reviewer",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "signer": PERSON,
    "sign_until": "Mar 30, 2029",
    "since": "Nov 26, 2026", "stands": "We set nothing up without it.",
    "stopped": [f"{PERSON}: Report2Web"],
    "until": "Dec 26, 2026", "upn": "hokaforreyes@connectivity.health.example",
    "what": "Your password was changed", "why": "The staff type or suffix changed",
    "when_ready": "Call the help desk for your first card.",
    "when": "Nov 26, 2026, 8:57 PM MST", "who": "Kim Alvarez",
    "works": ["Cerner Millennium"],
}  # fmt: skip
NUMBERS = {"request-submitted": {"people": 12}}
ENDINGS = ("declined", "expired", "void")
SWITCHES = frozenset(
    {
        "approved",
        "first",
        "yours",
        "several",
        "suspended",
        "has_password",
        "factor_anew",
        "was_in_force",
        "signed",
        "sealing",
        "guide",
        "opens",
        "renews",
        "last",
        "sponsors",
        "leaves",
        "over",
        "gone",
        "own",
    }
)
ENDS_ALL = ("agreement-void", "agreement-lapsed")
# What may be empty: a mail says nothing of it then.
LEFT_OUT = {
    "reason": ["request-withdrawn", "change-decided", "agreement-ends", "agreement-ends-of-practice"],
    "ends": ["sign-agreement", "sign-agreement-reminder"],
    "until": ["unused-administrator"],
    "first_name": [
        "unused-administrator", "part-change-ended", "sponsor-sought", "objection",
        "review-after-event", "review-asked", "review-last-notice", "review-opened",
        "review-second-look", "review-suspended",
    ],
    "missing": [
        "agreement-ends", "agreement-ends-of-practice", "agreement-lapsed", "agreement-lapsed-of-practice",
    ],
    "stands": ["agreement-void"], "number": ["agreement-ended"], "signer": ["agreement-ended"],
    "person": ["backup-changed"], "before": ["backup-changed"],
    "account": ["access-active", "access-active-of-practice"], "browser": ["access-active"],
    "when_ready": ["access-active"],
    "upn": ["portal-id"], "works": ["portal-id"], "coming": ["portal-id"],
    "message": ["join-request", "join-request-unknown"],
    "applications": ["left", "left-of-practice", *ENDS_ALL],
    "ended": ["access-ended-of-practice", *ENDS_ALL], "stopped": ["access-ended-of-practice", *ENDS_ALL],
}  # fmt: skip


def templates() -> Iterator[tuple[str, Path | None]]:
    """The name of every mail, and for those of plugins the folder."""
    for file in sorted(TEMPLATES.glob("*.txt")):
        if file.stem != "closing":
            yield file.stem, None
    for file in sorted(PLUGINS.glob("*/templates/*/*.txt")):
        yield f"{file.parent.name}/{file.stem}", file.parents[1]


def drawn(site: SiteProfile, template: str, folder: Path | None) -> Iterator[WrittenMail]:
    """The mail in each way it can go."""
    source = ((folder or TEMPLATES) / f"{template}.txt").read_text("utf-8")
    names = meta.find_undeclared_variables(Environment().parse(source)) - {"site", "link", "button"}
    values = VALUES | NUMBERS.get(template, {})
    choices = {name: _choices(template, name, values) for name in sorted(names)}
    for way in product(*choices.values()):
        yield draw(template, BASE, {"site": site, **dict(zip(choices, way, strict=True))}, folder)


def _choices(template: str, name: str, values: dict[str, Any]) -> list[Any]:
    if name.endswith("path"):
        return [f"/{name}/Zk3vQ9xT1bYw7RmJ5sLd8Nf2Hc6Gp4Ea0uViXoKtBzS"]
    if name in SWITCHES:
        return [True, False]
    if name == "how":
        return [*ENDINGS]
    if name == "received":
        sent, named = (
            Received("", "CS0001005", 12, "/requests"),
            Received("", "CS0001005", 1, "/sign-in", True),
        )
        return [None, sent, named]
    if name == "census":
        return ["begins", "ends", ""]
    value = values[name]
    return [value, type(value)()] if template in LEFT_OUT.get(name, []) else [value]
