"""Finds the texts that people are shown: templates, mails, strings of code and of profiles."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.page_texts import COMMENT, CONTROL, VALUE, literals, of_template, value_of
from tests.house.test_words import notes_of
from web.plugin_check.shown import Shown

# Agreements and consents, and texts whose words a lawyer chose.
LEGAL = re.compile(
    r"^(?:data-access-agreement|[a-z-]+-declaration|user-agreement|attestation|electronic-signature|privacy|terms)-\d+\.md$|^consent\.py$"
)
# What the product only reads, or says to those who run it, write plugins for it or fill in a profile.
_OPERATORS = re.compile(
    r"^(?:core/(?:site|seal|database|tlog|apart|plugin_api|paper|applications/(?!catalogue))"
    r"|core/(?!errors|actor)\w+\.py|core/forms/declare\.py|core/plugin_testing/|web/plugin_check/|web/plugin_testing/|core/audit/(?!words)|core/enrollment/spreadsheet/aliases|web/command|web/vendored\.py)"
)
# What a program says to those who run or write it.
_PROGRAMMERS = {
    "AssertionError", "AttributeError", "Broken", "CannotUnseal", "ClientException", "Exit", "IllegalMove",
    "Ill", "KeyError", "LookupError", "NoSealKey", "NoTrailKey", "NotDrawable", "NotSealed",
    "PermissionError",
    "PluginFaults", "Rewritten", "RuntimeError", "SettingsFaults", "SiteFaults", "SystemExit", "TypeError",
    "UnfitForProduction", "Unreachable", "Unsound",
}  # fmt: skip
_REFUSING = {
    "Invalid",
    "NotNow",
    "Refused",
    "TooManyMails",
    "TryLater",
    "Unreadable",
    "ValueError",
    "DoesNotFit",
}
_LOGGING = {
    "debug",
    "info",
    "warning",
    "error",
    "exception",
    "critical",
    "compile",
    "echo",
    "add_parser",
    "raw",
}
_SQL = re.compile(r"\b(?:SELECT|UPDATE|INSERT|DELETE|WHERE|ORDER BY|CREATE|AND|FROM|JOIN)\b")


def shown_texts(root: Path) -> Iterator[Shown]:
    """Every text that people are shown, legal texts aside."""
    for folder in ("core", "web", "plugins", "sites"):
        for file in sorted((root / folder).rglob("*")):
            if {"vendor", "migrations", "fonts"} & set(file.parts) or LEGAL.match(file.name):
                continue
            if _OPERATORS.match(str(file.relative_to(root))):
                continue
            read = _READERS.get(file.suffix)
            for line, kind, words in read(file) if read else ():
                if plain := " ".join(words.split()):
                    yield Shown(f"{file.relative_to(root)}:{line}", kind, plain)


def of_mail(file: Path) -> Iterator[tuple[int, str, str]]:
    """The subject, paragraphs, points and buttons of a mail's template."""
    text = COMMENT.sub("", file.read_text("utf-8"))
    for found in re.finditer(r"{{ *button\((.*?), *\w+(?:, .*?)?\) *}}", text):
        yield text.count("\n", 0, found.start()) + 1, "button", (literals(found[1]) or [""])[0]
    plain = CONTROL.sub(lambda found: "\n\n" if "else" in found[1] or "elif" in found[1] else "", text)
    plain = re.sub(r"^Subject:(.*)", r"\1\n", VALUE.sub(lambda found: value_of(found[1]), plain))
    line = 1
    for part in re.split(r"(\n\s*\n|\n(?=- ))", plain):
        if part.strip() and re.search(r"[a-z]{2}", part.replace("Name", "")):
            yield line, "text", part.strip(" -\n")
        line += part.count("\n")


def of_profile(file: Path) -> Iterator[tuple[int, str, str]]:
    """The running texts of a profile."""
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        for words in [] if line.lstrip().startswith("#") else literals(line):
            if re.search(r"[a-z] [a-z]", words):
                yield number, "text", words


def of_prose(file: Path) -> Iterator[tuple[int, str, str]]:
    """The paragraphs of a Markdown text."""
    line = 1
    for part in re.split(r"(\n\s*\n|\n(?=- |\d\. ))", file.read_text("utf-8")):
        if part.strip():
            yield line, "text", re.sub(r"\[([^]]*)\]\([^)]*\)|[*_#]", r"\1", part)
        line += part.count("\n")


def of_script(file: Path) -> Iterator[tuple[int, str, str]]:
    """The sentences in a script of the browser."""
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        for words in [] if line.lstrip().startswith("//") else re.findall(r'"([A-Z][a-z]+ [^"]+)"', line):
            yield number, "text", words


def of_python(file: Path) -> Iterator[tuple[int, str, str]]:
    """The strings of a module that people are shown; one in a refusal is an error."""
    tree = ast.parse(file.read_text("utf-8"))
    yield from _said(tree, notes_of(tree) | {-id(each) for each in _refusals(tree)}, "text")


def _refusals(tree: ast.AST) -> Iterator[ast.AST]:
    """The constants of a module that a refusal of it says."""
    said = {
        each.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and _name(node.exc.func) in _REFUSING
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and each.id.isupper()
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(_name(target) in said for target in node.targets):
            yield node.value


def _said(node: ast.AST, notes: set[int], kind: str) -> Iterator[tuple[int, str, str]]:
    if -id(node) in notes or (isinstance(node, ast.keyword) and node.arg == "missing"):
        kind = "missing" if isinstance(node, ast.keyword) else "error"
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and _name(node.func) in _LOGGING):
        return
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        if (name := _name(node.exc.func)) in _PROGRAMMERS:
            return
        kind = "error" if name in _REFUSING else kind
    joined = isinstance(node, ast.JoinedStr)
    words = _words(node) if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in notes else ""
    if re.search(r"[a-z] \w", words) and not _SQL.search(words):
        yield getattr(node, "lineno", 1), kind, words
    inside = [each.value for each in node.values if isinstance(each, ast.FormattedValue)] if joined else []
    linked = node.args[:1] if isinstance(node, ast.Call) and _name(node.func) == "Link" else []
    for child in inside if joined else ast.iter_child_nodes(node):
        yield from _said(child, notes, "link" if child in linked else kind)


def _name(node: ast.AST) -> str:
    return getattr(node, "attr", None) or getattr(node, "id", "")


def _words(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(each) for each in node.values)
    if isinstance(node, ast.FormattedValue):
        first = node.value.body if isinstance(node.value, ast.IfExp) else None
        return _words(first) if isinstance(first, ast.Constant | ast.JoinedStr) else "Name"
    return str(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


_READERS = {
    ".html": of_template,
    ".txt": of_mail,
    ".toml": of_profile,
    ".md": of_prose,
    ".py": of_python,
    ".js": of_script,
}
