"""Applications that are slow and sometimes lie, and a site whose connectors speak to them."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.site import find_site
from tests.kills.findings import AccountThere
from tests.scim_server import ScimServer, scim_server

SLUGS = ("cerner", "pacs")
SECRET = "campaign"
SECTION = """
[plugins.{slug}.connector]
kind = "scim"
url = "{url}"
secret = "{secret}"
seconds = 4
"""
# What a request meets, and how often.
LIES = {"ok": 200, "500": 6, "429": 3, "half": 4, "after": 8, "huge": 1, "never": 1}


@dataclass
class SlowLiar(ScimServer):
    """A server that takes up to `slow` seconds for an answer and, while `lying`, does what `LIES` holds."""

    slow: float = 0.5
    lying: bool = True
    chance: random.Random = field(default_factory=random.Random)

    def next_fault(self) -> str:
        """Takes its time, too."""
        time.sleep(self.chance.uniform(0.02, self.slow))
        return self.chance.choices([*LIES], [*LIES.values()])[0] if self.lying else "ok"


Applications = Mapping[str, SlowLiar]


@contextmanager
def applications(chance: random.Random, slow: float) -> Iterator[Applications]:
    """One server for each application; they outlive whatever happens inside the block."""
    with ExitStack() as stack:
        yield {
            slug: stack.enter_context(_running(SlowLiar(slow=slow, chance=random.Random(chance.random()))))
            for slug in SLUGS
        }


@contextmanager
def _running(server: SlowLiar) -> Iterator[SlowLiar]:
    with scim_server(server):
        yield server


def site_with(there: Applications, folder: Path) -> Path:
    """A copy of the shipped site whose applications are set up at these servers."""
    copy = Path(shutil.copytree(find_site("banner"), folder / "site"))
    sections = (SECTION.format(slug=slug, url=server.url, secret=SECRET) for slug, server in there.items())
    with (copy / "profile.toml").open("a", encoding="utf-8") as profile:
        profile.writelines(sections)
    return copy


def accounts_at(there: Applications) -> list[AccountThere]:
    """Every account at every application."""
    return [_seen(slug, user) for slug, server in there.items() for user in server.users]


def _seen(slug: str, user: Any) -> AccountThere:
    grants = tuple(each.value for each in user.entitlements or ())
    return AccountThere(slug, user.external_id, user.user_name, bool(user.active), grants)
