"""Steps around an agreement: links, codes, signatures, refusals, and what support may do about it."""

from __future__ import annotations

from uuid import UUID

from core.actor import Actor
from core.agreements.actions import Given, confirm_read, decline, enter_code, open_link, sign
from core.agreements.signature import typed
from core.console import agreement
from core.errors import NotFound
from tests.core.agreements.sample import BROWSER
from tests.core.walk.steps import Steps, step
from tests.core.walk.world import Row

ASKED = "state = 'asked' AND agreement IN (SELECT id FROM agreement WHERE state = 'out')"
OUT = "id IN (SELECT request FROM agreement WHERE state = 'out' AND request IS NOT NULL)"
ENDED = f"""NOT {OUT} AND id NOT IN (SELECT request FROM agreement WHERE state IN ('signed', 'in-force')
  AND request IS NOT NULL)"""


class Signing(Steps):
    """From the mail to the seal."""

    @step(numbers="which", several=True)
    async def open_the_link(self, which: int) -> None:
        """Open a personal link and enter the code that comes for it, now and then a wrong one."""
        signer = self.world.pick(which, "agreement_signer", ASKED)
        self.world.seats.append(await self._prove(signer, wrong=which % 16 == 15))

    @step(numbers="which how")
    async def read(self, which: int, how: int) -> None:
        """Say to have read the text, now and then another one."""
        signer, token = self._seat(which)
        await confirm_read(signer, token, self._text(signer) if how % 8 else "0" * 64, by=BROWSER)

    @step(numbers="which how")
    async def sign(self, which: int, how: int) -> None:
        """Sign in a browser that proved the address; now and then another text, or without consent."""
        signer, token = self._seat(which)
        text, consent = self._text(signer) if how % 8 else "0" * 64, "1" if how % 8 != 7 else "2"
        given = Given(text, consent, typed("A. Signer"))
        await sign(self.world.signing, signer, token, given, by=BROWSER)

    @step(numbers="which", several=True)
    async def everybody_signs(self, which: int) -> None:
        """All who are still asked for one agreement, one after the other."""
        row = self.world.pick(which, "agreement", "state = 'out'")
        if row["state"] != "out":
            raise NotFound
        await self.sign_one(row["id"])

    @step(numbers="which")
    async def decline_to_sign(self, which: int) -> None:
        w, (signer, token) = self.world, self._seat(which)
        await decline(w.signing, signer, token, "Not with us." if which % 3 else " ", by=BROWSER)

    @step(numbers="which who how")
    async def ask_a_signer_again(self, which: int, who: int, how: int) -> None:
        row = self._request(which, OUT)
        await agreement.ask_again(
            self.world.portal, row["number"], self._signer(row, who), by=self.world.staff(how)
        )

    @step(numbers="which who how")
    async def correct_an_address(self, which: int, who: int, how: int) -> None:
        """A new address: an own one, that of another signer, or that of whoever corrects."""
        row, w = self._request(which, OUT), self.world
        email = self._address(row, how)
        await agreement.correct_address(
            w.signing,
            row["number"],
            self._signer(row, who),
            email,
            by=w.staff(how),
            own=("kim@health.example",),
        )

    @step(numbers="which who how")
    async def replace_a_signer(self, which: int, who: int, how: int) -> None:
        row, w = self._request(which, OUT), self.world
        by, instead = w.staff(how), ("Someone Else", self._address(row, how))
        await agreement.replace(
            w.signing, row["number"], self._signer(row, who), instead, by=by, own=("kim@health.example",)
        )

    @step(numbers="which how")
    async def call_it_off(self, which: int, how: int) -> None:
        w = self.world
        await agreement.void(w.signing, self._request(which)["number"], "A mistake.", by=w.staff(how))

    @step(numbers="which how")
    async def send_it_anew(self, which: int, how: int) -> None:
        w = self.world
        await self.anew(self._request(which, ENDED)["number"], by=w.staff(how))

    @step(numbers="which")
    async def look_after_agreements(self, which: int) -> None:
        """Reminders, last days, seals and ends of terms, as far as they are due."""
        await self.world.attend()

    async def sign_everything(self, request: str) -> None:
        """Everybody who is still asked signs the agreement of a request."""
        for row in self.world.rows("SELECT id FROM agreement WHERE request = ? AND state = 'out'", request):
            await self.sign_one(row["id"])

    async def sign_one(self, agreement: str) -> None:
        """Everybody who is still asked signs this agreement."""
        query = "SELECT * FROM agreement_signer WHERE state = 'asked' AND agreement = ? ORDER BY position"
        for each in self.world.rows(query, agreement):
            signer, token = await self._prove(each)
            text, name = self._text(signer), typed(each["name"])
            await confirm_read(signer, token, text, by=BROWSER)
            await sign(self.world.signing, signer, token, Given(text, "1", name), by=BROWSER)

    async def anew(self, number: str, *, by: Actor) -> None:
        """Send the agreement of a request once more."""
        await agreement.send_anew(self.world.signing, number, by=by)

    async def _prove(self, signer: Row, *, wrong: bool = False) -> tuple[UUID, str]:
        w = self.world
        mine = [row for row in w.mails("sign-agreement") if row["recipient"] == signer["email"]]
        token = w.secret(mine, "/sign") if mine else "no-such-link"
        opened = await open_link(w.signing, token, by=BROWSER)
        code = [row for row in w.mails("signing-code") if row["recipient"] == signer["email"]][-1]
        typed_code = "0000 0000" if wrong else w.secret([code], r"    ")
        await enter_code(opened.signer, opened.token, typed_code, by=BROWSER)
        return opened.signer, opened.token

    def _seat(self, which: int) -> tuple[UUID, str]:
        """A browser that proved an address, mostly one of the last."""
        seats = self.world.seats[-4:] if which < 208 else self.world.seats
        return seats[which % len(seats)] if seats else (UUID(int=which), "none")

    def _text(self, signer: UUID) -> str:
        query = (
            "SELECT text_hash FROM agreement WHERE id = (SELECT agreement FROM agreement_signer WHERE id = ?)"
        )
        rows = self.world.rows(query, signer)
        return str(rows[0]["text_hash"]) if rows else "none"

    def _request(self, which: int, likely: str = "1") -> Row:
        return self.world.pick(which, "access_request", likely)

    def _signer(self, row: Row, who: int) -> UUID:
        found = self._signers(row)
        return UUID(found[who % len(found)]["id"]) if found else UUID(int=who)

    def _signers(self, row: Row) -> list[Row]:
        return self.world.rows(
            "SELECT * FROM agreement_signer WHERE agreement ="
            " (SELECT id FROM agreement WHERE request = ? ORDER BY rowid DESC LIMIT 1) ORDER BY position",
            row["id"],
        )

    def _address(self, row: Row, how: int) -> str:
        if how % 4 == 0 and (found := self._signers(row)):
            return str(found[how % len(found)]["email"]).replace("@", "+sign@")
        return "kim@health.example" if how % 8 == 1 else f"signer{how}@law.example"
