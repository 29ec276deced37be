"""Turns templates into answers: the whole page for a browser, one block of it for htmx."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

from jinja2 import BytecodeCache, ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2_fragments import render_block
from litestar import MediaType, Request, Response
from markupsafe import Markup, escape

from core.names import first_upper
from core.site import SiteProfile
from web import drawing
from web.announced import announced_on
from web.assets import Assets
from web.boxes import Boxes
from web.boxes import Macro as DrawsInput
from web.browsers import browser_name
from web.contexts import Frame, PageContext
from web.drawing import DrawsGridRow
from web.matrix import DrawsRow
from web.moulds import Moulded
from web.of_request import of_request
from web.security.bodies import LARGEST_FORM
from web.ui import GovukComponents

Draws = Callable[..., Markup]
TEMPLATES = Path(__file__).parent / "templates"
# Macros of texts that stand on a page again and again: `<name>_anew` says how each is drawn.
MOULDED = ("person_cells", "one_pair", "state_cell", "grid_cell", "row_actions")
# No inline style, no eval, nothing kept in the browser's storage; errors are shown in place of the content.
HTMX_CONFIG = json.dumps(
    {
        "largestForm": LARGEST_FORM,
        "includeIndicatorStyles": False,
        "allowEval": False,
        "allowScriptTags": False,
        # What is swapped in works at once: a choice made before it does would go unnoticed.
        "defaultSettleDelay": 0,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
        "selfRequestsOnly": True,
        "scrollIntoViewOnBoost": False,
        # Without "style": a page has none of its own, and putting one in would be against the policy.
        "attributesToSettle": ["class", "width", "height"],
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "422", "swap": True},
            {"code": "[45]..", "swap": True, "error": True, "target": "#main"},
        ],
    }
)


class Pages:
    """Everything a page needs that is the same for every request of one app, while the site is as it is."""

    def __init__(
        self, site: SiteProfile, assets: Assets, *more_templates: Path, code: BytecodeCache | None = None
    ) -> None:
        """`code` keeps the code of templates for when the same are drawn for a site that was changed."""
        self.environment = Environment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in (TEMPLATES, *more_templates)]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            # A template that was read is not looked up again: no page asks the disk for anything.
            auto_reload=False,
            bytecode_cache=code,
            extensions=["jinja2.ext.do"],
        )
        self.environment.globals |= {"site": site, "ui": GovukComponents()}
        self.environment.globals |= {"asset": assets.url, "assets": assets}
        self.environment.globals |= {"mark": assets.url(mark_of(assets)), "htmx_config": HTMX_CONFIG}
        self.environment.globals |= {"csrf_token": csrf_token, "csrf": csrf, "drawing": drawing}
        self.environment.filters |= {
            "day": site.dates.day,
            "moment": site.dates.moment,
            "one_line": one_line,
            "browser": browser_name,
            "first_upper": first_upper,
            "said": site.terms.said,
        }
        boxes = Boxes(site.terms.said)
        rows, of_grid = DrawsRow(), DrawsGridRow()
        self.environment.globals |= {"draw": boxes, "matrix_row": rows, "grid_row": of_grid}
        moulded = {name: Moulded() for name in MOULDED}
        self.environment.globals |= moulded
        # Macros become globals: a block drawn alone for htmx does not see what its file imports at the top.
        for name in ("form.html", "parts.html", "matrix.html"):
            self.environment.globals |= _macros(self.environment.get_template(name).module)
        for name, each in moulded.items():
            each.anew = cast(Draws, self.environment.globals[f"{name}_anew"])
        boxes.anew = cast(DrawsInput, self.environment.globals["draw_anew"])
        rows.anew = cast(Draws, self.environment.globals["matrix_row_anew"])
        of_grid.anew = cast(Draws, self.environment.globals["grid_row_anew"])

    def draw(self, page: PageContext, frame: Frame, fragment: str | None = None) -> str:
        """Draw the page, or only the named block of it."""
        context = {each.name: getattr(frame, each.name) for each in fields(frame)} | page.values()
        if fragment is not None:
            return render_block(self.environment, page.drawn_by, fragment, context)
        return self.environment.get_template(page.drawn_by).render(context)


def render(
    request: Request[Any, Any, Any],
    page: PageContext,
    *,
    status: int = 200,
    fragment: str = "content",
    headers: Mapping[str, str] | None = None,
) -> Response[str]:
    """Answer with the page, or with the block `fragment` of it when htmx asked; both from the same record.

    Templates read the fields of the record, those of `Frame`, and the globals: `site`, `ui`, `asset(name)`,
    `csrf()` and every macro of `form.html`, `parts.html` and `matrix.html`.
    """
    pages: Pages = of_request(request, "pages")
    body = pages.draw(page, _frame(request, page), fragment if wants_fragment(request) else None)
    kept = {"Cache-Control": "no-store, no-transform"} if page.secret else {}
    return Response(
        body,
        status_code=status,
        media_type=MediaType.HTML,
        headers={"Vary": "HX-Request", **kept, **(headers or {})},
    )


def _frame(request: Request[Any, Any, Any], page: PageContext) -> Frame:
    """The session layer puts the signed-in person and the token of the forms into the state of a request.

    The guard of the console puts the numbers of its tabs and the saved views there.
    """
    state = request.scope.get("state", {})
    return Frame(
        request=request,
        who=state.get("who"),
        unmatched="who" not in state,
        wrong=page.wrong,
        standing=state.get("standing"),
        tab_numbers=state.get("tab_numbers", {}),
        saved_views=state.get("saved_views", ()),
        announced=announced_on(request, state.get("who")),
    )


def wants_fragment(request: Request[Any, Any, Any]) -> bool:
    """Tell whether htmx asked and will put the answer into a page that is already there."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def one_line(text: str) -> Markup:
    """Write text so that its line breaks survive templates that indent: as character references."""
    return Markup(escape(text).replace("\r\n", "\n").replace("\n", Markup("&#10;")))  # noqa: S704  escaped here


@pass_context
def csrf_token(context: Context) -> str:
    """Return the token that forms of this request carry; empty where the session layer gave none."""
    request: Request[Any, Any, Any] = context["request"]
    return str(request.scope.get("state", {}).get("csrf_token", ""))


@pass_context
def csrf(context: Context) -> Markup:
    """Draw the hidden field every form with method="post" begins with."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(csrf_token(context))


def mark_of(assets: Assets) -> str:
    """Return the site's own mark, or the plain one of the portal."""
    return "site/mark.svg" if "site/mark.svg" in assets else "mark.svg"


def _macros(module: TemplateModule) -> dict[str, Any]:
    return {name: value for name, value in vars(module).items() if isinstance(value, Macro)}
