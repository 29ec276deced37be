"""Where walks begin: at the door, with drafts, with agreements out, in force, or with access that works.

Each stage is made once, by the same steps as everything else, and copied for every walk.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import serialization

from core.access.following import signing_of
from core.actor import SYSTEM
from core.identity import Identity, staff
from core.identity.actions import Person, create_account
from core.identity.roles import StaffRoles
from core.identity.staff import Newcomer
from core.settings import Settings
from tests.certificates import make_certificates
from tests.core.walk.drawn import drawn_from
from tests.core.walk.people import PRACTICES
from tests.core.walk.steps import Tally
from tests.core.walk.world import World
from tests.practices import portal_for

PASSWORD = "kettle orchard violin sparrow"
# Of each practice: who of the people is in it too, and the bits of what they ask for.
ASKING = (
    ((1, 0b1011), (0, 0b1001)),
    ((3, 0b0011), (6, 0b1101)),
    ((4, 0b0011), (5, 0b0001)),
)
NAMES = ("drafts", "sent", "signed", "active", "whole")


@dataclass
class Stages:
    """The files of the stages, and what every world on a copy of them has in common."""

    folder: Path
    empty: Path

    def __post_init__(self) -> None:
        """Site, keys and seal of one deployment; passwords cost nothing, the key of the seal is small."""
        self.portal = portal_for()
        settings = Settings(
            demo=True, data_folder=self.folder, secret_key="k3y-" * 16, pepper="p3pper-" * 8,
            cheap_passwords=True, **_small_key(self.folder),
        )  # fmt: skip
        self.signing = signing_of(self.portal, settings)
        self.identity = Identity.open(settings, self.portal.site)
        self.copies = 0
        self.seats: dict[str, list[tuple[UUID, str]]] = {}

    def world(self, file: Path) -> World:
        """A world on a copy of a file; the application has what is active there."""
        self.copies += 1
        copy = self.folder / f"walk-{self.copies % 2}.sqlite"
        for left in self.folder.glob(f"{copy.name}*"):
            left.unlink()
        shutil.copy(file, copy)
        # What was signed of the world before is nothing to this one.
        (self.folder / "trail-checkpoint").unlink(missing_ok=True)
        world = World(copy, self.portal, self.signing, self.identity).open()
        active = world.rows("SELECT id FROM access_grant WHERE state = 'active'")
        world.machine.has.update(row["id"] for row in active)
        world.seats = list(self.seats.get(file.stem, ()))
        return world

    def at(self, number: int) -> World:
        """A world at one of the stages."""
        return self.world(self.folder / f"stage-{NAMES[number % len(NAMES)]}.sqlite")

    def build(self, machine: type[Any]) -> None:
        """Go from stage to stage, with the steps of a walk."""
        world, walk = self.world(self.empty), machine()
        walk.tally = Tally()
        walk.stand_in(world)
        try:
            for name, go in zip(NAMES, (_drafts, _sent, _signed, _active, _whole), strict=True):
                with drawn_from(name):
                    go(walk)
                world.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                shutil.copy(world.file, self.folder / f"stage-{name}.sqlite")
                self.seats[f"stage-{name}"] = list(world.seats)
        finally:
            world.close()

    def close(self) -> None:
        """End the threads that hash passwords."""
        self.identity.close()


def _drafts(walk: Any) -> None:
    """Everybody has an account, and every practice a draft with people in it."""
    world = walk.world
    world.run(_accounts(world))
    for number, kinds in enumerate(ASKING):
        walk.start(who=number)
        walk.fill_in(which=number)
        for who, wants in kinds:
            # A provider, or a surgery scheduler for those without a license.
            kind = {0: 1, 6: 2}.get(who, 0)
            world.run(walk.add_as(number, who, kind, wants))
        world.run(walk.agree_again(number))


def _sent(walk: Any) -> None:
    """All are sent, and one administrator begins the next."""
    for _ in PRACTICES:
        walk.send(which=0)
    walk.start(who=0)
    walk.fill_in(which=0)
    walk.world.run(walk.add_as(0, 6, 2, 0b1))
    for which in range(4):
        walk.open_the_link(which=which)


def _signed(walk: Any) -> None:
    for _ in PRACTICES:
        walk.everybody_signs(which=0)
    walk.look_after_agreements(which=0)


def _active(walk: Any) -> None:
    """One has what it asked for, at another people are at it, the third waits."""
    for number in (0, 1):
        walk.judge_everybody(which=0, how=2)
        walk.activate(which=0, how=2)
        walk.work_it_all_off(kind=6 * number)
    for which in range(3):
        walk.open_an_account(which=which, how=1)


def _whole(walk: Any) -> None:
    """The third one too, in which it is not clear who somebody is."""
    walk.judge_everybody(which=0, how=2)
    walk.activate(which=0, how=2)
    walk.work_it_all_off(kind=0)


async def _accounts(world: World) -> None:
    for practice in PRACTICES:
        who = practice.other or practice.sponsor
        named = Person(who["first_name"], who["last_name"], who["email"], "+16025550100")
        await create_account(world.identity, named, PASSWORD, by=SYSTEM)
    roles_of = {
        "kim": "analyst",
        "lee": "credentialing provisioning:cerner",
        "nora": "analyst",
        "vera": "analyst",
    }
    for name, roles in roles_of.items():
        whom = Newcomer(f"{name}@health.example", name.title(), "Alvarez")
        await staff.create_ready(world.identity, whom, PASSWORD, StaffRoles.parse(roles), by=SYSTEM)
    whom = Newcomer("max@health.example", "Max", "Alvarez")
    await staff.invite(world.identity, whom, StaffRoles.parse("analyst"), by=SYSTEM)


def _small_key(folder: Path) -> dict[str, Path]:
    """A key on an elliptic curve: it seals in no time, and its certificate will do."""
    _, both = make_certificates(folder)
    text = both.read_bytes()
    key, certificate = folder / "seal-key.pem", folder / "seal-certificate.pem"
    key.write_bytes(text[: text.index(b"-----BEGIN CERTIFICATE")])
    certificate.write_bytes(text[text.index(b"-----BEGIN CERTIFICATE") :])
    assert serialization.load_pem_private_key(key.read_bytes(), None)
    return {"seal_key": key, "seal_certificate": certificate}
