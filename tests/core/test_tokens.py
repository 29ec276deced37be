import pytest

from core.tokens import (
    ALPHABET,
    hash_of,
    hash_of_link,
    new_digit_code,
    new_letter_code,
    new_token,
    typed_digit_code,
    typed_letter_code,
)


def test_no_two_tokens_are_alike_and_each_is_stored_as_its_hash() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100 and {len(token) for token in tokens} == {43}
    assert len({hash_of(token) for token in tokens}) == 100
    assert hash_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_code_of_letters_is_compared_without_case_spaces_and_dashes() -> None:
    code = new_letter_code()
    assert len(code) == 9 and set(code.replace("-", "")) <= set(ALPHABET)
    assert len(new_letter_code(groups=3)) == 14
    assert typed_letter_code(f" {code.lower().replace('-', ' - ')} ") == code.replace("-", "")
    assert len(typed_letter_code("A" * 100_000)) == 64


def test_a_code_of_digits_is_compared_without_what_stands_between_them() -> None:
    code = new_digit_code()
    assert len(code) == 8 and code.isascii() and code.isdigit()
    assert typed_digit_code(f" {code[:4]} - {code[4:]}\n") == code
    assert typed_digit_code("1٢3４5") == "135"
    assert len(typed_digit_code("1" * 100_000)) == 40


@pytest.mark.parametrize(
    "around", [".", ")", ">", ",", "”", '"', "'", " ", ">.", "\u00a0", ")).\n", "…", ";"]
)
def test_a_link_opens_with_what_a_mail_program_wrote_around_its_token(around: str) -> None:
    token = new_token()
    assert hash_of_link(token + around) == hash_of_link("<" + token) == hash_of(token)
    assert hash_of_link(token[:-1] + around) != hash_of(token)
    assert hash_of_link(token[:9] + around + token[9:]) != hash_of(token)


def test_the_beginning_and_the_end_of_a_token_belong_to_it() -> None:
    for token in ("-abc_", "_abc-", "--__"):
        assert hash_of_link(token) == hash_of(token)
