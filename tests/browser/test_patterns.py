"""The larger patterns, drawn with made-up practices under the real style sheets and policy."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from core.identity.roles import NOBODY
from core.site import find_site, load_site
from tests.browser.conftest import Portal, Watch, picture
from tests.browser.made_up import CONTEXT, sponsor_form
from web.assets import load_assets
from web.contexts import Frame
from web.rendering import Pages
from web.security.headers import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def drawing() -> Pages:
    site = load_site(find_site("banner"))
    return Pages(site, load_assets(site.folder), Path(__file__).parent / "templates")


@pytest.fixture
def show(drawing: Pages, portal: Portal) -> Callable[..., None]:
    """Puts a template into a browser under the portal's own address, style sheets and policy."""

    def show(page: Page, template: str, **context: object) -> None:
        def answer(route: Route) -> None:
            address = route.request.url
            name = "dialog" if address.endswith("/dialog") or "/members/" in address else template
            form = sponsor_form() if name == "dialog" else context.get("form")
            whole = {**CONTEXT, **context, "form": form}
            who: Any = SimpleNamespace(
                roles=NOBODY, name="Ada Okafor", session=SimpleNamespace(keys_off=False)
            )
            asked: Any = Asked()
            frame = Frame(request=asked, who=who, unmatched=False, wrong=form is not None and form.wrong)
            whole |= {each.name: getattr(frame, each.name) for each in fields(frame)}
            body = drawing.environment.get_template(f"{name}.html").render(whole)
            headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
            route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=headers)

        page.route("**/drawn**", answer)
        page.goto(f"{portal.address}/drawn")

    return show


class Asked:
    """As much of a request as templates look at."""

    scope: ClassVar[dict[str, object]] = {"state": {"csrf_token": "token"}}
    url: ClassVar[Any] = SimpleNamespace(path="/patterns")


SHOWN = ("grid", "sponsor", "request")


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("screen", ["page", "phone"])
def test_patterns_have_no_accessibility_fault_and_fit(
    name: str,
    screen: str,
    show: Callable[..., None],
    axe: Callable[[Page], None],
    request: pytest.FixtureRequest,
) -> None:
    opened: Page = request.getfixturevalue(screen)
    show(opened, name, form=sponsor_form() if name == "sponsor" else None)
    axe(opened)
    picture(opened, f"{name}-{screen}")


def test_the_error_summary_has_the_focus_and_leads_to_the_field(
    page: Page, show: Callable[..., None]
) -> None:
    show(page, "sponsor", form=sponsor_form())
    expect(page).to_have_title("Error: Sponsoring physician – Clinical Connectivity")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Enter the sponsoring physician's first name").click()
    expect(page.locator("#first_name")).to_be_focused()


def test_an_answer_opens_what_follows_from_it(page: Page, show: Callable[..., None]) -> None:
    show(page, "sponsor", form=sponsor_form())
    expect(page.get_by_label("Full name")).to_be_hidden()
    page.get_by_label("Yes").check()
    expect(page.get_by_label("Full name")).to_be_visible()
    expect(page.get_by_label("County")).to_be_hidden()
    page.get_by_label("Licensed state").select_option("CO")
    expect(page.get_by_label("County")).to_be_visible()


def test_without_javascript_everything_is_open(plain: Page, show: Callable[..., None]) -> None:
    show(plain, "sponsor", form=sponsor_form())
    expect(plain.get_by_label("Full name")).to_be_visible()
    expect(plain.get_by_label("County")).to_be_visible()
    picture(plain, "sponsor-plain")


def test_line_breaks_survive_the_macros(page: Page, show: Callable[..., None]) -> None:
    show(page, "sponsor", form=sponsor_form())
    expect(page.get_by_label("Anything else")).to_have_value("two\nlines")


def test_the_dialog_opens_over_the_page_and_gives_the_focus_back(
    page: Page, show: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    show(page, "grid")
    opener = page.get_by_role("button", name="Add a person")
    opener.click()
    dialog = page.get_by_role("dialog", name="Add a person")
    expect(dialog).to_be_visible()
    axe(page)
    picture(page, "dialog-page")
    dialog.get_by_role("link", name="Close").click()
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_head_of_a_column_follows_the_boxes_below(page: Page, show: Callable[..., None]) -> None:
    show(page, "grid")
    head = page.get_by_role("button", name="Alpha Records for all 6 who may have it")
    expect(head).to_have_attribute("aria-pressed", "mixed")
    for box in page.locator('input[data-column="alpha"]').all():
        box.check()
    expect(head).to_have_attribute("aria-pressed", "true")
    for box in page.locator('input[data-column="alpha"]').all():
        box.uncheck()
    expect(head).to_have_attribute("aria-pressed", "false")


def test_on_a_phone_the_reason_is_readable_where_a_desk_shows_a_dash(
    phone: Page, show: Callable[..., None]
) -> None:
    show(phone, "grid")
    reason = phone.get_by_text("Not for Office Manager").first
    box = reason.bounding_box()
    assert box and box["width"] > 60


def test_the_watch_sees_a_broken_policy(page: Page, watch: Watch, show: Callable[..., None]) -> None:
    """A planted fault, so that "nothing found" elsewhere means something."""
    show(page, "grid")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.wait_for_timeout(100)
    assert any("Content Security Policy" in fault for fault in watch.faults)
    watch.faults.clear()


def test_a_fault_is_seen_on_a_page_that_had_none_a_moment_ago(
    page: Page, show: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    """A planted fault: what was looked at once is looked at again when anything in it differs."""
    for _ in range(2):
        show(page, "grid")
        axe(page)
    page.locator("input[data-column=alpha]").first.evaluate("box => box.nextSibling.remove()")
    with pytest.raises(AssertionError, match="label"):
        axe(page)


def test_the_grid_can_be_worked_by_keyboard_alone(page: Page, show: Callable[..., None]) -> None:
    show(page, "grid")
    box = page.get_by_role("checkbox", name="Alpha Records for Luis Fuentes")
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    page.get_by_role("link", name="Edit Luis Fuentes").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("link", name="Edit Luis Fuentes")).to_be_focused()


def test_patterns_can_be_used_in_forced_colours(
    new_context: Callable[..., BrowserContext], show: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    page = new_context(forced_colors="active").new_page()
    show(page, "grid")
    axe(page)
    picture(page, "grid-forced")
