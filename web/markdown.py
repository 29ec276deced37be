"""Markdown of the site profile and of plugins, drawn as HTML without letting any HTML through."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markupsafe import Markup

_READER = MarkdownIt("commonmark", {"html": False}).disable("image")


def draw_markdown(text: str) -> Markup:
    """The text as HTML; markup inside it is shown as the characters it is made of."""
    return Markup(_READER.render(text))  # noqa: S704  html is switched off, so everything else is escaped
