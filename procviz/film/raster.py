"""Cells as pixels: letters by a font, everything that must join by geometry.

Needs Pillow and a monospaced font, which `procviz[film]` brings; nothing is taken from the system
save the characters that the font has not, such as Chinese, where the system has a font for them.
"""

import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from procviz.draw.canvas import Style, cells, mix
from procviz.errors import Sentence
from procviz.film import strokes
from procviz.film.asciicast import Head

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

SIZE = 15  # px of the letters; a cell is 9 × 18
_SHADES = 8  # of a letter's edge: as many as the eye tells apart, few enough for a palette
# where systems keep fonts with Chinese characters; the first that is there
_CHINESE = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
)


class NoFilm(Sentence):
    """What pictures need is not installed."""


def require() -> None:
    """Raise NoFilm unless pictures can be made."""
    try:
        import PIL
        import pymupdf_fonts  # type: ignore[import-untyped]
    except ImportError:
        raise NoFilm(
            "Pictures and GIFs need Pillow and a font: pip install 'procviz[film]' brings both; "
            "a .cast, .svg or .html needs neither."
        ) from None
    del PIL, pymupdf_fonts


@lru_cache(maxsize=8)
def _font(bold: bool, size: int) -> "FreeTypeFont":
    require()
    import pymupdf_fonts
    from PIL import ImageFont

    data = pymupdf_fonts.myfont("cascadiab" if bold else "cascadia")
    return ImageFont.truetype(io.BytesIO(data), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=1)
def chinese() -> str:
    """Return the path of a font with Chinese characters, "" where the system has none."""
    return next((path for path in _CHINESE if Path(path).is_file()), "")


@lru_cache(maxsize=2)
def _wide_font(size: int) -> "FreeTypeFont | None":
    from PIL import ImageFont

    try:
        return ImageFont.truetype(chinese(), size) if chinese() else None
    except OSError:
        return None


@lru_cache(maxsize=8)
def cell(size: int = SIZE) -> tuple[int, int]:
    """Return width and height of a cell, px."""
    font = _font(False, size)
    ascent, descent = font.getmetrics()
    return round(font.getlength("M")), ascent + descent


missing: set[str] = set()  # characters that no font here has, of this process


def lament() -> str:
    """Say what could not be drawn."""
    some = "".join(sorted(missing)[:8])
    return (
        f"{len(missing)} characters ({some}{'…' if len(missing) > 8 else ''}) are drawn as boxes: "
        "no font here has them; for Chinese, install one, such as the package fonts-noto-cjk."
    )


@lru_cache(maxsize=8192)
def mask(char: str, bold: bool, italic: bool, size: int = SIZE) -> "Image | None":
    """Return the shape of a character, one or two cells wide, 0 to 255; None if there is none."""
    from PIL import Image, ImageDraw

    width, height = cell(size)
    width *= max(1, cells(char))
    if strokes.drawn(char):
        return strokes.draw(char, width, height)
    font: FreeTypeFont | None = _font(bold, size)
    assert font is not None
    if not _has(font, char, size):
        font = _wide_font(size - 1)
        if font is None or not _has(font, char, size):
            return None
    image = Image.new("L", (width, height))
    ascent = _font(False, size).getmetrics()[0]
    left = (width - font.getlength(char)) / 2 if cells(char) > 1 else 0
    ImageDraw.Draw(image).text((left, ascent), char, font=font, fill=255, anchor="ls")
    if italic:
        slant = (1, 0.2, -0.2 * height * 0.6, 0, 1, 0)
        image = image.transform(
            image.size, Image.Transform.AFFINE, slant, Image.Resampling.BILINEAR
        )
    return image.point([round(v / 255 * (_SHADES - 1)) * 255 // (_SHADES - 1) for v in range(256)])


def _has(font: "FreeTypeFont", char: str, size: int) -> bool:
    """Whether a font has a character: else it draws the same as for one that nobody has."""
    if char.isascii() or char.isspace():
        return True
    return (
        bytes(font.getmask(char)) != bytes(font.getmask("\U0010fffe"))
        or font.getmask(char).size != font.getmask("\U0010fffe").size
    )


def colours(style: Style, head: Head) -> tuple[str, str]:
    """Return the colours of a cell's letter and ground."""
    bg = style.bg or head.bg
    fg = style.fg or head.fg
    return (mix(fg, bg, 0.5) if style.dim else fg), bg


def shape(char: str, style: Style, size: int = SIZE) -> "Image | None":
    """Return the mask of a cell with its underline and strike; None for an empty one."""
    from PIL import Image, ImageDraw

    drawn = mask(char, style.bold, style.italic, size) if char.strip() else None
    boxed = drawn is None and bool(char.strip())
    if boxed:
        missing.add(char)
    if drawn is None and not (boxed or style.underline or style.strike):
        return None
    width, height = cell(size)
    image = drawn.copy() if drawn else Image.new("L", (width * max(1, cells(char)), height))
    pen = ImageDraw.Draw(image)
    if boxed:
        pen.rectangle((1, height // 4, image.width - 3, height * 3 // 4), outline=255)
    if style.underline:
        pen.line((0, height - 2, image.width, height - 2), fill=255)
    if style.strike:
        pen.line((0, height // 2, image.width, height // 2), fill=255)
    return image
