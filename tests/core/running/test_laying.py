"""Changes are laid over a profile, item by item."""

from copy import deepcopy

import pytest

from core.running.laying import found_at, may_be_changed, put_at

PROFILE = {
    "facilities": [{"code": "A", "name": "Alpha"}, {"code": "B", "name": "Beta"}],
    "plugins": {"cerner": {"regions": ["west"]}},
    "agreements": [{"slug": "access", "text": {"version": "1"}}],
}


@pytest.mark.parametrize(
    ("path", "after"),
    [
        (("facilities", "A"), {"code": "A", "name": "Alef"}),
        (("facilities", "C"), {"code": "C", "name": "Gamma"}),
        (("facilities", "B"), None),
        (("plugins", "cerner", "paused"), "Back on Monday."),
        (("plugins", "cerner", "regions"), None),
        (("agreements", "access", "text"), {"version": "2"}),
        (("holidays",), {"country": "US"}),
        (("announcements", "snow"), {"slug": "snow", "text": "Closed."}),
    ],
)
def test_an_item_is_what_was_put_there(path: tuple[str, ...], after: object) -> None:
    laid = deepcopy(PROFILE)
    put_at(laid, path, after)
    assert found_at(laid, path) == after


def test_what_is_in_something_that_is_gone_is_not_put_anywhere() -> None:
    laid: dict[str, object] = {"agreements": []}
    put_at(laid, ("agreements", "access", "text"), {"version": "2"})
    assert laid == {"agreements": []}


def test_the_others_of_a_list_keep_their_places() -> None:
    laid = {"facilities": [{"code": each} for each in "ABC"]}
    put_at(laid, ("facilities", "B"), {"code": "B", "name": "Beta"})
    assert [each["code"] for each in laid["facilities"]] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("path", "may"),
    [
        (("facilities", "A"), True),
        (("texts", "terms"), True),
        (("agreements", "access", "text"), True),
        (("agreements", "access", "signers"), False),
        (("enrollment", "people"), False),
        (("enrollment", "purpose"), True),
        (("plugins", "cerner", "connector", "url"), False),
        (("plugins", "cerner", "paused"), True),
        (("holidays",), True),
        (("password_min_length",), False),
    ],
)
def test_what_the_browser_may_set(path: tuple[str, ...], may: bool) -> None:
    assert may_be_changed(path) is may
