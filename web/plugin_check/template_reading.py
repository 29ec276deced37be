"""Finds which variables a template reads, with everything it extends and includes, and compares records."""

from collections.abc import Iterator, Set
from dataclasses import fields

from jinja2 import Environment, meta, nodes

from web.contexts import Frame, PageContext

FRAME = frozenset(each.name for each in fields(Frame))


def reads(environment: Environment, template: str) -> frozenset[str]:
    """Every variable that the template reads from its context, fragments of it included; globals are none."""
    overridden: set[str] = set()
    found: set[str] = set()
    name: str | None = template
    while name is not None:
        tree = _whole(environment, name)
        parent = next(tree.find_all(nodes.Extends), None)
        _drop_blocks(tree, overridden)
        overridden |= {block.name for block in tree.find_all(nodes.Block)}
        found |= meta.find_undeclared_variables(tree)
        for imported in tree.find_all((nodes.FromImport, nodes.Import)):
            found |= reads(environment, _constant(getattr(imported, "template", None)))
        name = _constant(getattr(parent, "template", None)) if parent else None
    return frozenset(found - environment.globals.keys())


def leads_to(environment: Environment, template: str) -> frozenset[str]:
    """The templates that this one extends, includes or imports from."""
    tree = parsed(environment, template)
    kinds = (nodes.Extends, nodes.Include, nodes.FromImport, nodes.Import)
    return frozenset(_constant(getattr(node, "template", None)) for node in tree.find_all(kinds))


def records() -> dict[str, type[PageContext]]:
    """Every record of a page that the application has, by its name in full."""
    own = {f"{each.__module__}.{each.__qualname__}": each for each in _below(PageContext)}
    return {name: each for name, each in own.items() if name.startswith("web.") and "template" in vars(each)}


def disagreements(environment: Environment, record: type[PageContext]) -> list[str]:
    """In what ways a record and its template do not fit together, in words."""
    name = record.__name__
    if "__dataclass_fields__" not in vars(record):
        return [f"{name} is no dataclass of its own"]
    return compared(environment, record.template, frozenset(each.name for each in fields(record)), name)


def compared(
    environment: Environment, template: str, own: frozenset[str], name: str, given: Set[str] = FRAME
) -> list[str]:
    """In what ways these fields do not fit what the template reads, beside what it is `given`."""
    read, given = reads(environment, template), FRAME | given | environment.globals.keys()
    return [
        *(f"{template} reads {each}, which {name} has not" for each in sorted(read - own - given)),
        *(f"{name} has {each}, which {template} never reads" for each in sorted(own - read - given)),
        *(f"{name} has {each}, which would hide what every template has" for each in sorted(own & given)),
    ]


def _below(record: type[PageContext]) -> Iterator[type[PageContext]]:
    for each in record.__subclasses__():
        yield each
        yield from _below(each)


def _whole(environment: Environment, template: str) -> nodes.Template:
    """The template with what it includes in the very places where it does: there `set` and `for` reach it."""
    return _with_included(environment, parsed(environment, template))


def _with_included(environment: Environment, tree: nodes.Template) -> nodes.Template:
    for parent in [tree, *tree.find_all(nodes.Node)]:
        for kind, children in parent.iter_fields():
            if isinstance(children, list):
                setattr(parent, kind, [_included(environment, child) for child in children])
    return tree


def _included(environment: Environment, node: object) -> object:
    if not isinstance(node, nodes.Include):
        return node
    inside = _whole(environment, _constant(node.template))
    return nodes.Scope(inside.body, lineno=node.lineno)


def _drop_blocks(tree: nodes.Template, names: set[str]) -> None:
    for block in tree.find_all(nodes.Block):
        if block.name in names:
            block.body = []


def parsed(environment: Environment, template: str) -> nodes.Template:
    """Read one template as a tree; LookupError where it can't be found."""
    if environment.loader is None:
        raise LookupError(template)
    return environment.parse(environment.loader.get_source(environment, template)[0])


def _constant(name: object) -> str:
    """The name in a tag; one that is only known when a page is drawn cannot be followed."""
    if not isinstance(name, nodes.Const):
        raise LookupError(f"{name} is not the plain name of a template")
    return str(name.value)
