"""A component is drawn once and filled for everybody: the same page, and nobody's texts in memory."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from markupsafe import Markup
from pydantic import BaseModel

from core.applications import load_applications
from core.enrollment.forms.people import person_choices, person_model
from core.enrollment.forms.practice import practice_choices, practice_model
from core.forms import Choice, Form, draw, read
from core.forms.declare import Question, questions
from core.site import find_site, load_site
from tests.web.test_rendering import CHOICES, Example
from web import boxes
from web import ui as bridge
from web.assets import load_assets
from web.drawing import options
from web.moulds import Moulded
from web.pages.account.sign_up import SignUp
from web.rendering import MOULDED, Pages
from web.ui import GovukComponents

SITE = load_site(find_site("banner"))
HOSTILE = (
    "",
    "Ada",
    "0",
    "\"><script>alert('x')</script>&amp;",
    "\ue0000\ue001",
    "\ue0001\ue001\n  \ue002",
    "%s {} {0} \\1 \\g<0>",
    "two\nlines\u2028three",
    "   ",
)


def every_form() -> Iterator[tuple[type[BaseModel], dict[str, Any]]]:
    yield Example, {"choices": CHOICES}
    yield SignUp, {}
    yield practice_model(SITE), {"choices": practice_choices(SITE)}
    for role in ("sponsor", "administrator", "backup", "member"):
        for kind in SITE.staff_types:
            for suffix in SITE.suffixes_for(kind.slug)[:3]:
                made = person_model(SITE, role, kind.slug, suffix.code, another=False)
                yield made, {"choices": person_choices(SITE, role, kind.slug)}
    applications = load_applications(SITE)
    members = [Choice("1", '"Ada" <ada@practice.example>', "ada@practice.example")]
    for slug in applications:
        listed = applications.choices(slug, members)
        yield applications[slug].fields, {"choices": listed, "prefix": f"{slug}."}


def typed_into(model: type[BaseModel], text: str, how: dict[str, Any]) -> Form:
    def sent(question: Question) -> list[str]:
        offered = how.get("choices", {}).get(question.source or question.name, question.choices)
        return [offered[0][0]] if question.chosen and offered else [text]

    prefix = how.get("prefix", "")
    return read(model, {prefix + each.name: sent(each) for each in questions(model)}, **how).form


def page_of(pages: Pages, form: Form) -> str:
    return pages.environment.from_string("{{ draw_all(form) }}").render(form=form)


def test_every_form_of_the_product_looks_as_its_macros_draw_it(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = [draw(model, **how) for model, how in every_form()]
    forms += [typed_into(model, text, how) for model, how in every_form() for text in HOSTILE]
    for _ in range(2):
        filled = [page_of(pages, form) for form in forms]
    monkeypatch.setattr(bridge, "MOULDED", frozenset())
    monkeypatch.setattr(boxes, "BOXES", frozenset())
    plain = Pages(SITE, load_assets(SITE.folder))

    assert [page_of(plain, form) for form in forms] == filled
    assert len(forms) > 200


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_in_any_place_is_drawn_as_the_macros_draw_it(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _in_every_place(text)
    filled = [_drawn(asked) for _ in range(2)]
    monkeypatch.setattr(bridge, "MOULDED", frozenset())

    assert [_drawn(asked)] * 2 == filled


def _drawn(asked: list[tuple[str, dict[str, Any]]]) -> list[str]:
    ui = GovukComponents()
    return [getattr(ui, component)(**parameters) for component, parameters in asked for _ in range(2)]


def _in_every_place(text: str) -> list[tuple[str, dict[str, Any]]]:
    common = {"name": "a", "label": {"text": text}, "hint": {"text": text}, "errorMessage": {"text": text}}
    opened = Markup("<div>\n  <b>{}</b>\n\n</div>\n").format(text)
    items = [
        {"value": text, "text": text, "hint": {"text": text}, "checked": True},
        {"value": "b", "text": "B", "conditional": {"html": opened}},
        {"value": "c", "html": text},
    ]
    legend = {"legend": {"text": text}}
    return [
        ("input", {"id": "a", "value": text, "spellcheck": False, **common}),
        ("input", {"id": "a", "value": text, "prefix": {"html": text}, **common}),
        ("textarea", {"id": "a", "value": text, "rows": 4, **common}),
        ("select", {"id": "a", "items": [{"value": text, "text": text, "selected": True}], **common}),
        ("select", {"id": "a", "items": [{"value": text, "text": text}], "value": text, **common}),
        ("radios", {"idPrefix": "a", "items": items, "fieldset": legend, **common}),
        ("checkboxes", {"idPrefix": "a", "items": items, **common}),
        ("checkboxes", {"idPrefix": "a", "items": items, "values": [text], **common}),
        ("file_upload", {"id": text, **common}),
    ]


def test_nothing_that_was_typed_stays_in_memory(pages: Pages) -> None:
    marker = "Zebra-Quagga-" + "7391"
    for model, how in every_form():
        page_of(pages, typed_into(model, marker, how))
    people = [Choice(marker, marker, marker)]
    for kind in ("select", "radios", "checkboxes"):
        question = draw(Example, {"state": marker}, choices={"state": people, "officer": people})
        assert marker in page_of(pages, question), kind
    ui = pages.environment.globals["ui"]
    assert isinstance(ui, GovukComponents)
    assert ui._mould.cache_info().currsize > 20

    draw_box = pages.environment.globals["draw"]
    assert isinstance(draw_box, boxes.Boxes)
    assert len(draw_box._moulds) > 20

    assert not _reached(ui._mould, marker)
    assert not _reached(draw_box._moulds, marker)
    ui.input(id="a", name="a", label={"text": "A"}, classes=marker)
    assert _reached(ui._mould, marker), "what is kept is looked through"


def _reached(root: object, marker: str) -> list[object]:
    """What the object leads to that holds the marker; modules, classes and functions lead everywhere."""
    seen, left, found = {id(root)}, [root], []
    while left:
        for each in gc.get_referents(left.pop()):
            if id(each) in seen or isinstance(each, type) or type(each).__name__ in {"module", "function"}:
                continue
            seen.add(id(each))
            left.append(each)
            if isinstance(each, str) and marker in each:
                found.append(each)
    return found


FILLED: dict[str, tuple[int, tuple[dict[str, Any], ...]]] = {
    "person_cells": (8, ({},)),
    "one_pair": (2, ({"address": False}, {"address": True})),
    "state_cell": (5, ({},)),
    "row_actions": (4, ({"member": True}, {"member": False})),
    "grid_cell": (
        6,
        tuple(
            {"box": box, "saves": saves}
            for box in ("ticked", "open", "no", "needs-details")
            for saves in (True, False)
        ),
    ),
}


@pytest.mark.parametrize("name", MOULDED)
def test_cells_from_moulds_are_as_the_macro_draws_them_and_nothing_of_them_stays(
    pages: Pages, name: str
) -> None:
    cells, anew = pages.environment.globals[name], pages.environment.globals[f"{name}_anew"]
    assert isinstance(cells, Moulded) and callable(anew)
    many, choices = FILLED[name]
    marker = "Zebra-Quagga-" + "4468"
    texts = ["", *HOSTILE, marker, *(marker + each for each in HOSTILE)]
    turned = [(*texts[at:], *texts[:at])[:many] for at in range(len(texts))]
    # No mould can be filled with the last of these.
    for every in (turned, [*turned, ("x\0y",) * many], []):
        rows = [(each, switches) for each in every for switches in choices]
        assert cells.each(rows, "\n") == "\n".join(anew(*each, **switches) for each, switches in rows)

    assert len(cells._moulds) >= len(choices)
    assert not _reached(cells._moulds, marker)


def test_moulds_are_bounded_whatever_is_asked_for() -> None:
    ui = GovukComponents()
    for number in range(bridge.MOST_MOULDS + 50):
        ui.input(id=f"a{number}", name="a", label={"text": "A"})
    assert ui._mould.cache_info().currsize == bridge.MOST_MOULDS


def test_moulds_of_inputs_are_bounded_whatever_is_asked_for(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boxes, "MOST", 10)
    draw_box = pages.environment.globals["draw"]
    assert isinstance(draw_box, boxes.Boxes)
    for number in range(15):
        draw_box(draw(Example, choices=CHOICES, prefix=f"a{number}.")["name"])
    assert 0 < len(draw_box._moulds) <= 10


def test_a_list_of_states_is_drawn_once(pages: Pages) -> None:
    states = [Choice(each.code, each.name) for each in SITE.jurisdictions]
    rows = options(draw(Example, {"state": "AZ"}, choices={**CHOICES, "state": states})["state"])
    ui = GovukComponents()
    for _ in range(3):
        ui.select(id="state", name="state", label={"text": "State"}, items=rows)
    assert ui._mould.cache_info().misses == 1
    assert ui._mould.cache_info().hits == 2
