"""Every version of a text that stands in the files of the site, or was put there in the browser.

What somebody accepted or signed years ago stays readable so: changes are kept for ever, each with the words
before and after it, those that were undone too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.errors import Invalid
from core.running.laying import found_at
from core.running.records import Change, Path, still_standing
from core.running.running import Running

USED = "Version {version} stands for other words already. Enter a new version."


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a text: its words, since when it holds, and the change that brought it, if any did.

    `withdrawn` says that this change was undone.
    """

    version: str
    title: str
    date: date
    markdown: str
    begins: datetime | None = None
    change: int | None = None
    withdrawn: bool = False

    def has_begun(self, now: datetime) -> bool:
        """Tell whether people could read it already."""
        return self.begins is None or self.begins <= now


def editions(running: Running, path: Path) -> tuple[Edition, ...]:
    """List the versions of a text, each once, the oldest first."""
    kept = still_standing(running.changes)
    found: dict[str, Edition] = {}
    for each in _every(running, path, kept):
        known = found.get(each.version)
        # One that was undone, and is there again.
        if known is None or (known.withdrawn and not each.withdrawn):
            found[each.version] = each
    return tuple(found.values())


def require_new_versions(running: Running, settings: Mapping[Path, Any]) -> None:
    """Raise Invalid for a version of a text that stood for other words before."""
    for path, after in settings.items():
        if (new := _edition(after)) is None:
            continue
        for known in editions(running, path):
            if known.version == new.version and _words(known) != _words(new):
                raise Invalid({"version": USED.format(version=new.version)})


def _every(running: Running, path: Path, kept: tuple[Change, ...]) -> Iterator[Edition]:
    rows = [(each, setting) for each in running.changes for setting in each.settings if setting.path == path]
    for change, setting in rows:
        if change.undoes is None and (before := _edition(setting.before)):
            yield before
            break
    if (base := _edition(found_at(running.raw, path))) is not None:
        yield base
    for change, setting in rows:
        if change.undoes is None and (after := _edition(setting.after, change, change not in kept)):
            yield after


def _edition(content: Any, change: Change | None = None, withdrawn: bool = False) -> Edition | None:
    """Read what a change holds; None where that is no text with a version."""
    if not isinstance(content, Mapping) or not {"version", "title", "markdown"} <= content.keys():
        return None
    return Edition(
        str(content["version"]),
        str(content["title"]),
        date.fromisoformat(str(content.get("date", date.min.isoformat()))),
        str(content["markdown"]),
        change.begins_at if change else None,
        change.number if change else None,
        withdrawn,
    )


def _words(edition: Edition) -> tuple[str, str]:
    return edition.title.strip(), edition.markdown.strip()
