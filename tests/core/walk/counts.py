"""What is counted is what there is, after every step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from core.audit.figures import EVER
from core.portal import Portal
from tests.core.walk.picture import Picture


def what_is_counted_is_what_there_is(_: Portal, p: Picture) -> Iterator[str]:
    """Requests by state and day and by state, what came by hour, and grants by application and state."""
    there: Counter[str] = Counter()
    for request in p.all("access_request"):
        day, hour = request["submitted_at"][:10], request["submitted_at"][11:13]
        there[f"request {request['state']} {day} 00"] += 1
        there[f"standing {request['state']} {EVER:%Y-%m-%d %H}"] += 1
        there[f"came  {day} {hour}"] += 1
    for grant in p.all("access_grant"):
        there[f"grant {grant['application']} {grant['state']} {EVER:%Y-%m-%d %H}"] += 1
    counted = {
        f"{row['name']} {row['key']} {row['since'][:13]}": row["number"]
        for row in p.all("figure")
        if row["name"] != "finished"
    }
    for name in sorted({*there, *counted}):
        if there[name] != counted.get(name, 0):
            yield f"{name} is counted as {counted.get(name, 0)} and is {there[name]}"
    done = sum(request["state"] == "done" for request in p.all("access_request"))
    finished = sum(row["number"] for row in p.all("figure") if row["name"] == "finished")
    if done != finished:
        yield f"{finished} requests are counted as finished and {done} are"
