"""The output pane: what the processes wrote, or every event as a sentence; newest last."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from procviz.draw.canvas import Canvas, Style, cells, cut, mix
from procviz.draw.frame import empty
from procviz.draw.labels import label
from procviz.draw.rows import Span, fewer, put, wrap
from procviz.draw.spell import size
from procviz.draw.view import View
from procviz.safe import safe

_MOST = 4  # rows that one line of output may take


class Told(NamedTuple):
    """One line of the pane.  ``text`` may be raw; ``error``: written to stderr.

    ``more``: characters that the line goes on for.  ``lines``, ``bytes``: what came before it and
    was not kept.
    """

    t: int
    uid: int
    pid: int
    text: str
    error: bool = False
    more: int = 0
    lines: int = 0
    bytes: int = 0


class _Laid(NamedTuple):
    line: Told
    spans: list[Span]


def written(view: View) -> Iterator[Told]:
    """Return the lines of output, the newest first."""
    for line in reversed(view.world.output):
        error = line.fd == 2
        yield Told(line.t, line.uid, line.pid, line.text, error, line.more, line.lines, line.bytes)


def draw(
    canvas: Canvas,
    view: View,
    lines: Iterable[Told],
    *,
    hint: str = "",
    query: str = "",
    typing: bool = False,
    back: int = 0,
    dropped: int = 0,
) -> None:
    """Draw ``lines`` (newest first), ``back`` rows up from the newest.

    ``hint`` stands there while there are none.
    """
    theme = view.theme
    body = _body(canvas, bool(query) or typing)
    if body is not canvas:
        text = label("filter", view.lang, query)
        x = canvas.put(0, 0, "/ ", Style(theme.accent, bold=True))
        x = canvas.put(x, 0, text, Style(theme.bright), canvas.width - x - 1)
        if typing:
            canvas.put(x, 0, "▏", Style(theme.accent))
    laid = _lay(view, lines, body.width, body.height, query, back)
    if not laid:
        empty(body, theme, hint)
        return
    for y, row in enumerate(laid):
        put(body, 0, y, row.spans)
    if dropped and len(laid) < body.height:
        text = label("dropped", view.lang, dropped)
        body.put(0, body.height - 1, text, Style(theme.warn, italic=True), body.width)


def find(
    width: int,
    height: int,
    view: View,
    lines: Iterable[Told],
    y: int,
    *,
    query: str = "",
    typing: bool = False,
    back: int = 0,
) -> Told | None:
    """Return the line that row ``y`` shows; None where there is none."""
    body = _body(Canvas(width, height), bool(query) or typing)
    laid = _lay(view, lines, width, body.height, query, back)
    y -= height - body.height
    return laid[y].line if 0 <= y < len(laid) else None


def _body(canvas: Canvas, filtered: bool) -> Canvas:
    return canvas.part(0, 1, canvas.width, canvas.height - 1) if filtered else canvas


def _lay(
    view: View, lines: Iterable[Told], width: int, height: int, query: str, back: int
) -> Sequence[_Laid]:
    """Lay rows from the newest line upwards, no more than can be seen."""
    rows: list[_Laid] = []
    wide = len(str(max(view.world.current, default=0)))
    words = query.lower().split()
    for line in lines:
        text = safe(line.text)
        if words and not all(w in f"{line.pid} {text}".lower() for w in words):
            continue
        rows += reversed(_rows(view, line, text, width, wide))
        if len(rows) >= height + back:
            break
    back = max(0, min(back, len(rows) - height))
    return rows[back : back + height][::-1]


def _rows(view: View, line: Told, text: str, width: int, wide: int) -> list[_Laid]:
    """Lay one line; ``wide``: digits of the longest PID."""
    theme = view.theme
    process = view.world.processes.get(line.uid)
    colour = view.colour(process) if process else theme.dim
    seconds = line.t / 1e9
    time = f"{seconds:5.2f}" if seconds < 99.995 else f"{seconds:5.0f}"
    head: list[Span] = [(time + " ", Style(mix(theme.faint, theme.dim, 0.6))), ("▎", Style(colour))]
    if width >= 24:
        pid = (str(line.pid) if line.pid else "–").ljust(wide)
        head.append((pid + " ", Style(colour, bold=True)))
        if line.error:
            head.append(("! ", Style(theme.signal, bold=True)))
    used = sum(cells(part) for part, _ in head)
    parts = wrap(text, max(4, width - used))
    if len(parts) > _MOST:
        parts = fewer(parts, _MOST, max(4, width - used))
    if line.more:
        more = " … " + label("line goes on", view.lang, size(line.more).strip())
        parts[-1] = cut(parts[-1].removesuffix("…"), max(1, width - used - cells(more))) + more
    style = Style(theme.text if line.uid != view.selected else theme.bright)
    out = []
    if line.bytes:
        key = "skipped lines" if line.lines else "skipped"
        gap = label(key, view.lang, size(line.bytes).strip(), line.lines)
        out.append(_Laid(line, [*head, (gap, Style(theme.warn, italic=True))]))
        if not text:
            return out
    out.append(_Laid(line, [*head, (parts[0], style)]))
    indent: list[Span] = [(" " * 6, Style()), ("▎", Style(colour)), (" " * (used - 7), Style())]
    out += [_Laid(line, [*indent, (part, style)]) for part in parts[1:]]
    return out
