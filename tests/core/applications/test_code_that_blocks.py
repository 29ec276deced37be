"""Whatever function of a plugin blocks, nobody else waits for it, and the log names it."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

import pytest
from pydantic import BaseModel, field_validator
from structlog.testing import capture_logs

from core.access.given import answers_that_fit
from core.apart import Rules, Silent
from core.applications import Catalogue, load_applications
from core.applications.limits import Limits
from core.forms import NOT_CHECKED, field, read
from core.plugin_api import ClinicalApplication, Credentials, Eligibility, Finding, Group, Page, Person
from core.site import SiteProfile
from tests.plugins.blocking import Blocking, blocking, longest_wait

DOCTOR = Person(key="1", staff_type="provider", suffix="MD", suffix_kind="provider")
ANYWHERE = Group(key="g", state="AZ", postcode="85004", regions=frozenset({"arizona"}))
SOON = 2

Asking = Callable[[Catalogue], Any]


@pytest.fixture
def stuck() -> Iterator[Blocking]:
    with blocking() as made:
        yield made


def model_with(validator: Callable[[], Any]) -> type[BaseModel]:
    class Asked(BaseModel):
        name: str = field("Name")

        @field_validator("name")
        @classmethod
        def _looked_up(cls, name: str) -> str:
            validator()
            return name

    return Asked


def changed(
    record: ClinicalApplication[Any], hook: str, code: Callable[..., Any]
) -> ClinicalApplication[Any]:
    if hook == "rule":
        return replace(record, eligibility=replace(record.eligibility, rule=code))
    if hook == "fields":
        return replace(record, fields=model_with(code))
    return replace(record, **{hook: code})


def with_code(banner: SiteProfile, hook: str, code: Callable[..., Any]) -> Catalogue:
    """Two applications, the first of which has this code."""
    applications = load_applications(banner)
    cerner = changed(applications["cerner"], hook, code)
    return Catalogue(banner, {"cerner": cerner, "pacs": applications["pacs"]})


def answers(catalogue: Catalogue) -> Any:
    return answers_that_fit(catalogue["cerner"], {}, "0")


def against(catalogue: Catalogue) -> Any:
    against = catalogue["cerner"].against_answers
    assert against is not None
    return against(None, frozenset())


def form(catalogue: Catalogue) -> Any:
    return read(catalogue["cerner"].fields, {"name": ["Ada"]}).form.problems


def kept(catalogue: Catalogue) -> object:
    upgrade = catalogue["cerner"].upgrade_of_practice
    return upgrade(1, {}) if upgrade else None


ASKED: Mapping[str, tuple[Asking, str]] = {
    "rule": (lambda catalogue: catalogue.why_not("cerner", DOCTOR, ANYWHERE), "doesn’t answer"),
    "fields": (form, NOT_CHECKED),
    "upgrade_answers": (answers, "Silent"),
    "against_answers": (against, "Silent"),
    "upgrade_of_practice": (kept, "Silent"),
}


def said(ask: Asking, catalogue: Catalogue) -> str:
    try:
        return str(ask(catalogue))
    except Silent:
        return "Silent"


@pytest.mark.parametrize("hook", ASKED)
def test_a_function_that_blocks_is_given_up_at_once_and_then_left_alone(
    banner: SiteProfile, stuck: Blocking, hook: str
):
    catalogue, (ask, words) = with_code(banner, hook, stuck.here), ASKED[hook]
    with capture_logs() as logged:
        began = time.monotonic()
        assert words in said(ask, catalogue)
        assert time.monotonic() - began < SOON
        # Nobody waits for it a second time.
        began = time.monotonic()
        assert all(words in said(ask, catalogue) for _ in range(50))
        assert time.monotonic() - began < SOON and stuck.calls == 1
    [line] = [each for each in logged if each["event"] == "plugin.overran"]
    assert (line["application"], line["place"]) == ("cerner", hook)
    assert "self.gone.wait(5)" in line["stack"]
    # Another application answers as ever.
    assert catalogue.why_not("pacs", DOCTOR, ANYWHERE) is None


def test_every_function_of_a_record_is_one_of_those_that_were_tried():
    """Coroutines are tried where their pages are, and nobody waits for what is called at the start."""
    pages = {"still_missing", "load", "values", "choices", "submit", "file"}
    by_jobs = {"moved", "health", "roster", "usage", "evidence"}
    at_start = {"upgrade_options"}
    records = (ClinicalApplication, Eligibility, Page)
    code = {each.name for record in records for each in fields(record) if "Callable" in str(each.type)}
    assert code == (ASKED.keys() - {"fields"}) | pages | by_jobs | at_start


def test_the_attacker_finds_a_function_that_is_called_where_others_wait(banner: SiteProfile):
    """A hole: the plugin's own function, called by the host itself."""
    own = load_applications(banner)["cerner"].eligibility
    hole = replace(own, rule=lambda *_: time.sleep(SOON))
    began = time.monotonic()
    hole.reason(DOCTOR, ANYWHERE)
    assert time.monotonic() - began >= SOON


@pytest.mark.parametrize("body", [lambda *_: 1 / 0, lambda *_: exec("raise SystemExit"), lambda *_: b"no"])
def test_a_rule_that_raises_or_answers_nonsense_is_asked_again_and_lets_nobody_in(
    banner: SiteProfile, body: Callable[..., Any]
):
    catalogue = with_code(banner, "rule", body)
    for _ in range(2):
        reason = catalogue.why_not("cerner", DOCTOR, ANYWHERE)
        assert reason is not None and reason.code == "unavailable"


def test_a_plugin_that_answers_again_is_asked_again(stuck: Blocking):
    rules = Rules("guest", left_alone=0.1)
    with pytest.raises(Silent):
        rules.ask("rule", stuck.here)
    time.sleep(0.2)
    with pytest.raises(Silent):  # it is still at what it was asked
        rules.ask("rule", lambda: "fine")
    stuck.gone.set()
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            assert rules.ask("rule", lambda: "fine") == "fine"
            return
        except Silent:
            time.sleep(0.05)
    pytest.fail("it was never asked again")


class Board:
    """A register whose code blocks."""

    def __init__(self, look_up: Callable[..., Any]) -> None:
        self.name, self._look_up = "Board", look_up

    async def look_up(self, credentials: Credentials, /) -> Finding:
        await self._look_up()
        return Finding("agrees", "")


async def test_a_register_that_blocks_holds_up_only_whoever_asked(banner: SiteProfile, stuck: Blocking):
    catalogue = Catalogue(banner, load_applications(banner), [Board(stuck.there)])
    [register] = catalogue.validators
    asking = asyncio.create_task(asyncio.wait_for(register.look_up(Credentials()), 0.6))
    assert await longest_wait(asking) < SOON
    assert isinstance(asking.exception(), TimeoutError)


def test_what_is_asked_of_a_plugin_that_answers_costs_little(banner: SiteProfile):
    catalogue = with_code(banner, "rule", lambda *_: None)
    began = time.process_time()
    assert all(catalogue.why_not("cerner", DOCTOR, ANYWHERE) is None for _ in range(1000))
    assert time.process_time() - began < 2


def test_the_limits_of_a_site_are_those_it_was_loaded_with(banner: SiteProfile):
    assert load_applications(banner, Limits(page=3)).limits.page == 3
