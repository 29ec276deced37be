"""What a file of a plugin takes from other modules, however it does so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from web.plugin_check.subject import Source

Taken = tuple[ast.AST, str, str]
IMPORTING = frozenset({"import_module", "__import__", "run_module", "resolve_name", "reload"})
MODULES = "sys.modules"
_OWN = frozenset({"__package__", "__name__"})


def taken(source: Source, root: Path) -> Iterator[Taken]:
    """Each module that is imported, and the name that is taken from it, if any.

    Where the module can't be read there, it is empty, and the name says by what it is taken.
    """
    within, meant = list(source.file.parent.relative_to(root).parts), stands_for(source.tree)
    called = {id(node.func) for node in ast.walk(source.tree) if isinstance(node, ast.Call)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node, each.name, "") for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = _from(within, node.level, node.module or "")
            yield from ((node, module, each.name) for each in node.names)
        elif isinstance(node, ast.Call) and (name := _importing(node.func, meant)):
            yield node, _named(node, within), name if not _named(node, within) else ""
        elif isinstance(node, ast.expr) and id(node) not in called:
            yield from ((node, "", each) for each in _handed_on(node, meant))


def reached(source: Source, public: tuple[str, ...]) -> Iterator[Taken]:
    """Each name that is read by its dots from one of these modules, or from what is above them."""
    meant = {name: whole for name, whole in stands_for(source.tree).items() if whole in public}
    for node in ast.walk(source.tree):
        for each in node.names if isinstance(node, ast.Import) else ():
            first = each.name.partition(".")[0]
            meant |= {} if each.asname else {first: first}
    for node in ast.walk(source.tree):
        module, _, name = (dotted(node, meant) if isinstance(node, ast.Attribute) else "").rpartition(".")
        within = any(f"{each}.".startswith(f"{module}.") for each in public)
        if module and within and f"{module}.{name}" not in public:
            yield node, module, name


def stands_for(tree: ast.Module) -> dict[str, str]:
    """What the names of a file stand for that it imports by another or from somewhere."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {each.asname: each.name for each in node.names if each.asname}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
    return found


def dotted(node: ast.expr, meant: dict[str, str]) -> str:
    """The whole name that is meant there, if its first part is one of an import."""
    head, _, rest = ast.unparse(node).partition(".") if _is_name(node) else ("", "", "")
    return f"{meant[head]}.{rest}".rstrip(".") if head in meant else ""


def _is_name(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _from(within: list[str], level: int, module: str) -> str:
    """The whole name of a module that is named from where a file is."""
    kept = within[: len(within) - level + 1] if level else []
    return ".".join([*kept, *filter(None, [module])])


def _importing(function: ast.expr, meant: dict[str, str]) -> str:
    name = ast.unparse(function) if _is_name(function) else getattr(function, "attr", "")
    last = (dotted(function, meant) or str(name)).rpartition(".")[2]
    return last if last in IMPORTING else ""


def _handed_on(node: ast.expr, meant: dict[str, str]) -> Iterator[str]:
    """What imports and is not called there, so that nobody sees with what it is."""
    if isinstance(node, ast.Name | ast.Attribute):
        if name := _importing(node, meant):
            yield name
        elif (dotted(node, meant) or ast.unparse(node)) == MODULES:
            yield MODULES


def _named(call: ast.Call, within: list[str]) -> str:
    """The module that a call imports, if that can be read."""
    given = [*call.args, *(each.value for each in call.keywords)]
    name = _text(given[0]) if given else ""
    if not name.startswith("."):
        return name.replace(":", ".")
    at = given[1] if len(given) > 1 else None
    if _text(at):
        within = _text(at).split(".")
    elif not (isinstance(at, ast.Name) and at.id in _OWN):
        return ""
    return _from(within, len(name) - len(name.lstrip(".")), name.lstrip("."))


def _text(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
