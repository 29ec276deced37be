"""The grid and the person above it, in a browser: focus, announcements, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.behind import behind, sign_in
from tests.browser.conftest import Portal, Watch, picture

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
Open = Callable[[Page], None]


@pytest.fixture
def members(portal: Portal) -> Open:
    """Opens the grid of a new registration."""

    def opened(page: Page) -> None:
        begun = behind(portal.database_url, "draft")
        sign_in(page.context, portal.address, begun["token"])
        page.goto(f"{begun['hub']}/members")

    return opened


def test_a_box_saves_itself_keeps_the_focus_and_says_so(page: Page, members: Open) -> None:
    members(page)
    box = page.locator("input[data-column=pacs]").first
    before = box.is_checked()
    box.focus()
    with page.expect_request(lambda each: each.method == "POST") as sent:
        page.keyboard.press("Space")
    names = parse_qs(sent.value.post_data, keep_blank_values=True)
    assert names.keys() - {"csrf", "version"} <= {box.get_attribute("name")}
    expect(page.locator("#announcements")).to_contain_text("Saved.")
    expect(page.locator("input[data-column=pacs]").first).to_be_focused()
    page.reload()
    expect(page.locator("input[data-column=pacs]").first).to_be_checked(checked=not before)


def test_what_is_typed_is_there_after_escape_and_after_a_link_away(page: Page, members: Open) -> None:
    members(page)
    page.wait_for_load_state("networkidle")
    page.locator("#add-member").click()
    page.locator("#staff_type").select_option("staff")
    page.locator("#suffix").select_option("Coder")
    page.locator("#last_name").fill("Abernathy")
    expect(page.locator("#member [data-draft-said]")).to_contain_text("Saved ")
    page.locator("#first_name").fill("Zoe")
    page.keyboard.press("Escape")
    row = page.locator("tr", has_text="Zoe Abernathy")
    expect(row).to_contain_text("Details missing")

    row.locator("a[id^=edit-]").click()
    page.locator("#phone").fill("602 555 0119")
    page.goto(page.url)
    expect(row).to_have_count(1)
    row.locator("a[id^=edit-]").click()
    expect(page.locator("#phone")).to_have_value("(602) 555-0119")
    # What a button saves stands on what saved itself just before.
    page.locator("#email").fill("zoe@peaks.example")
    page.locator("#no_middle_initial").check()
    page.locator("#member").get_by_role("button", name="Save this person").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(row).not_to_contain_text("Details missing")


def test_many_boxes_in_a_row_are_all_saved(page: Page, members: Open) -> None:
    members(page)
    boxes = page.locator("input[data-column=iecg]")
    wanted, saved = [not box.is_checked() for box in boxes.all()], list[str]()
    page.on("response", lambda each: saved.append(each.url) if each.request.method == "POST" else None)
    for box in boxes.all():
        box.click()
    while len(saved) < len(wanted):
        page.wait_for_event("response")
    page.reload()
    assert [box.is_checked() for box in boxes.all()] == wanted


def test_a_whole_column_and_back(page: Page, members: Open, axe: Check) -> None:
    members(page)
    before = [box.is_checked() for box in page.locator("input[data-column=dsm]").all()]
    page.locator("#all-dsm").click()
    expect(page.locator("#result")).to_contain_text("left out")
    expect(page.locator("#all-dsm")).to_be_focused()
    page.get_by_text("Who was left out and why").click()
    axe(page)
    picture(page, "grid-left-out")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#result")).to_contain_text("as it was before")
    assert [box.is_checked() for box in page.locator("input[data-column=dsm]").all()] == before


def test_why_not_opens_above_the_list_and_gives_the_focus_back(page: Page, members: Open, axe: Check) -> None:
    members(page)
    dash = page.locator(".app-grid__why").first
    dash.hover()
    expect(dash).to_have_attribute("title", dash.locator(".app-grid__reason").inner_text())
    dash.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Not possible")).to_be_visible()
    axe(page)
    picture(page, "grid-why-not")
    page.keyboard.press("Escape")
    expect(dash).to_be_focused()


def test_somebody_is_added_corrected_and_removed_above_the_list(
    page: Page, members: Open, axe: Check
) -> None:
    members(page)
    page.locator("#add-member").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Staff type").select_option(label="Staff")
    dialog.get_by_label("Suffix").select_option(label="Coder")
    expect(dialog.get_by_label("Cerner Millennium")).to_be_visible()
    dialog.get_by_label("First name").fill("Priya")
    dialog.get_by_role("button", name="Save this person", exact=True).click()
    expect(dialog.locator(".govuk-error-summary")).to_be_focused()
    axe(page)
    picture(page, "grid-person-with-errors")
    dialog.get_by_label("No middle initial").check()
    dialog.get_by_label("Last name", exact=True).fill("Nair")
    dialog.get_by_label("Email address").fill("priya@peaks.example")
    dialog.get_by_label("Phone number").fill("602 555 0188")
    dialog.get_by_role("button", name="Save this person", exact=True).click()
    row = page.get_by_role("row").filter(has_text="Priya Nair")
    expect(dialog).to_be_hidden()
    expect(row.get_by_role("link", name="Edit")).to_be_focused()
    row.get_by_role("link", name="Remove").click()
    axe(page)
    picture(page, "grid-removing")
    dialog.get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)
    expect(page.locator("#add-member")).to_be_focused()


def test_a_page_sent_without_htmx_stays_too_when_it_is_too_big(
    page: Page, portal: Portal, watch: Watch
) -> None:
    watch.expected.add(413)
    begun = behind(portal.database_url, "draft")
    sign_in(page.context, portal.address, begun["token"])
    page.goto(f"{begun['hub']}/practice")
    page.get_by_label("Street address").fill("7 Typed Lane")
    city = page.get_by_label("City")
    city.evaluate("field => { field.removeAttribute('maxlength'); field.value = 'a'.repeat(1100000); }")
    page.get_by_role("button", name="Save and continue").click()
    told = page.get_by_role("heading", name="That is too big")
    expect(told).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("a form with up to 1 MB of text")
    expect(page.get_by_label("Street address")).to_have_value("7 Typed Lane")
    city.fill("Mesa")
    page.get_by_role("button", name="Save and continue").click()
    expect(told).to_have_count(0)


def test_what_is_too_big_is_told_at_the_top_of_the_form_which_keeps_what_was_typed(
    page: Page, members: Open, watch: Watch, axe: Check
) -> None:
    watch.expected.add(413)
    members(page)
    page.locator("#add-member").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Staff type").select_option(label="Staff")
    # The form is drawn again for it; what is put into a field meanwhile would be gone.
    expect(dialog.get_by_label("Suffix")).to_contain_text("Coder")
    dialog.get_by_label("First name").fill("Priya")
    last = dialog.get_by_label("Last name", exact=True)
    for _ in range(2):
        last.evaluate("field => { field.removeAttribute('maxlength'); field.value = 'a'.repeat(1100000); }")
        dialog.get_by_role("button", name="Save this person", exact=True).click()
        expect(dialog.get_by_role("heading", name="That is too big")).to_be_focused()
        expect(dialog.get_by_role("heading", name="That is too big")).to_have_count(1)
        expect(dialog.get_by_label("First name")).to_have_value("Priya")
    last.fill("Nair")
    axe(page)
    picture(page, "grid-person-too-big")
    dialog.get_by_role("button", name="Save this person", exact=True).click()
    expect(dialog.get_by_role("heading", name="That is too big")).to_have_count(0)
    expect(dialog.get_by_label("First name")).to_have_value("Priya")


def test_a_double_click_on_save_sends_one_form(page: Page, members: Open) -> None:
    members(page)
    page.locator("#add-member").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Staff type").select_option(label="Staff")
    dialog.get_by_label("Suffix").select_option(label="Coder")
    expect(dialog.get_by_label("Cerner Millennium")).to_be_visible()
    dialog.get_by_label("First name").fill("Paulo")
    dialog.get_by_label("No middle initial").check()
    dialog.get_by_label("Last name", exact=True).fill("Lima")
    dialog.get_by_label("Email address").fill("paulo@peaks.example")
    dialog.get_by_label("Phone number").fill("602 555 0189")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    dialog.get_by_role("button", name="Save this person", exact=True).dblclick()

    expect(page.get_by_role("row").filter(has_text="Paulo Lima")).to_have_count(1)
    expect(dialog).to_be_hidden()
    assert len(sent) == 1


def test_what_is_typed_while_the_form_changes_is_kept(page: Page, members: Open) -> None:
    members(page)

    def slowly(route: Route) -> None:
        page.wait_for_timeout(400)
        route.continue_()

    page.locator("#add-member").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.route("**/members/new", slowly)
    dialog.get_by_label("Staff type").select_option(label="Provider")
    dialog.get_by_label("First name").fill("Grace")
    expect(dialog.get_by_label("License number")).to_be_visible()
    expect(dialog.get_by_label("First name")).to_have_value("Grace")
    # What saves itself may be on its way still.
    page.unroute_all(behavior="wait")


def test_two_windows_see_what_the_other_did(page: Page, members: Open, axe: Check) -> None:
    members(page)
    hub = page.url.removesuffix("/members")
    page.goto(f"{hub}/practice")
    other = page.context.new_page()
    other.goto(f"{hub}/practice")
    other.locator("#city").fill("Tempe")
    other.get_by_role("button", name="Save and come back later").click()
    page.locator("#city").fill("Mesa")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("row", name="City")).to_contain_text("Tempe")
    expect(page.get_by_role("row", name="City")).to_contain_text("Mesa")
    axe(page)
    picture(page, "two-windows")
    page.get_by_role("link", name="To keep what is saved now").click()
    expect(page.locator("#city")).to_have_value("Tempe")


def test_a_list_with_errors_is_looked_at(page: Page, members: Open, axe: Check) -> None:
    members(page)
    page.get_by_role("link", name="Add many from a spreadsheet").click()
    heading = "Staff type,Suffix,First name,Middle initial,Last name,Email address,Phone number,Qventus"
    rows = ["Staff,Coder,Wei,L,Chen,wei@x.example,6025550103,yes", "Provider,NP,Grace,,Hill,nothing,1,"]
    content = "\n".join([heading, *rows]).encode()
    page.locator("#file").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("1 of 2 rows are right.")).to_be_visible()
    axe(page)
    picture(page, "list-with-errors")
    page.get_by_role("button", name="Add 1 person").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("Leave the row that is still wrong").check()
    page.get_by_role("button", name="Add 1 person").click()
    expect(page.locator("#result")).to_contain_text("1 row was set aside. 1 choice isn’t possible")


def test_what_is_chosen_the_moment_a_form_is_drawn_again_is_noticed(page: Page, members: Open) -> None:
    members(page)
    page.get_by_role("button", name="Add a person").click()
    page.get_by_label("Staff type").wait_for()
    page.evaluate("""() => {
      const choose = () => {
        const suffix = document.getElementById("suffix");
        suffix.value = "Surgery Scheduler";
        suffix.dispatchEvent(new Event("change", { bubbles: true }));
      };
      document.addEventListener("htmx:afterSwap", () => setTimeout(choose), { once: true });
    }""")
    page.get_by_label("Staff type").select_option(label="Staff")
    expect(page.get_by_label("Qventus", exact=True)).to_be_visible()
