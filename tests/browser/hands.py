"""Two ways to work a page: by pointer, and by keyboard alone. A journey is written once for both.

hands.type("Last name", "Okafor"); hands.answer("Is there …?", "No"); hands.press("Save and continue")
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from playwright.sync_api import ElementHandle, Locator, Page, expect

# More tab stops than any page has: a grid of 14 people and 6 applications has about 120.
MOST_STOPS = 250
AHEAD = (
    "(wanted) => document.activeElement.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_FOLLOWING"
)


# A name as it reads on the screen, or what it begins with.
Name = str | re.Pattern[str]


class Hands(Protocol):
    """What a person does on a page; everything is named as it reads on the screen."""

    page: Page

    def type(self, label: str, text: str) -> None:
        """Write into an input, in place of what is there."""

    def choose(self, label: str, option: str) -> None:
        """Choose from a list."""

    def tick(self, label: str) -> None:
        """Tick a box that is not ticked."""

    def answer(self, question: str, choice: str) -> None:
        """Answer a question that has a button for each answer."""

    def press(self, name: str) -> None:
        """Press a button, or what looks like one."""

    def follow(self, name: Name) -> None:
        """Open a link."""

    def unfold(self, name: str) -> None:
        """Open what is folded away."""

    def hand_in(self, label: str, file: Path) -> None:
        """Choose a file."""


class Screen:
    """Finds things by what they are called; while a dialog is open, only in it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def field(self, label: str) -> Locator:
        return self._scope().get_by_label(label, exact=True)

    def choice(self, question: str, choice: str) -> Locator:
        group = self._scope().get_by_role("group", name=question, exact=True)
        return group.get_by_label(choice, exact=True)

    def button(self, name: str) -> Locator:
        return self._scope().get_by_role("button", name=name, exact=True)

    def link(self, name: Name) -> Locator:
        return self._scope().get_by_role("link", name=name, exact=True)

    def folded(self, name: str) -> Locator:
        return self._scope().locator("summary", has_text=name)

    def _scope(self) -> Page | Locator:
        dialog = self.page.locator("dialog[open]")
        return dialog if dialog.count() else self.page


class Pointer(Screen):
    """A mouse or a finger."""

    def type(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        self.field(label).select_option(label=option)

    def tick(self, label: str) -> None:
        self.field(label).check()

    def answer(self, question: str, choice: str) -> None:
        self.choice(question, choice).check()

    def press(self, name: str) -> None:
        self.button(name).click()

    def follow(self, name: Name) -> None:
        self.link(name).click()

    def unfold(self, name: str) -> None:
        self.folded(name).click()

    def hand_in(self, label: str, file: Path) -> None:
        self.field(label).set_input_files(file)


class Keyboard(Screen):
    """Tab, Shift+Tab, Space, Enter, arrows and letters; whatever cannot be reached that way fails."""

    def type(self, label: str, text: str) -> None:
        field = self.field(label)
        self._write(field, text)
        if field.input_value() != text:
            # An earlier choice drew the form again between two keys, and what was marked was so no more.
            self._write(field, text)
        expect(field).to_have_value(text)

    def choose(self, label: str, option: str) -> None:
        field = self.field(label)
        self._go_to(field)
        self.page.keyboard.type(option)
        expect(field.locator("option:checked")).to_have_text(option)

    def tick(self, label: str) -> None:
        box = self.field(label)
        self._go_to(box)
        if not box.is_checked():
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def answer(self, question: str, choice: str) -> None:
        button = self.choice(question, choice)
        if button.get_attribute("type") == "checkbox":
            self._go_to(button)
            self.page.keyboard.press("Space")
        else:
            self._go_to_radio(button)
        expect(button).to_be_checked()

    def press(self, name: str) -> None:
        self._go_to(self.button(name))
        # What is announced as a button answers to the space bar, also where it is a link underneath.
        self.page.keyboard.press("Space")

    def follow(self, name: Name) -> None:
        self._go_to(self.link(name))
        self.page.keyboard.press("Enter")

    def unfold(self, name: str) -> None:
        self._go_to(self.folded(name))
        self.page.keyboard.press("Enter")

    def hand_in(self, label: str, file: Path) -> None:
        field = self.field(label)
        self.page.wait_for_load_state()
        self._go_to(field)
        with self.page.expect_file_chooser() as chooser:
            field.press("Space")
        chooser.value.set_files(file)

    def _write(self, field: Locator, text: str) -> None:
        self._go_to(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def _go_to(self, target: Locator) -> None:
        wanted = target.element_handle()
        for _ in range(MOST_STOPS):
            if not wanted.evaluate("element => element.isConnected"):
                # The form was drawn again meanwhile, as after a choice that changes its questions.
                wanted = target.element_handle()
            if self._has_focus(wanted):
                return
            self.page.keyboard.press("Tab" if wanted.evaluate(AHEAD) else "Shift+Tab")
        raise AssertionError(f"{target} cannot be reached by keyboard; the focus is at {self._at()}")

    def _go_to_radio(self, target: Locator) -> None:
        """Tab leads to a group as a whole, arrows to the answers in it."""
        wanted = target.element_handle()
        name = wanted.get_attribute("name")
        for _ in range(MOST_STOPS):
            if self.page.evaluate("document.activeElement.name") == name:
                break
            self.page.keyboard.press("Tab" if wanted.evaluate(AHEAD) else "Shift+Tab")
        for _ in range(MOST_STOPS):
            if self._has_focus(wanted):
                break
            self.page.keyboard.press("ArrowDown" if wanted.evaluate(AHEAD) else "ArrowUp")
        self.page.keyboard.press("Space")

    def _has_focus(self, wanted: ElementHandle) -> bool:
        return bool(wanted.evaluate("(wanted) => document.activeElement === wanted"))

    def _at(self) -> str:
        return str(self.page.evaluate("document.activeElement.outerHTML"))[:300]
