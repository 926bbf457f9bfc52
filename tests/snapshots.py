"""A screenshot as text: what stands in each cell, and in which colours.

Textual's SVG is taken to pieces, so that its ids, fonts and the order of its elements do not
matter, and a difference can be read.
"""

import difflib
import os
import re
import xml.etree.ElementTree as ET
from string import ascii_letters, digits

from textual.app import App

from procviz.draw.canvas import cells
from tests.draw_worlds import GOLDENS

_SVG = "{http://www.w3.org/2000/svg}"
_INKS = ascii_letters + digits + "!#$%&()*+,-/:;<=>?@[]^_{|}~"


def as_text(svg: str, height: int = 1000) -> str:
    """Return the letters of a screenshot, then a letter for the look of each cell, then those.

    ``height``: rows from the top, the others do not matter.
    """
    root = ET.fromstring(svg)
    looks = dict(re.findall(r"\.[\w-]+-(r\d+) \{([^}]*)\}", "".join(root.itertext())))
    texts = [e for e in root.iter(f"{_SVG}text") if "clip-path" in e.attrib]
    lines = {_line(e) for e in texts}
    y_of = {_line(e): float(e.attrib["y"]) for e in texts}
    deep = (y_of[max(lines)] - y_of[min(lines)]) / max(1, max(lines) - min(lines))
    first = next(e for e in texts if len(e.text or "") > 0)
    wide = float(first.attrib["textLength"]) / cells(first.text or "")
    grounds: dict[tuple[int, int], str] = {}
    for rect in root.iter(f"{_SVG}rect"):
        if "shape-rendering" not in rect.attrib:
            continue
        x, y, across = (float(rect.attrib[key]) for key in ("x", "y", "width"))
        for i in range(round(across / wide)):
            grounds[round(y / deep), round(x / wide) + i] = rect.attrib["fill"]
    chars: dict[tuple[int, int], str] = {}
    inks: dict[tuple[int, int], str] = {}
    for text in texts:
        x = round(float(text.attrib["x"]) / wide)
        look = looks.get(text.attrib["class"].rsplit("-", 1)[1], "")
        for char in text.text or "":
            for i in range(cells(char)):  # nothing stands in the right half of a wide one
                at = _line(text), x + i
                chars[at] = "" if i else char.replace("\N{NO-BREAK SPACE}", " ")
                inks[at] = look
            x += cells(char)
    rows = range(min(height, max(y for y, _ in {**chars, **grounds}) + 1))
    across_all = range(max(x for _, x in {**chars, **grounds}) + 1)
    names: dict[str, str] = {}
    letters, styles = [], []
    for y in rows:
        letters.append("".join(chars.get((y, x), " ") for x in across_all).rstrip())
        row = ""
        for x in across_all:
            blank = chars.get((y, x), " ") == " "
            style = f"{'' if blank else _words(inks[y, x])} on {grounds.get((y, x), '-')}"
            row += names.setdefault(style, _INKS[len(names) % len(_INKS)])
        styles.append(row)
    legend = [f"{letter} {style.strip()}" for style, letter in names.items()]
    return "\n".join([*letters, "", *styles, "", *legend]) + "\n"


def _line(text: ET.Element) -> int:
    return int(text.attrib["clip-path"].rsplit("-", 1)[1].rstrip(")"))


def _words(css: str) -> str:
    """``fill: #c5c8c6;font-weight: bold`` -> ``#c5c8c6 bold``."""
    return " ".join(part.split(":")[1].strip() for part in css.strip(" ;").split(";") if part)


def writing() -> bool:
    """Whether the snapshots are to be made anew."""
    return os.environ.get("PROCVIZ_GOLDENS") == "write"


def snapshot(app: App[None]) -> str:
    """Return the screen as it is now, as text; without the footer, which has its own tests."""
    return as_text(app.export_screenshot(), app.size.height - 1)


def kept(name: str) -> str:
    """Return a snapshot as it should be; "" where there is none."""
    path = GOLDENS / f"screen_{name}.txt"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def keep(name: str, text: str) -> None:
    """Make a snapshot anew."""
    (GOLDENS / f"screen_{name}.txt").write_text(text, encoding="utf-8")


def difference(wanted: str, got: str) -> str:
    """Return what is different, for a person."""
    return "\n".join(difflib.unified_diff(wanted.splitlines(), got.splitlines(), "kept", "now"))
