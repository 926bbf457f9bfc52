"""Animated GIF (GIF89a, W3C): one palette for all, and of each frame only what has changed.

A frame is the smallest rectangle around its changed cells; the others in it are transparent, which
packs to almost nothing.  The palette is chosen from the colours that really occur, the flat ones
exactly; the edges of letters share where more than 255 would be needed.
"""

import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING

from procviz.draw.canvas import Style, cells, mix
from procviz.film import raster
from procviz.film.asciicast import Head
from procviz.film.frames import Frame

if TYPE_CHECKING:
    from PIL.Image import Image

FPS = 12.5  # frames a second: 8 hundredths each, which GIF can say exactly
CLEAR = 255  # the transparent entry of the palette
RGB = tuple[int, int, int]
Cell = tuple[int, int, str, Style]  # x, y, character, style


def changes(frames: Sequence[Frame]) -> list[list[Cell]]:
    """Return for each frame the cells that are not as in the one before."""
    out = []
    before: Frame | None = None
    for frame in frames:
        cells_: list[Cell] = []
        for y, row in enumerate(frame.rows):
            old = before.rows[y] if before is not None and y < len(before.rows) else None
            if row is old:
                continue
            for x, (char, style) in enumerate(zip(row.chars, row.styles, strict=True)):
                if old is None or old.chars[x] != char or old.styles[x] != style:
                    cells_.append((x, y, char, style))
        out.append(_whole(cells_, frame))
        before = frame
    return out


def _whole(found: list[Cell], frame: Frame) -> list[Cell]:
    """Put the left half for the right half of a wide character; it draws both."""
    out = {}
    for x, y, char, style in found:
        if char == "":
            x, char, style = x - 1, frame.rows[y].chars[x - 1], frame.rows[y].styles[x - 1]
        out[x, y] = (x, y, char, style)
    return list(out.values())


class Palette:
    """Up to 255 colours for all that is drawn with masks of a few shades."""

    def __init__(self, drawn: Iterable[list[Cell]], head: Head, size: int) -> None:
        self._head = head
        uses: Counter[tuple[str, Style]] = Counter()
        for found in drawn:
            uses.update((char, style) for _, _, char, style in found)
        flat: Counter[str] = Counter()
        edges: Counter[str] = Counter()
        for (char, style), count in uses.items():
            fg, bg = raster.colours(style, head)
            flat[bg] += count * 100
            image = raster.shape(char, style, size)
            if image is None:
                continue
            for pixels, shade in image.getcolors(256) or []:
                if shade == 255:
                    flat[fg] += count * pixels
                elif shade:
                    edges[mix(bg, fg, shade / 255)] += count * pixels  # type: ignore[operator]
        self.colours = _choose(flat, edges)
        self._known: dict[str, int] = {c: i for i, c in enumerate(self.colours)}
        self._rgb = [_rgb(c) for c in self.colours]

    def index(self, colour: str) -> int:
        """Return the entry that is nearest to a colour."""
        found = self._known.get(colour)
        if found is None:
            found = self._known[colour] = _nearest(_rgb(colour), self._rgb)[0]
        return found

    def table(self) -> bytes:
        """Return the 256 entries as GIF wants them."""
        return bytes(v for c in self._rgb for v in c).ljust(768, b"\0")


def _rgb(colour: str) -> RGB:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _nearest(colour: RGB, others: list[RGB]) -> tuple[int, int]:
    """Return (which, squared distance), weighted as the eye does (ITU-R BT.601, roughly)."""
    r, g, b = colour
    best, at = 1 << 30, 0
    for i, (x, y, z) in enumerate(others):
        d = 3 * (r - x) * (r - x) + 6 * (g - y) * (g - y) + (b - z) * (b - z)
        if d < best:
            best, at = d, i
    return at, best


