"""Pages are gzipped for those who can read that, and no secret can be guessed from how long they are."""

import gzip
import re
from itertools import pairwise
from typing import Any

import pytest
from litestar.testing import TestClient

from core.demo.making import kinds_of_members
from core.enrollment.tables import EnrollmentPerson
from core.identity import Identity
from core.mail.tables import OutboxMail
from tests.web.pages.test_sign_in import ADA
from tests.web.people import Client, SignIn, csrf_in
from tests.web.practices import with_member
from web.compression import SMALLEST, gzipped, wants_gzip
from web.security.masks import masked, unmasked

GZIP, PLAIN = {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "identity"}


def wire(client: TestClient, method: str, path: str, **headers: str) -> tuple[Any, bytes]:
    with client.stream(method, path, headers=headers) as answer:
        return answer, b"".join(answer.iter_raw())


def test_a_page_is_gzipped_for_those_who_can_read_that(client: TestClient) -> None:
    answer, raw = wire(client, "GET", "/", **GZIP)
    plain, whole = wire(client, "GET", "/", **PLAIN)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) == len(raw) < len(whole) / 2
    assert gzip.decompress(raw) == whole
    assert "Content-Encoding" not in plain.headers
    for each in (answer, plain):
        assert each.headers["Vary"].replace(" ", "").split(",") == ["HX-Request", "Accept-Encoding"]


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("x-gzip", True),
        ("*", True),
        ("deflate, *;q=0.1", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("gzipped", False),
        ("gzip;q=.", False),
        ("*;q=0", False),
    ],
)
def test_what_somebody_accepts_is_read_as_it_is_meant(accepted: str, wanted: bool) -> None:
    assert wants_gzip(accepted) is wanted


def test_head_says_what_get_says(client: TestClient) -> None:
    for headers in (GZIP, PLAIN):
        got, _ = wire(client, "GET", "/help", **headers)
        asked, raw = wire(client, "HEAD", "/help", **headers)
        assert raw == b""
        assert asked.status_code == got.status_code == 200
        assert asked.headers.get("Content-Encoding") == got.headers.get("Content-Encoding")
        assert asked.headers["Vary"] == got.headers["Vary"]


def test_small_and_empty_answers_errors_and_parts_are_sent_as_they_are(client: TestClient) -> None:
    health, raw = wire(client, "GET", "/health", **GZIP)
    assert len(raw) < SMALLEST
    assert "Content-Encoding" not in health.headers
    missing, raw = wire(client, "GET", "/nowhere", **GZIP)
    assert missing.status_code == 404
    assert b"<html" in gzip.decompress(raw)
    part, raw = wire(client, "GET", "/", Range="bytes=0-10", **GZIP)
    assert part.status_code == 200
    assert len(gzip.decompress(raw)) > 11


def test_files_keep_the_bytes_they_were_packed_into(client: TestClient) -> None:
    address = client.app.state.assets.url("app.css")
    answer, raw = wire(client, "GET", address, **GZIP)
    assert raw == client.app.state.assets.get("app.css").gzipped
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_the_length_of_the_same_text_varies() -> None:
    text = b"the same text " * 100
    assert len({len(gzipped(text)) for _ in range(200)}) > 10
    assert gzip.decompress(gzipped(text)) == text


def test_a_masked_secret_never_has_the_same_letters() -> None:
    secret = bytes(range(84))
    drawn = [masked(secret) for _ in range(50)]
    assert {unmasked(each) for each in drawn} == {secret}
    for one, other in pairwise(drawn):
        assert not any(one[at : at + 8] in other for at in range(len(one) - 8))
    for broken in ("", "a", "ab", "abc", "äöü", "a b c", "=" * 8, drawn[0][:-1], drawn[0] + "\n"):
        assert unmasked(broken) != secret


