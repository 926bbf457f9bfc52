"""The screen as SVG: a still, or a film that plays by itself (SMIL), in one file.

Nothing is fetched: letters are in whatever monospaced font the viewer has, each run of them held to
its cells by ``textLength``; what must join is drawn as paths.
"""

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import TextIO

from procviz.draw.canvas import Style, cells, mix
from procviz.film import vectors
from procviz.film.asciicast import Head
from procviz.film.frames import Frame, Row

WIDTH, HEIGHT = 9, 18  # of a cell
_BASE = 14  # of the letters
FPS = 12.5
FONTS = "'Cascadia Mono','JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace"
STYLE = (
    f"text{{font:15px {FONTS};white-space:pre}}.b{{font-weight:bold}}.i{{font-style:italic}}"
    ".g{shape-rendering:crispEdges}.u{text-decoration:underline}.s{text-decoration:line-through}"
)


def row(cells_: Row, head: Head) -> str:
    """Return one row as elements in a box of its own, its top at 0."""
    return "".join(pieces(cells_, head))


def pieces(cells_: Row, head: Head) -> list[str]:
    """Return the elements of a row, each in its place: many rows have most of them in common."""
    out: list[str] = []
    for x, text, style in cells_.runs():
        fg, bg = style.fg or head.fg, style.bg or head.bg
        if style.dim:
            fg = mix(fg, bg, 0.5)
        if bg != head.bg:
            out.append(_ground(x, cells(text), bg))
        out += _letters(x, text, style, fg)
    return out


def _ground(x: int, count: int, colour: str) -> str:
    wide = count * WIDTH
    deep = HEIGHT + 0.5  # under the next row, so that no seam shows where it is scaled
    return f'<path class="g" fill="{colour}" d="M{x * WIDTH} 0h{wide}v{deep}h{-wide}z"/>'


def _letters(x: int, text: str, style: Style, fg: str) -> list[str]:
    names = "".join(name for name, on in zip("bi", (style.bold, style.italic), strict=True) if on)
    names += "u" * style.underline + "s" * style.strike
    kind = f' class="{" ".join(names)}"' if names else ""
    drawn, out = "", []
    word, begin = "", x
    for char in [*text, ""]:
        stroke = vectors.path(char, x * WIDTH, WIDTH, HEIGHT) if char and not char.isascii() else ""
        alone = bool(char) and not char.isascii()
        if word and (not char or alone or (char == " " and not style.underline)):
            length = len(word) * WIDTH
            out.append(
                f'<text{kind} x="{begin * WIDTH}" y="{_BASE}" fill="{fg}" textLength="{length}">'
                f"{escape(word)}</text>"
            )
            word = ""
        size = cells(char)
        if stroke:
            drawn += stroke
        elif alone and char.strip():
            middle = x * WIDTH + size * WIDTH / 2
            out.append(
                f'<text{kind} x="{middle:g}" y="{_BASE}" fill="{fg}" text-anchor="middle">'
                f"{escape(char)}</text>"
            )
        elif char and not alone and (char != " " or style.underline or word):
            begin = begin if word else x
            word += char
        x += size
    if drawn:
        out.append(f'<path fill="{fg}" d="{drawn}"/>')
    return out


def _open(cols: int, rows: int, head: Head) -> str:
    width, height = cols * WIDTH, rows * HEIGHT
    title = f"<title>{escape(head.title)}</title>" if head.title else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">{title}<style>{STYLE}</style>'
        f'<rect width="{width}" height="{height}" fill="{head.bg}"/>\n'
    )


def still(frame: Frame, head: Head, file: TextIO) -> None:
    """Write one frame."""
    file.write(_open(len(frame.rows[0].chars), len(frame.rows), head))
    file.write(_screen(frame, head))
    file.write("</svg>\n")


def _screen(frame: Frame, head: Head) -> str:
    return "".join(
        f'<g transform="translate(0 {y * HEIGHT})">{text}</g>\n'
        for y, line in enumerate(frame.rows)
        if (text := row(line, head))
    )


def film(frames: Sequence[Frame], head: Head, file: TextIO) -> None:
    """Write a film that plays for ever; a viewer that plays none shows the last picture."""
    cols, rows = frames[0].size
    frames = [frame for frame in frames if frame.size == (cols, rows)]
    begin, end = frames[0].begin, frames[-1].end
    numbers: dict[Row, int] = {}
    shown: dict[tuple[int, int], list[tuple[int, int]]] = {}  # (y, row): from when to when, ms
    for frame in frames:
        for y, line in enumerate(frame.rows):
            number = numbers.setdefault(line, len(numbers))
            spans = shown.setdefault((y, number), [])
            if spans and spans[-1][1] == frame.begin:
                spans[-1] = spans[-1][0], frame.end
            else:
                spans.append((frame.begin, frame.end))
    file.write(_open(cols, rows, head))
    file.write("<defs>\n")
    empty = _rows(numbers, head, file)
    length = _s(end - begin)
    file.write(
        f'</defs><rect width="0" height="0"><animate id="m" attributeName="x" from="0" to="0" '
        f'dur="{length}" begin="0s;m.end"/></rect>\n'
    )
    last = {(y, numbers[line]) for y, line in enumerate(frames[-1].rows)}
    for (y, number), spans in shown.items():
        if number in empty:
            continue
        place = f'<use href="#r{number}" y="{y * HEIGHT}"'
        if spans == [(begin, end)]:
            file.write(f"{place}/>\n")
            continue
        hide = "" if (y, number) in last else ' visibility="hidden"'
        file.write(f"{place}{hide}>")
        if not hide:
            file.write('<set attributeName="visibility" to="hidden" begin="0s"/>')
        for a, b in spans:
            file.write(
                f'<set attributeName="visibility" to="visible" begin="m.begin+{_s(a - begin)}" '
                f'dur="{_s(b - a)}"/>'
            )
        file.write("</use>\n")
    file.write("</svg>\n")


def _rows(numbers: dict[Row, int], head: Head, file: TextIO) -> set[int]:
    """Define the rows, by what they have in common; return the numbers of those with nothing."""
    made = {number: pieces(line, head) for line, number in numbers.items()}
    uses = Counter(piece for parts in made.values() for piece in parts)
    common = [piece for piece, count in uses.items() if count > 1]
    names = {piece: f"p{i}" for i, piece in enumerate(common)}
    for piece, name in names.items():
        file.write(f'<g id="{name}">{piece}</g>\n')
    for number, parts in made.items():
        if parts:
            text = "".join(
                f'<use href="#{names[piece]}"/>' if piece in names else piece for piece in parts
            )
            file.write(f'<g id="r{number}">{text}</g>\n')
    return {number for number, parts in made.items() if not parts}


def _s(ms: int) -> str:
    return f"{ms / 1000:g}s"