def _choose(flat: Counter[str], edges: Counter[str]) -> list[str]:
    """Return at most 255 colours, the flat ones first, none too near to one that is there."""
    ranked = sorted(flat, key=lambda c: (-flat[c], c))
    ranked += sorted((c for c in edges if c not in flat), key=lambda c: (-edges[c], c))
    if len(ranked) <= CLEAR:
        return ranked
    apart = 30
    while True:
        chosen: list[RGB] = []
        for colour in map(_rgb, ranked):
            if not chosen or _nearest(colour, chosen)[1] >= apart:
                chosen.append(colour)
                if len(chosen) > CLEAR:
                    break
        if len(chosen) <= CLEAR:
            return ["#{:02x}{:02x}{:02x}".format(*colour) for colour in chosen]
        apart = apart * 3 // 2


def _tile(char: str, style: Style, palette: Palette, head: Head, size: int) -> "Image":
    """Return a cell as entries of the palette."""
    from PIL import Image

    fg, bg = raster.colours(style, head)
    shape = raster.shape(char, style, size)
    if shape is None:
        width, height = raster.cell(size)
        return Image.new("L", (width * max(1, cells(char)), height), palette.index(bg))
    table = [0] * 256
    for _, shade in shape.getcolors(256) or []:
        assert isinstance(shade, int)
        table[shade] = palette.index(mix(bg, fg, shade / 255))
    return shape.point(table)


def save(frames: Sequence[Frame], head: Head, file: IO[bytes], size: int = raster.SIZE) -> None:
    """Write an endless GIF of frames that have all the size of the first."""
    from PIL import Image
    from PIL.GifImagePlugin import getdata

    raster.require()
    width, height = raster.cell(size)
    rows, cols = len(frames[0].rows), len(frames[0].rows[0].chars)
    frames = [
        frame for frame in frames if (len(frame.rows), len(frame.rows[0].chars)) == (rows, cols)
    ]
    drawn = changes(frames)
    palette = Palette(drawn, head, size)
    file.write(b"GIF89a" + struct.pack("<HHBBB", cols * width, rows * height, 0xF7, 0, 0))
    file.write(palette.table())
    file.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0")  # for ever
    tiles: dict[tuple[str, Style], Image.Image] = {}
    for frame, found in zip(frames, drawn, strict=True):
        centiseconds = round(frame.end / 10) - round(frame.begin / 10)
        left = min((x for x, *_ in found), default=0)
        top = min((y for _, y, *_ in found), default=0)
        right = max((x + max(1, cells(c)) for x, _, c, _ in found), default=1)
        bottom = max((y + 1 for _, y, *_ in found), default=1)
        picture = Image.new("L", ((right - left) * width, (bottom - top) * height), CLEAR)
        for x, y, char, style in found:
            tile = tiles.get((char, style))
            if tile is None:
                tile = tiles[char, style] = _tile(char, style, palette, head, size)
            picture.paste(tile, ((x - left) * width, (y - top) * height))
        indexed = Image.frombytes("P", picture.size, picture.tobytes())
        for part in getdata(
            indexed, (left * width, top * height), duration=max(2, centiseconds) * 10,
            disposal=1, transparency=CLEAR,
        ):  # fmt: skip
            file.write(part)
    file.write(b";")


def png(frame: Frame, head: Head, file: IO[bytes], size: int = raster.SIZE) -> None:
    """Write one frame as a PNG, in all its colours."""
    from PIL import Image

    raster.require()
    width, height = raster.cell(size)
    picture = Image.new("RGB", (len(frame.rows[0].chars) * width, len(frame.rows) * height))
    for y, row in enumerate(frame.rows):
        for x, (char, style) in enumerate(zip(row.chars, row.styles, strict=True)):
            if char == "":
                continue
            fg, bg = raster.colours(style, head)
            box = (x * width, y * height, (x + max(1, cells(char))) * width, (y + 1) * height)
            picture.paste(bg, box)
            shape = raster.shape(char, style, size)
            if shape is not None:
                picture.paste(fg, box, shape)
    picture.save(file, "PNG", optimize=True)
