import pytest
from pydantic import BaseModel, field_validator, model_validator

from core.forms import Choice, Email, draw, field, read, wrong_at
from tests.core.forms.sample import GOOD, MEMBERS, Everything


def answered(**changes: list[str]):
    return read(Everything, {**GOOD, **changes}, choices=MEMBERS)


def test_right_answers_become_the_model():
    result = answered()
    assert result.form.errors == () and result.form.problems == ()
    assert result.answers is not None
    assert result.answers.phone == "+16025550123"
    assert result.answers.email == "renee@clinic.example"
    assert result.answers.postcode == "85004-1234"
    assert result.answers.extension == "12"
    assert result.answers.many == ("blue", "green")
    assert result.answers.officer_name == ""
    assert (result.answers.likes, result.answers.count, result.answers.draft) == (True, 3, "")


def test_an_empty_form_gets_words_at_every_required_field_and_only_there():
    form = read(Everything, {}, choices=MEMBERS).form
    required = {i.name for i in form if not i.optional and i.kind != "file" and i.shown_when is None}
    assert {name for name, _ in form.errors} == required
    words = dict(form.errors)
    assert words["name"] == "Enter the first name"
    assert words["npi"] == "Enter the National Provider Identifier (NPI)"
    assert words["colour"] == "Choose the colour"
    assert words["agree"] == "Tick the box if you agree"


def test_the_summary_and_the_field_say_the_same_in_the_order_of_the_page():
    form = answered(npi=["12345"], name=[""]).form
    assert form.errors == (
        ("name", "Enter the first name"),
        ("npi", "National Provider Identifier must be 10 digits"),
    )
    assert form["npi"].error == form.errors[1][1]
    assert form["npi"].value == "12345"


def test_a_question_that_is_shown_must_be_answered_and_one_that_is_not_is_dropped():
    assert answered(officer=["yes"]).form["officer_name"].error == "Enter the name of the officer"
    hidden = answered(officer=["no"], officer_name=["<<<"])
    assert hidden.answers is not None and hidden.answers.officer_name == ""


def test_too_long_unprintable_repeated_and_foreign_values_are_errors_at_their_field():
    form = answered(
        name=["x" * 61],
        email=["a@b.example", "c@d.example"],
        phone=["602\x00555"],
        extension=["\u202e12"],
        colour=["mauve"],
        many=["blue", "blue"],
        members=["m3"],
        officer=["yes", "no"],
        notes=["n" * 1_000_000],
    ).form
    assert dict(form.errors) == {
        "name": "First name must be 60 characters or fewer",
        "email": "Give one answer only",
        "phone": "Phone number must not have control characters or other invisible marks",
        "extension": "Extension must not have control characters or other invisible marks",
        "colour": "Choose from the answers shown",
        "many": "Give one answer only",
        "members": "Choose from the answers shown",
        "officer": "Give one answer only",
        "notes": "Notes must be 4000 characters or fewer",
        "officer_name": "Enter the name of the officer",
    }
    assert len(form["notes"].value) == 5000


def test_names_that_were_not_asked_for_make_one_problem_of_the_whole_form():
    result = read(Everything, {**GOOD, **{f"x{n}": ["1"] for n in range(5000)}}, choices=MEMBERS)
    assert result.answers is None
    assert len(result.form.problems) == 1 and result.form.errors == ()


def test_passwords_are_never_drawn_again_but_everything_else_is():
    form = answered(name=[""], secret=["  spaces count "], again=["  spaces count "]).form
    assert form["secret"].value == "" and form["phone"].value == "(602) 555-0123"
    assert "secret" not in form.typed and form.typed["members"] == ["m1"]


def test_a_validator_speaks_at_its_field_after_the_label():
    assert answered(notes=["nonsense"]).form["notes"].error == "Notes must be polite"


def test_a_validator_of_the_whole_model_speaks_at_a_field_or_for_the_form():
    assert answered(again=["other"]).form.errors == (("again", "Type the same password twice"),)
    assert answered(name=["Nobody"]).form.problems == ("Someone must answer",)


