"""What a browser that was never here loads for a page: the page, its files, and what these import."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import httpx

from web.assets import Assets
from web.compression import gzipped

KB = 1024
# Of any page, with all its files. The goal is 50 KB and 5 files: then styles and scripts are one file each.
MOST_SENT, MOST_FILES = 64 * KB, 18
_LOADED = re.compile(r'(?:src|href)="(/static/(\w+)/([^"]+))"')
_IMPORTED = re.compile(rb'^import .* from "\./([^"]+)";', re.MULTILINE)


def faults_of_first_view(answer: httpx.Response, assets: Assets) -> list[str]:
    """Say what is wrong with what a page has to load, if it is one."""
    if not answer.text.startswith("<!doctype html>"):
        return []
    loaded = {address: (version, name) for address, version, name in _LOADED.findall(answer.text)}
    names = frozenset(name for _, name in loaded.values())
    kept = [address for address, (version, _) in loaded.items() if version != assets.version]
    sizes = _sizes(assets, names)
    sent = len(gzipped(answer.content)) + sum(sizes.values())
    told = [f"{address} is not kept for ever" for address in kept]
    told += [f"{sent} bytes: {sizes}"] if sent > MOST_SENT else []
    return told + ([f"{len(sizes)} files: {sorted(sizes)}"] if len(sizes) > MOST_FILES else [])


@lru_cache(maxsize=64)
def _sizes(assets: Assets, names: frozenset[str]) -> dict[str, int]:
    """How much of each file is sent, of those that are named and those that they import."""
    found: dict[str, int] = {}
    left = list(names)
    while left:
        name = left.pop()
        asset = assets.get(name)
        assert asset is not None, name
        if name not in found:
            found[name] = len(asset.gzipped or asset.body)
            left += _imported(asset.body) if name.endswith(".js") else []
    return found


def _imported(body: bytes) -> Iterable[str]:
    return [each.decode() for each in _IMPORTED.findall(body)]