async def test_the_token_of_forms_is_another_in_each_answer_and_each_of_them_counts(
    signed_in_client: SignIn, stranger: Client
) -> None:
    ada = await signed_in_client()
    for client, path in ((ada, "/account/password"), (stranger, "/sign-up")):
        tokens = [csrf_in((await client.get(path)).text) for _ in range(5)]
        assert len(set(tokens)) == 5
        assert len({unmasked(each) for each in tokens}) == 1
        plain = unmasked(tokens[0]).hex()
        for refused in (plain, tokens[0][:-4], tokens[0] + "AAAA"):
            assert (await client.post(path, data={"csrf": refused})).status_code == 403
        assert (await client.post(path, data={"csrf": tokens[0]})).status_code == 422


async def test_no_page_that_shows_a_secret_twice_is_compressed(
    signed_in_client: SignIn, stranger: Client, identity: Identity
) -> None:
    ada = await signed_in_client()
    assert (await ada.send_form("/account/authenticator")).status_code == 303
    await stranger.send_form("/sign-up", {**ADA, "email": "new@practice.example"})
    (mail,) = await OutboxMail.select(OutboxMail.id).where(OutboxMail.recipient == "new@practice.example")
    shown = {
        ada: ("/account/authenticator/set-up", r"secret=([A-Z2-7]+)"),
        stranger: (f"/demo/mail/{mail['id']}", r"/sign-up/[^\"]*?([\w-]{40,})"),
    }
    for client, (path, pattern) in shown.items():
        answers = [await client.get(path, headers=GZIP) for _ in range(2)]
        secrets = [set(re.findall(pattern, each.text)) for each in answers]
        assert secrets[0] and secrets[0] == secrets[1], path
        for answer in answers:
            assert "Content-Encoding" not in answer.headers
            assert answer.headers["Cache-Control"] == "no-store, no-transform"


async def test_a_grid_of_fifty_people_is_sent_in_twelve_kb(signed_in_client: SignIn) -> None:
    ada = await signed_in_client()
    hub, _ = await with_member(ada)
    rows = await EnrollmentPerson.select().output(load_json=True)
    first = next(row for row in rows if row["role"] == "member")
    kinds = kinds_of_members(ada.portal.site)
    for number, (staff_type, suffix) in zip(range(49), kinds, strict=False):
        name = {"first_name": FIRST[number % 12], "last_name": LAST[number // 4 % 12]}
        email = f"{name['first_name']}.{name['last_name']}{number}@peaks.example".lower()
        details = {**first["details"], **name, "email": email, "phone": f"(602) 555-{1000 + number * 37}"}
        wanted = [slug for place, slug in enumerate(ada.portal.applications) if (number * 7 + place) % 3]
        own = {
            "details": details,
            "position": number + 10,
            "staff_type": staff_type,
            "suffix": suffix,
            "applications": {slug: {"wanted": True, "answers": {}} for slug in wanted},
        }
        kept = {name: value for name, value in first.items() if name != "id" and name not in own}
        await EnrollmentPerson.insert(EnrollmentPerson(**kept, **own))

    async with ada.stream("GET", f"{hub}/members", headers=GZIP) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
    page = gzip.decompress(raw).decode()
    assert page.count(' id="edit-') >= 50 and page.count('scope="col"') == 9
    # What somebody may not have, has, may have, and has to say more about.
    for each in ("app-grid__why", 'app-grid__target"', " checked", "app-grid__details"):
        assert page.count(each) >= 15, each
    assert len(raw) <= 12 * 1024, (len(raw), len(page))


FIRST = (
    *("Amara", "Benedikt", "Chiamaka", "Dolores", "Esteban", "Fatima"),
    *("Gustavo", "Hye-jin", "Ingrid", "Jamal", "Katarzyna", "Liliana"),
)
LAST = (
    *("Okafor", "Hernandez", "Nguyen", "Kowalczyk", "Abernathy", "Villanueva"),
    *("O'Brien", "Takahashi", "Ramirez", "Quintero", "Steiner", "Yazzie"),
)
