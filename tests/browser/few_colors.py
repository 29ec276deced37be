"""A picture of a page as a small PNG: at most 256 colors, which is all that a page has."""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import Page

# The pixels of a PNG as the places of their colors in a list. Colors that differ little are one, which looks
# like the most frequent of them; those that are too many look like their nearest.
_READ = """async (drawn) => {
  const image = new Image();
  image.src = `data:image/png;base64,${drawn}`;
  await image.decode();
  const [width, height] = [image.width, image.height];
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const seen = canvas.getImageData(0, 0, width, height).data, alike = new Map(), exact = new Map();
  const kind = (at) => ((seen[at] >> 4) << 8) | ((seen[at + 1] >> 4) << 4) | (seen[at + 2] >> 4);
  const whole = (at) => (seen[at] << 16) | (seen[at + 1] << 8) | seen[at + 2];
  for (let at = 0; at < seen.length; at += 4) exact.set(whole(at), (exact.get(whole(at)) ?? 0) + 1);
  for (const [color, often] of exact) {
    const key = ((color >> 20) << 8) | (((color >> 12) & 15) << 4) | ((color >> 4) & 15);
    const kept = alike.get(key);
    if (!kept || often > kept.often) alike.set(key, { color, often });
  }
  const colors = [...alike.values()].sort((a, b) => b.often - a.often || a.color - b.color).slice(0, 256);
  const parts = (color) => [color >> 16, (color >> 8) & 255, color & 255];
  const apart = (a, b) => parts(a).reduce((sum, part, n) => sum + (part - parts(b)[n]) ** 2, 0);
  const places = new Map();
  for (const [key, { color }] of alike) {
    let best = 0;
    colors.forEach((each, n) => {
      if (apart(each.color, color) < apart(colors[best].color, color)) best = n;
    });
    places.set(key, best);
  }
  let pixels = "";
  for (let at = 0; at < seen.length; at += 4) pixels += String.fromCharCode(places.get(kind(at)));
  return { width, height, colors: colors.flatMap((each) => parts(each.color)), pixels: btoa(pixels) };
}"""


def in_few_colors(blank: Page, drawn: bytes) -> bytes:
    """The same picture, a fifth as large; `blank` is a page with nothing on it, which does the counting."""
    found = blank.evaluate(_READ, base64.b64encode(drawn).decode())
    width, pixels = found["width"], base64.b64decode(found["pixels"])
    rows = b"".join(b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    head = struct.pack(">IIBBBBB", width, found["height"], 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", bytes(found["colors"])), (b"IDAT", zlib.compress(rows, 9)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in (*chunks, (b"IEND", b"")))


def size_of(png: bytes) -> tuple[int, int]:
    """How wide and how high a PNG is."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
