import pytest
from pydantic import BaseModel

from core.forms import Choice, NotDrawable, draw, field, from_json, read, rows, still_offered, to_json
from core.forms.declare import questions
from tests.core.forms.sample import GOOD, MEMBERS, Everything


def test_answers_survive_json():
    answers = read(Everything, GOOD, choices=MEMBERS).answers
    assert answers is not None
    assert from_json(Everything, to_json(answers)) == answers


def test_rows_read_as_the_person_saw_them():
    answers = read(Everything, GOOD, choices=MEMBERS).answers
    assert answers is not None
    shown = dict(rows(Everything, answers, choices=MEMBERS))
    assert shown["Phone number"] == "(602) 555-0123"
    assert shown["Other colours"] == "Blue, Green"
    assert shown["Who gets mail"] == "Ana Díaz"
    assert shown["Do you like it?"] == "Yes" and shown["I agree"] == "Yes"
    assert shown["Notes"] == "Not given"
    assert not {"Password", "Draft", "A file", "Name of the officer"} & set(shown)


def test_somebody_who_left_is_no_longer_among_the_answers():
    stored = {"members": ["m1", "m2"], "name": "Ann"}
    remaining = still_offered(Everything, stored, choices={"members": [Choice("m2", "李 明")]})
    assert remaining == {"members": ["m2"], "name": "Ann"}


def test_a_model_that_cannot_be_a_form_says_everything_that_is_wrong():
    class Broken(BaseModel):
        plain: str = "x"
        early: str = field("Early", shown_when=("late", "1"))
        late: str = field("")
        strange: str = field("Strange", kind="colour-wheel")
        endless: str = field("x" * 100_000)

    with pytest.raises(NotDrawable) as refused:
        questions(Broken)
    assert len(refused.value.faults) == 5


def test_markup_in_a_label_stays_text():
    class Bold(BaseModel):
        it: str = field("<b>It</b>")

    assert draw(Bold)["it"].label == "<b>It</b>"
