"""What is sealed opens only in its own place, and secrets can be changed while running."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.keys import CannotUnseal, Keys

KEYS = Keys("secret-one" * 4, "pepper" * 8)
PLACE = ("authenticator", "seed", "row-1")


@given(st.binary(max_size=200))
def test_what_was_sealed_comes_back(plain: bytes) -> None:
    assert KEYS.unseal(KEYS.seal(plain, PLACE), PLACE) == plain


@pytest.mark.parametrize("place", [("other", "seed", "row-1"), ("authenticator", "code", "row-1"),
                                   ("authenticator", "seed", "row-2")])  # fmt: skip
def test_a_sealed_value_opens_nothing_in_another_place(place: tuple[str, str, str]) -> None:
    with pytest.raises(CannotUnseal):
        KEYS.unseal(KEYS.seal(b"seed", PLACE), place)


def test_the_same_value_is_never_sealed_alike_twice() -> None:
    assert KEYS.seal(b"seed", PLACE) != KEYS.seal(b"seed", PLACE)


@given(st.data())
def test_a_changed_value_does_not_open(data: st.DataObject) -> None:
    sealed = KEYS.seal(b"seed", PLACE)
    at = data.draw(st.integers(0, len(sealed) - 1))
    put = data.draw(st.sampled_from("ABCxyz019-_.="))
    changed = sealed[:at] + put + sealed[at + 1 :]
    if changed != sealed:
        with pytest.raises(CannotUnseal):
            KEYS.unseal(changed, PLACE)


def test_a_former_secret_still_opens_and_the_new_one_seals() -> None:
    old = KEYS.seal(b"seed", PLACE)
    newer = Keys("secret-two" * 4, "pepper" * 8, former=["secret-one" * 4])

    assert newer.unseal(old, PLACE) == b"seed"
    assert not newer.is_current(old)
    assert newer.is_current(newer.seal(b"seed", PLACE))
    with pytest.raises(CannotUnseal):
        KEYS.unseal(newer.seal(b"seed", PLACE), PLACE)


def test_each_purpose_has_a_key_of_its_own() -> None:
    assert KEYS.key("forms") != KEYS.key("puzzle")
    assert KEYS.code("forms", "x") != KEYS.code("limits", "x")
