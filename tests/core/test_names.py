from core.names import bare_name, first_upper, folded_name, full_name


def test_a_name_is_written_without_the_parts_that_are_empty() -> None:
    assert full_name("Amara", "J", "Okafor") == "Amara J Okafor"
    assert full_name("Amara", "", "Okafor") == "Amara Okafor"
    assert full_name("", "") == ""


def test_only_the_first_letter_becomes_large() -> None:
    assert first_upper("DEA license of the practice") == "DEA license of the practice"
    assert first_upper("user name") == "User name"
    assert first_upper("") == ""


def test_names_are_compared_in_two_spellings() -> None:
    assert bare_name(" Mesa Family-Care, P.C. 2 ") == "mesafamilycarepc2"
    assert bare_name("Straße") == bare_name("STRASSE")
    assert folded_name(" Ana  María\tRUIZ ") == "ana maría ruiz"
    assert folded_name("Ana-María") != folded_name("Ana María")
