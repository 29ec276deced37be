"""A practice reads and takes along what happened to its people, and nobody else does."""

from __future__ import annotations

import csv
import io
import re
import zipfile

from litestar import Litestar

from core.groups.tables import Member
from core.office import acts
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active
from tests.practices.work import hand_to_people
from tests.web.pages.test_matrix import administrator_of
from tests.web.people import sign_in_person, without_token
from tests.web.sent import portal_of
from web.pages.office import log


async def suspended(app: Litestar) -> Practice:
    made = await active(portal_of(app), BEN, ROSA, AMARA)
    await hand_to_people(portal_of(app))
    await acts.suspend_all(portal_of(app), made.members["Amara"], "Lost badge", by=ANALYST)
    # What a worker does while the log is read would be a further line.
    await hand_to_people(portal_of(app))
    return made


async def test_the_log_is_read_searched_and_taken_along_as_it_is_filtered(app: Litestar) -> None:
    made = await suspended(app)
    async with await administrator_of(app, made) as ben:
        office = (await ben.get(f"/office/{made.group}")).text
        path = re.findall(rf'href="(/office/{made.group}/log)"', office)[0]
        page = (await ben.get(path)).text
        assert "Amara Okafor was suspended: Lost badge" in page and "Support</td>" in page
        assert ANALYST.name not in page
        some = (await ben.get(f"{path}?q=suspended&person={made.members['Amara']}&kind=people")).text
        assert "Lost badge" in some and "Request CS" not in some
        assert "Nothing was found." in (await ben.get(f"{path}?until=2020-01-31")).text
        wrong = (await ben.get(f"{path}?since=soon")).text
        assert "From must be a day" in wrong and 'value="soon"' in wrong and "Lost badge" in wrong

        answer = await ben.get(f"{path}/csv?q=suspended")
        heads, *rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert heads == ["When", "What", "Who"] and rows and all("suspended" in row[1] for row in rows)
        book = zipfile.ZipFile(io.BytesIO((await ben.get(f"{path}/xlsx")).content))
        assert "Lost badge" in book.read("xl/worksheets/sheet1.xml").decode()
        assert (await ben.get(f"{path}/pdf")).status_code == 404


async def test_the_log_of_another_practice_is_like_one_that_never_was(app: Litestar) -> None:
    made = await suspended(app)
    other = await sign_in_person(app, "other@elsewhere.example")
    for end in ("", "/csv"):
        foreign, absent = [await other.get(f"/office/{key}/log{end}") for key in (made.group, made.request)]
        assert (foreign.status_code, without_token(foreign.text)) == (404, without_token(absent.text))


async def test_a_long_log_goes_on_and_what_looks_like_a_formula_is_text(app: Litestar, monkeypatch) -> None:
    made = await suspended(app)
    await Member.update({Member.first_name: "=1+1"}).where(Member.id == made.members["Amara"])

    async def few(*given):
        return await whole(*given, limit=3)

    whole = log.practice_log
    monkeypatch.setattr(log, "practice_log", few)
    async with await administrator_of(app, made) as ben:
        path, seen = f"/office/{made.group}/log?q=Okafor", 0
        while path:
            page = (await ben.get(path)).text
            seen += page.count("<time datetime")
            path = next(iter(re.findall(r'href="([^"]+before=\d+)"', page)), "").replace("&amp;", "&")
        lines = (await ben.get(f"/office/{made.group}/log/csv?q=Okafor")).text
    assert seen == lines.count("\r\n") - 1 > 3
    assert "'=1+1 Okafor" in lines
