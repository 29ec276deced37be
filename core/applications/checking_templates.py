"""What makes the templates of a plugin unfit: one that cannot be read, and a mail that has none."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError

from core.mail.writing import TEMPLATES

# What pages and mails may use beside the language itself; nothing is drawn here.
_READER = Environment(extensions=["jinja2.ext.do"], autoescape=True)


def faults_of_templates(folder: Path) -> Iterator[str]:
    """Name every template below a plugin's folder that cannot be read, and every mail without a template."""
    templates = folder / "templates"
    for file in sorted(templates.rglob("*")):
        if file.suffix in {".html", ".txt"}:
            yield from _unreadable(file, str(file.relative_to(templates)))
    for source in sorted(folder.glob("*.py")):
        for name in _told(source):
            if not any((where / f"{name}.txt").is_file() for where in (templates, TEMPLATES)):
                yield f'{source.name} mails "{name}", which has no template'


def _unreadable(file: Path, name: str) -> Iterator[str]:
    try:
        _READER.parse(file.read_text("utf-8"))
    except TemplateSyntaxError as problem:
        yield f'template "{name}", line {problem.lineno}: {problem.message}'
    except (OSError, ValueError) as problem:
        yield f'template "{name}" cannot be read: {type(problem).__name__}'


def _told(source: Path) -> Iterator[str]:
    """The templates that `tell(whom, template)` names as plain text."""
    try:
        tree = ast.parse(source.read_text("utf-8"))
    except (OSError, ValueError, SyntaxError):
        return
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr == "tell":
            named = [each.value for each in node.keywords if each.arg == "template"]
            yield from (
                each.value
                for each in [*node.args[1:2], *named]
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )
