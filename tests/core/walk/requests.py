"""What must hold of requests and their lines after every step."""

from __future__ import annotations

from collections.abc import Iterator

from core.portal import Portal
from tests.core.walk.picture import Picture, Row

Faults = Iterator[str]


def every_line_belongs_to_the_request_that_asked_last(portal: Portal, p: Picture) -> Faults:
    """A grant has one open line at most, the newest; a request is open as long as one of its lines is."""
    numbers = {each["id"]: each["number"] for each in p.all("access_request")}
    lines: dict[str, list[Row]] = {}
    for line in sorted(p.all("request_line"), key=lambda line: numbers[line["request"]]):
        lines.setdefault(line["grant"], []).append(line)
    for grant in p.all("access_grant"):
        *earlier, newest = lines.get(grant["id"]) or [None]
        if newest is None:
            yield f"{line_of(grant)} and nobody asked for it"
        elif any(each["open_for"] for each in earlier):
            yield f"{line_of(grant)} and an earlier request still waits for it"
        elif grant["state"] in {"requested", "approved"} and not newest["open_for"]:
            yield f"{line_of(grant)} and its request does not wait for it"
        elif grant["state"] in {"active", "denied", "revoked", "expired"} and newest["open_for"]:
            yield f"{line_of(grant)} and its request still waits for it"


def every_request_ends_with_its_last_line(portal: Portal, p: Picture) -> Faults:
    """And not before; whoever asked for a line did not approve it."""
    open_ = {each["request"] for each in p.all("request_line") if each["open_for"]}
    for request in p.all("access_request"):
        if request["state"] in {"done", "declined", "withdrawn"} and request["id"] in open_:
            yield f"request {request['number']} is {request['state']} and something is left of it"
        if request["state"] in {"in-progress", "to-be-decided"} and request["id"] not in open_:
            yield f"request {request['number']} is {request['state']} and nothing is left of it"
    asked_by = {each["id"]: each["sent_by"] for each in p.all("access_request")}
    for line in p.all("request_line"):
        if line["decision"] == "approved" and line["decided_by"] == asked_by[line["request"]]:
            yield f"line {line['id']} was approved by who asked for it"


def line_of(grant: Row) -> str:
    """A grant as a fault names it."""
    return f"grant {grant['id']} of {grant['application']} is {grant['state']}"
