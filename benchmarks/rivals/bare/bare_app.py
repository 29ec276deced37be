"""Litestar with Jinja and Piccolo: a form, what it sends, a grid. No session, no rule, no log."""

from pathlib import Path

from bare_tables import SLUGS, Person, Sent, Tick
from litestar import Litestar, Request, get, post
from litestar.contrib.jinja import JinjaTemplateEngine
from litestar.response import Redirect, Template
from litestar.template.config import TemplateConfig


@get("/form")
async def form() -> Template:
    return Template("form.html", context={"errors": {}, "values": {}})


@post("/form", status_code=200)
async def send(request: Request) -> Template | Redirect:
    typed = await request.form()
    errors = {name: "Enter this" for name in ("name", "email", "state") if not typed.get(name)}
    if errors:
        return Template("form.html", context={"errors": errors, "values": typed}, status_code=422)
    await Sent.insert(Sent(name=typed["name"], email=typed["email"], state=typed["state"]))
    return Redirect("/form", status_code=303)


@get("/grid/{practice:int}")
async def grid(practice: int) -> Template:
    people = await Person.select().where(Person.practice == practice).order_by(Person.id)
    ticks = await Tick.select(Tick.person, Tick.slug).where(Tick.practice == practice)
    has = {(tick["person"], tick["slug"]) for tick in ticks}
    return Template("grid.html", context={"people": people, "slugs": SLUGS, "has": has})


app = Litestar(
    [form, send, grid],
    template_config=TemplateConfig(directory=Path(__file__).parent / "templates", engine=JinjaTemplateEngine),
    openapi_config=None,
)
