"""A practice takes the proof of what its time line tells, and of nothing else."""

import re
from pathlib import Path

from click.testing import CliRunner
from litestar import Litestar

from core.audit.checkpoints import sign_checkpoint
from core.audit.proving import proved_event
from core.audit.signing import trail_key, verifiers
from core.audit.tables import AuditEvent
from core.database import current
from core.requests.words import HAPPENINGS
from tests.core.audit import trail
from tests.web.people import Client, SignIn
from tests.web.practices import submitted
from web.commands import portal


def links(page: str) -> list[str]:
    return re.findall(r'href="(/requests/[^"]+/records/\d+/proof)"', page)


async def request_page(client: Client) -> tuple[str, str]:
    number = await submitted(client)
    return number, (await client.get(f"/requests/{number}")).text


async def test_every_record_of_the_time_line_is_proved_to_whoever_has_the_key(
    app: Litestar, signed_in_client: SignIn, tmp_path: Path
) -> None:
    luis = await signed_in_client("luis@peaks.example")
    _, page = await request_page(luis)
    await sign_checkpoint(app.state.settings)
    key = str(trail_key(app.state.settings).verifier)

    found = links(page)

    assert len(found) == page.count('<li class="app-timeline__event">') > 1
    for link in found:
        answer = await luis.get(link)
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain")
        file = (
            tmp_path
            / re.findall(r'filename="([\w-]+\.tlog-proof)"', answer.headers["content-disposition"])[0]
        )
        file.write_text(answer.text, "utf-8")
        checked = CliRunner().invoke(portal, ["audit", "check-proof", str(file), "--key", key])
        assert checked.exit_code == 0 and "is in the trail as it is shown here" in checked.output
        assert "actor_name: " in checked.output and "address" not in checked.output


async def test_a_proof_shows_no_other_event_and_not_from_where_somebody_acted(
    app: Litestar, signed_in_client: SignIn
) -> None:
    luis = await signed_in_client("luis@peaks.example")
    _, page = await request_page(luis)
    await sign_checkpoint(app.state.settings)

    event = proved_event((await luis.get(links(page)[0])).text, verifiers(app.state.settings))

    assert event["action"] == "request.submitted"
    assert event.keys() & {"address", "agent", "actor_account"} == set()


async def test_an_event_that_is_not_on_the_time_line_is_proved_to_nobody(
    app: Litestar, signed_in_client: SignIn
) -> None:
    luis = await signed_in_client("luis@peaks.example")
    number, page = await request_page(luis)
    await sign_checkpoint(app.state.settings)
    shown = []
    for link in links(page):
        shown.append(proved_event((await luis.get(link)).text, verifiers(app.state.settings)))

    assert {each["subject_kind"] for each in shown} == {"request", "enrollment"}
    assert {each["action"] for each in shown} <= HAPPENINGS.keys()
    for none in (0, len(shown) + 1, await AuditEvent.count(), 10**30):
        assert (await luis.get(f"/requests/{number}/records/{none}/proof")).status_code == 404


async def test_another_practice_gets_no_proof_of_it(app: Litestar, signed_in_client: SignIn) -> None:
    luis = await signed_in_client("luis@peaks.example")
    _, page = await request_page(luis)
    other = await signed_in_client("other@elsewhere.example")
    await request_page(other)
    await sign_checkpoint(app.state.settings)

    for link in links(page):
        assert (await luis.get(link)).status_code == 200
        assert (await other.get(link)).status_code == 404


async def test_a_record_that_is_not_signed_yet_says_so(signed_in_client: SignIn) -> None:
    luis = await signed_in_client("luis@peaks.example")
    _, page = await request_page(luis)

    answer = await luis.get(links(page)[0])

    assert answer.status_code == 409 and "is signed within a minute" in answer.text


async def test_what_was_changed_after_it_was_signed_is_not_proved(
    app: Litestar, signed_in_client: SignIn
) -> None:
    luis = await signed_in_client("luis@peaks.example")
    _, page = await request_page(luis)
    await sign_checkpoint(app.state.settings)
    sent = AuditEvent.action == "request.submitted"
    await trail.without_protection(current())
    await AuditEvent.update({AuditEvent.actor_name: "Someone Else"}).where(sent)

    assert (await luis.get(links(page)[0])).status_code == 503
