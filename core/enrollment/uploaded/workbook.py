"""A workbook: which of its sheets can be seen, and what is read of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from core.enrollment.uploaded.archive import Archive
from core.enrollment.uploaded.limits import (
    BINARY,
    DAMAGED,
    MOST_SHEETS,
    NO_SHEET,
    NOT_A_SHEET,
    ODD,
    ONLY_HIDDEN,
    OPEN_DOCUMENT,
    Refused,
)
from core.enrollment.uploaded.markup import Budget, Elements, is_true, relation_id
from core.enrollment.uploaded.sheet import Shared, read_rows
from core.enrollment.uploaded.strings import SharedText, read_strings
from core.enrollment.uploaded.styles import Style, read_styles
from core.enrollment.uploaded.table import Book, FilledSheet

_CONTENT_TYPES, _TOP = "[Content_Types].xml", "_rels/.rels"
_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_NAME_LENGTH = 31


class _Relation(NamedTuple):
    kind: str
    target: str


class _Named(NamedTuple):
    name: str
    link: str
    hidden: bool


class _Outline:
    """What `workbook.xml` says: the sheets in order, and where its days are counted from."""

    def __init__(self) -> None:
        self.sheets: list[_Named] = []
        self.from_1904 = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take one element."""
        if name == "workbookPr":
            self.from_1904 = is_true(attributes.get("date1904"))
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append(_Named(attributes.get("name", ""), relation_id(attributes), hidden))
            if len(self.sheets) > MOST_SHEETS:
                raise Refused(ODD)


def read_workbook(content: bytes) -> Book:
    """Read every visible sheet of a workbook; raise Refused when it is none, or more than a list may be."""
    archive, budget = Archive(content), Budget()
    _is_workbook(archive, budget)
    main = _one(_relations(archive, budget, ""), "officeDocument")
    _is_plain(archive, budget, main)
    outline = _Outline()
    Elements(budget, outline.start).read(archive.pieces(main))
    _no_two_alike([sheet.name.casefold() for sheet in outline.sheets])
    relations = _relations(archive, budget, main)
    shared = Shared(
        _strings(archive, budget, relations), _styles(archive, budget, relations), outline.from_1904, budget
    )
    return _book(archive, outline, relations, shared)


def _book(archive: Archive, outline: _Outline, relations: Mapping[str, _Relation], shared: Shared) -> Book:
    with_cells = [sheet for sheet in outline.sheets if _kind(relations, sheet) == "worksheet"]
    if not with_cells:
        raise Refused(NO_SHEET)
    visible = [sheet for sheet in with_cells if not sheet.hidden]
    if not visible:
        raise Refused(ONLY_HIDDEN)
    _no_two_alike([relations[sheet.link].target.casefold() for sheet in with_cells])
    listed = tuple(_listed(archive, sheet.name, relations[sheet.link].target, shared) for sheet in visible)
    return Book(listed, tuple(sheet.name[:_NAME_LENGTH] for sheet in with_cells if sheet.hidden))


def _listed(archive: Archive, name: str, part: str, shared: Shared) -> FilledSheet:
    sheet = read_rows(archive.pieces(part), shared)
    return FilledSheet(
        name[:_NAME_LENGTH], tuple(sheet.rows), tuple(sorted(sheet.hidden_columns)), sheet.fault
    )


def _kind(relations: Mapping[str, _Relation], sheet: _Named) -> str:
    if sheet.link not in relations:
        raise Refused(DAMAGED)
    return relations[sheet.link].kind


def _no_two_alike(names: list[str]) -> None:
    if len(set(names)) < len(names):
        raise Refused(DAMAGED)


def _is_workbook(archive: Archive, budget: Budget) -> None:
    if _CONTENT_TYPES in archive and _TOP in archive:
        return
    raise Refused(OPEN_DOCUMENT if "mimetype" in archive and "content.xml" in archive else NOT_A_SHEET)


def _is_plain(archive: Archive, budget: Budget, main: str) -> None:
    """Refuse what calls itself something else than a workbook without macros."""
    types: dict[str, str] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Override":
            types[attributes.get("PartName", "").casefold()] = attributes.get("ContentType", "")

    Elements(budget, start).read(archive.pieces(_CONTENT_TYPES))
    kind = types.get(f"/{main}".casefold(), "")
    if kind != _PLAIN:
        raise Refused(BINARY if "excel" in kind.casefold() or "template" in kind else NOT_A_SHEET)


def _relations(archive: Archive, budget: Budget, part: str) -> dict[str, _Relation]:
    """Read what a part stands on, by id; only parts of this archive count."""
    folder, _, name = part.rpartition("/")
    found: dict[str, _Relation] = {}

    def start(element: str, attributes: Mapping[str, str]) -> None:
        if element != "Relationship" or attributes.get("TargetMode") == "External":
            return
        key = attributes.get("Id", "")
        if key in found:
            raise Refused(DAMAGED)
        kind = attributes.get("Type", "").rpartition("/")[2]
        found[key] = _Relation(kind, _inside(folder, attributes.get("Target", "")))

    where = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    Elements(budget, start).read(archive.pieces(where))
    return found


def _inside(folder: str, target: str) -> str:
    path = target[1:] if target.startswith("/") else f"{folder}/{target}" if folder else target
    if ".." in path.split("/") or ":" in path or "\\" in path or "%" in path:
        # Only what is needed has to lie inside; this name is in no archive.
        return ""
    return path


def _one(relations: Mapping[str, _Relation], kind: str) -> str:
    found = [relation.target for relation in relations.values() if relation.kind == kind]
    if len(found) != 1 or not found[0]:
        raise Refused(DAMAGED)
    return found[0]


def _strings(archive: Archive, budget: Budget, relations: Mapping[str, _Relation]) -> list[SharedText]:
    if not any(relation.kind == "sharedStrings" for relation in relations.values()):
        return []
    return read_strings(archive.pieces(_one(relations, "sharedStrings")), budget)


def _styles(archive: Archive, budget: Budget, relations: Mapping[str, _Relation]) -> list[Style]:
    if not any(relation.kind == "styles" for relation in relations.values()):
        return []
    return read_styles(archive.pieces(_one(relations, "styles")), budget)
