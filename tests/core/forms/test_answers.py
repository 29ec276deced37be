import pytest
from pydantic import BaseModel

from core.forms import (
    Choice,
    NotDrawable,
    draw,
    field,
    from_json,
    gone,
    read,
    rows,
    still_offered,
    to_json,
    with_gone,
)
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


def test_what_can_be_chosen_no_more_is_read_asked_about_and_never_lost_unseen():
    class Where(BaseModel):
        one: str = field("Where", kind="select", choices="places")
        some: tuple[str, ...] = field("Where else", kind="checkboxes", choices="places", optional=True)

    lists = {"places": [Choice("a", "Hill")], gone("places"): [Choice("b", "Sea"), Choice("c", "Lake")]}
    stored = {"one": "b", "some": ["a", "b", "x"]}
    assert still_offered(Where, stored, choices=lists) == {"one": "b", "some": ["a", "b"]}
    drawn = draw(Where, stored, choices=lists)
    assert drawn["one"].value == ("b",) or drawn["one"].value == "b"
    assert [each.label for each in drawn["some"].choices] == ["Hill", "Sea (not available any more)"]

    refused = read(Where, drawn.sent, choices=lists)
    assert refused.answers is None
    assert refused.form["one"].error == "Choose another: Sea isn’t available any more"
    assert refused.form["some"].error == "Clear the box or choose another: Sea isn’t available any more"
    assert refused.form.sent == drawn.sent and refused.form["some"].choices == drawn["some"].choices
    # What nobody chose before is offered to nobody.
    assert [each.label for each in draw(Where, choices=lists)["some"].choices] == ["Hill"]

    kept = read(Where, drawn.sent, choices=with_gone(lists)).answers
    assert kept and dict(rows(Where, kept, choices=lists)) == {"Where": "Sea", "Where else": "Hill, Sea"}


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
