"""Days in forms: typed in the order of the site, which is said, and shown in its words."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from core.dates import LOCALES, Dates
from core.forms import Asking, Choice, PersonName, at_site, draw, field, read, rows, to_json

AMERICAN = Dates(ZoneInfo("America/Phoenix"))
BRITISH = Dates(ZoneInfo("Europe/London"), LOCALES["en-GB"])


class Leaving(BaseModel):
    name: str = field("Name")
    last_day: date = field(
        "Last day", kind="date", hint="The day on which access ends.", missing="Enter the last day"
    )
    back: date | None = field("Back on", kind="date", optional=True)


def plain(text: str) -> str:
    return text.replace("{practice}", "clinic")


def here(dates: Dates, model: type[BaseModel] = Leaving) -> type[BaseModel]:
    return at_site(Asking(dates, plain), model)


def typed(dates: Dates, **answers: str):
    return read(here(dates), {name: [text] for name, text in answers.items()})


def test_the_same_numbers_are_another_day_at_another_site() -> None:
    answers = {"name": "Ana", "last_day": "3/4/2027", "back": ""}
    american, british = (typed(dates, **answers).answers for dates in (AMERICAN, BRITISH))
    assert american and british
    assert (american.last_day, british.last_day) == (date(2027, 3, 4), date(2027, 4, 3))
    assert american.back is None and isinstance(american, Leaving)


def test_the_order_is_said_beside_each_day_and_nowhere_else() -> None:
    form = draw(here(AMERICAN))
    assert form["last_day"].hint == "The day on which access ends. Month/day/year, such as 11/26/2026"
    assert form["back"].hint == "Month/day/year, such as 11/26/2026" and form["back"].optional
    assert form["name"].hint == ""


def test_what_is_no_day_is_refused_at_its_field_and_kept() -> None:
    form = typed(AMERICAN, name="Ana", last_day="31/12/2027", back="").form
    assert form["last_day"].error == "Last day must be a real date, such as 11/26/2026"
    assert form["last_day"].value == "31/12/2027"
    assert typed(AMERICAN, name="Ana", last_day="").form["last_day"].error == "Enter the last day"


def test_a_stored_day_is_shown_as_the_site_writes_it_and_read_again() -> None:
    model = here(BRITISH)
    given = model(name="Ana", last_day=date(2027, 3, 4), back=None)
    for stored in (given, to_json(given)):
        assert read(model, draw(model, stored).sent).answers == given
        assert draw(model, stored)["last_day"].value == "4 Mar 2027"
    assert ("Last day", "4 Mar 2027") in [tuple(row) for row in rows(model, given)]


def test_a_model_without_days_stays_itself_and_one_with_days_is_made_once() -> None:
    class Plain(BaseModel):
        name: str = field("Name")

    assert here(AMERICAN, Plain) is Plain
    assert here(AMERICAN) is here(AMERICAN)


def test_questions_are_asked_in_the_words_of_the_site_and_checked_as_before() -> None:
    class Asked(BaseModel):
        name: PersonName = field("Who at the {practice}?", missing="Name someone of the {practice}")
        kind: str = field(
            "Kind",
            kind="radios",
            choices=[Choice("a", "One {practice}", "Of this {practice}")],
            hint="At the {practice}",
        )

    model = here(AMERICAN, Asked)
    form = read(model, {"name": ["<b>"], "kind": ["a"]}).form
    assert form["name"].error == "Who at the clinic must not have < >"
    assert read(model, {}).form["name"].error == "Name someone of the clinic"
    assert form["kind"].choices == (Choice("a", "One clinic", "Of this clinic"),)
    assert form["kind"].hint == "At the clinic"
    assert [each.name for each in form] == ["name", "kind"]