def test_a_validator_that_speaks_of_a_field_that_is_not_there_is_still_heard():
    class Lost(BaseModel):
        name: str = field("Name")

        @model_validator(mode="after")
        def _lost(self) -> "Lost":
            raise wrong_at(nowhere="Something is wrong")

    assert read(Lost, {"name": ["x"]}).form.problems == ("Something is wrong",)


def test_what_depends_on_a_question_that_is_not_shown_is_not_shown_either():
    class Chain(BaseModel):
        first: str = field("First")
        second: str = field("Second", shown_when=("first", "yes"))
        third: str = field("Third", shown_when=("second", "yes"))

    sent = {"first": ["no"], "second": ["yes"], "third": ["x"]}
    assert read(Chain, sent).answers == Chain(first="no", second="", third="")
    assert read(Chain, {"first": ["yes"], "second": ["yes"]}).form["third"].error == "Enter the third"


def test_how_answers_fit_together_is_not_judged_while_one_of_them_is_wrong():
    class Contact(BaseModel):
        email: Email = field("Email", optional=True)
        fax: str = field("Fax", optional=True)

        @model_validator(mode="after")
        def _one_of_them(self) -> "Contact":
            if not (self.email or self.fax):
                raise ValueError("Give an email address or a fax number")
            return self

    assert read(Contact, {}).form.problems == ("Give an email address or a fax number",)
    unprintable = read(Contact, {"email": ["a\x00@b.example"]}).form
    assert unprintable["email"].error and unprintable.problems == ()


def test_numbers_and_dates_that_are_none_get_plain_words():
    form = answered(count=["many"], since=["yesterday"]).form
    assert form["count"].error == "How many must be a whole number"
    assert form["since"].error == "Since must be a real date, such as 2026-03-31"


def test_several_forms_stand_in_one_page_by_their_prefixes():
    class Fax(BaseModel):
        fax: str = field("Fax")
        by: str = field("By", shown_when=("fax", "1"))

    page = {"fax": ["a"], "r2w-fax": ["1"], "r2w-by": ["b"], "dsm-fax": ["3"]}
    mine = read(Fax, page, prefix="r2w-")
    assert mine.answers == Fax(fax="1", by="b")
    assert mine.form["by"].name == "r2w-by" and mine.form["by"].shown_when == ("r2w-fax", "1")
    assert read(Fax, page).form.problems
    assert not read(Fax, page, ignore=frozenset({"r2w-*", "dsm-fax"})).form.problems


def test_a_rule_of_an_action_puts_its_words_at_the_field_or_on_top():
    form = answered().refused({"email": "Someone else has this address", "elsewhere": "Too late"})
    assert form["email"].error == "Someone else has this address" and form.problems == ("Too late",)


def test_an_uploaded_file_in_place_of_a_text_is_an_error():
    result = read(Everything, {**GOOD, "name": [object()]}, choices=MEMBERS)  # a file is not text
    assert result.answers is None and result.form["name"].error


def test_a_validator_that_crashes_is_a_problem_of_the_form(caplog: pytest.LogCaptureFixture):
    class Crashing(BaseModel):
        name: str = field("Name")

        @field_validator("name")
        @classmethod
        def _crash(cls, name: str) -> str:
            raise KeyError(name)

    result = read(Crashing, {"name": ["private words"]})
    assert result.answers is None and len(result.form.problems) == 1
    assert "KeyError" in caplog.text and "private words" not in caplog.text


def test_what_was_read_can_be_drawn_and_read_again():
    answers = answered().answers
    form = draw(Everything, answers, choices=MEMBERS)
    assert form["phone"].value == "(602) 555-0123" and form["likes"].value == "yes"
    passwords = {"secret": GOOD["secret"], "again": GOOD["again"]}
    assert read(Everything, {**form.sent, **passwords}, choices=MEMBERS).answers == answers


def test_lists_come_from_the_host_by_source_or_by_field_name():
    class Places(BaseModel):
        place: str = field("Place", kind="select")
        who: str = field("Who", kind="select", choices="members")

    offered = {"place": [Choice("a", "A")], "members": [Choice("m", "M")]}
    assert draw(Places, choices=offered)["who"].choices == (Choice("m", "M"),)
    assert read(Places, {"place": ["a"], "who": ["m"]}, choices=offered).answers
    assert read(Places, {"place": ["a"], "who": ["m"]}).answers is None
