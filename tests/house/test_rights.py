"""Only `core/groups` decides by an account about a practice; all others ask it who may and who must not."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import python_files, short

# Where accounts are made, a draft or what somebody asked is its account's own, and it is decided who acts.
AT_HOME = ("core/groups/", "core/enrollment/", "core/identity/", "core/joining/", "core/mfa/")
ACCOUNTS = {"account", "account_id", "sent_by"}
# Work that somebody of the staff has taken, and one's own sign-in, are nobody's practice.
OTHERS = {"assignee", "holder", "held_by"}
TABLES_OF_PEOPLE = {"Account", "Person"}
COLLEAGUE = "each.account == account"


def last_name(node: ast.expr) -> str:
    """What an expression is called: `x.account`, `x["account"]` and `account` are all an account."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return node.id if isinstance(node, ast.Name) else ""


def is_account(node: ast.expr) -> bool:
    owner = node.value if isinstance(node, ast.Attribute) else None
    of_people = isinstance(owner, ast.Name) and owner.id in TABLES_OF_PEOPLE
    return last_name(node) in ACCOUNTS and not of_people


def compared(node: ast.AST) -> bool:
    """Whether an account is compared with anything but who has taken a piece of work."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in {"is_in", "not_in", "eq", "ne"} and is_account(node.func.value)
    if not isinstance(node, ast.Compare) or ast.unparse(node) == COLLEAGUE:
        return False
    by_identity = all(isinstance(each, ast.Is | ast.IsNot) for each in node.ops)
    sides = [part for side in (node.left, *node.comparators) for part in ast.walk(side)]
    names = {last_name(each) for each in sides if isinstance(each, ast.expr)}
    of_people = any(isinstance(each, ast.Name) and each.id in TABLES_OF_PEOPLE for each in sides)
    plain = any(is_account(each) for each in (node.left, *node.comparators))
    return plain and not by_identity and not of_people and not names & OTHERS


def decisions(source: str) -> Iterator[str]:
    """Every place of a file in which an account is compared."""
    for node in ast.walk(ast.parse(source)):
        if compared(node):
            yield ast.unparse(node)


@pytest.mark.parametrize(
    "line",
    [
        "mine = Request.account == account",
        "mine = (Request.number == number) & (Request.sent_by == by.account)",
        "mine = line.request['sent_by'] == by.account",
        "if request['account'] != by.account: raise NotFound",
        "mine = Request.sent_by.is_in([account])",
        "mine = Request.sent_by.eq(account)",
        "mine = Appointment.account == visit.who.account_id",
        "mine = by.account in senders",
        "mine = who == row['account']",
    ],
)
def test_a_planted_comparison_is_found(line: str) -> None:
    assert len(list(decisions(line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "mine = Request.group.is_in(administered_by(by.account))",
        "mine = WorkItem.assignee == by.account",
        "row = Account.id == account",
        "if by.account is None: raise NotFound",
        "sent_by = draft.account",
    ],
)
def test_what_decides_about_no_practice_is_left_alone(line: str) -> None:
    assert list(decisions(line)) == []


def test_only_the_groups_decide_by_an_account_about_a_practice() -> None:
    files = [file for file in python_files("core") if not short(file).startswith(AT_HOME)]
    found = {short(file): each for file in files if (each := list(decisions(file.read_text("utf-8"))))}
    assert found == {}
