"""What is told outside is of something that exists, all that matters is told, and it is signed right."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr, ValidationError

from core.access.grant_moves import PAST
from core.access.states import GRANT
from core.agreements.states import MOVES
from core.groups import group_moves, membership
from core.site.faults import faults_of_shape
from core.site.references import faults_of_references
from core.site.webhooks import EVENT_TYPES, Webhook
from core.webhooks.messages import HookMessage
from core.webhooks.signing import faults_of_hook_keys, headers_for
from core.webhooks.vocabulary import EVENTS
from tests.house.tables.happening import every_kind
from tests.house.tables.of_webhooks import MEANS
from tests.webhook_receiver import SECRET, endpoint

# Nobody outside could do anything with these: nothing works differently yet, or another event says it.
NOT_TOLD = {
    "grant.asked-again", "grant.approved", "grant.begun", "grant.failed", "grant.denied",
    "group.waiting", "agreement.out", "agreement.signed",
}  # fmt: skip


def test_the_vocabulary_and_the_trail_agree_both_ways() -> None:
    assert set(EVENTS) <= every_kind()
    assert {told.type for told in EVENTS.values()} == set(MEANS) == set(EVENT_TYPES)
    moves = {f"grant.{PAST.get(state, state)}" for state in GRANT.table}
    moves |= {f"group.{each}" for each in (*group_moves.EVENTS.values(), "closed")}
    moves |= {f"member.{each}" for each in membership.PAST.values()}
    moves |= {f"agreement.{state}" for state in MOVES}
    assert moves - set(EVENTS) - NOT_TOLD == set()


def test_a_signature_is_that_of_other_makers_of_this_standard() -> None:
    message = HookMessage("msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}')
    sent = datetime.fromtimestamp(1614265330, UTC)
    headers = headers_for(endpoint("https://a.example"), {"hook": SecretStr(SECRET)}, message, sent)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (message.key, "1614265330")


@pytest.mark.parametrize(
    ("setting", "value", "path", "words"),
    [
        ("url", "http://hooks.example.org/", "url", "must begin with https://"),
        ("url", "ftp://127.0.0.1/", "url", "must begin with https://"),
        ("url", "http://127.0.0.1.example.org/", "url", "must begin with https://"),
        ("url", "https://me:hunter2@hooks.example.org/", "url", "neither a user name nor a password"),
        ("url", "https://hooks.example.org/#here", "url", "no #"),
        ("url", "https://hooks.example.org:port/", "url", "is no address"),
        ("url", "https:///nowhere", "url", "must begin with https://"),
        ("name", "Our CRM", "name", "match pattern"),
        ("events", ["access.given", "acess.taken"], "events[1]", "access.taken"),
        ("events", [], "events", "must not be empty"),
    ],
)
def test_a_fault_of_an_endpoint_is_named(setting: str, value: object, path: str, words: str) -> None:
    given = {"name": "crm", "url": "https://hooks.example.org/", "secret": "hook", setting: value}
    with pytest.raises(ValidationError) as problem:
        Webhook.model_validate(given)
    [fault] = faults_of_shape(problem.value)
    assert fault.path == path and words in fault.message and "hunter2" not in str(fault)


def test_an_endpoint_that_would_be_told_of_nothing_is_named() -> None:
    with pytest.raises(ValidationError, match="is told of nothing"):
        endpoint("https://a.example", events=("person.left",), applications=("pacs",))
    raw = {"plugins": {"cerner": {}}, "webhooks": [{"name": "a", "applications": ["cerna"]}, {"name": "a"}]}
    assert [str(each) for each in faults_of_references(raw) if each.path.startswith("webhooks")] == [
        'webhooks[0].applications[0]: "cerna" is not one of the plugins that are switched on'
        ': do you mean "cerner"?',
        'webhooks[1].name: "a" is used twice',
    ]


def test_a_secret_that_is_missing_or_no_key_is_named_and_never_shown() -> None:
    hooks = [
        endpoint("https://a.example"),
        endpoint("https://a.example", secret="short", former_secret="plain"),
    ]
    given = {"short": SecretStr("whsec_aHVudGVyMg=="), "plain": SecretStr("hunter2" * 8)}
    found = faults_of_hook_keys(hooks, given)
    assert [each.partition(", which ")[2] for each in found] == [
        "webhooks[0].secret names", "webhooks[1].secret names", "webhooks[1].former_secret names",
    ]  # fmt: skip
    assert found[0].startswith('connector_secrets: "hook" is missing')
    assert "hunter2" not in str(found) and "24 to 64 random bytes" in found[1]
    assert endpoint("https://a.example/x?sig=hunter2").shown_url == "https://a.example/x?…"
