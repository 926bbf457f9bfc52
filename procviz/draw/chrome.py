"""What stands around the panes: header, tabs, footer, and the message of a terminal too small."""

from collections.abc import Sequence
from typing import NamedTuple

from procviz.draw.canvas import Canvas, Style, cells, mix
from procviz.draw.labels import label
from procviz.draw.layout import MIN_HEIGHT, MIN_WIDTH, PANES, Pane
from procviz.draw.rows import Span, put, wrap
from procviz.draw.theme import Theme

BRAND = " procviz "


class Status(NamedTuple):
    """What the header tells.  ``mode``: ready, live, replay, over, past; ``t`` ns of true time."""

    chapter: str = ""
    title: str = ""
    variant: str = ""
    mode: str = "ready"
    paused: bool = False
    t: int = 0
    waiting: int = 0  # events to show
    lag: int = 0  # ns of true time between the picture and reality
    gate: str = ""  # who chooses there
    filming: bool = False  # a screencast is being written
    speed: str = ""  # "" = human pace
    place: tuple[int, int] | None = None  # events shown, of how many
    known: float | None = None  # part of the log that is known, while more is needed


def header(canvas: Canvas, theme: Theme, lang: str, status: Status) -> None:
    """Draw where we are (left) and when (right); the right side is never cut."""
    canvas.fill(0, 0, canvas.width, 1, Style(theme.text, theme.back))
    right = _when(theme, lang, status, canvas.width)
    room = canvas.width - sum(cells(text) for text, _ in right) - 1
    put(canvas, max(0, room), 0, right)
    x = canvas.put(1, 0, BRAND, theme.tab(theme.accent))
    left: list[Span] = []
    if status.chapter and room - x > cells(status.chapter + status.title) + 6:
        left += [(status.chapter, Style(theme.dim)), (" › ", Style(theme.faint))]
    if not status.title:
        left = [(status.chapter, Style(theme.dim))]
    left.append((status.title, Style(theme.bright, bold=True)))
    used = sum(cells(text) for text, _ in left)
    if status.variant and x + 2 + used + cells(status.variant) + 5 < room:
        left.append((f"  [{status.variant}]", Style(theme.dim)))
    put(canvas, x + 2, 0, left, room - x - 4)


def _when(theme: Theme, lang: str, status: Status, width: int) -> list[Span]:
    out: list[Span] = []
    if status.filming:
        out += [(f"● {label('rec', lang)}", Style(theme.signal, bold=True)), ("   ", Style())]
    if status.gate and width >= 60:
        out += [(status.gate, Style(theme.accent)), ("   ", Style())]
    if status.known is not None:
        out += [(label("finding out", lang, round(100 * status.known)), Style(theme.warn))]
        out.append(("   ", Style()))
    elif status.place is not None and (width >= 72 or not status.waiting):
        out += [(label("place", lang, *status.place), Style(theme.dim)), ("   ", Style())]
    if status.waiting:
        behind = status.mode == "past"
        key, one = ("behind", "one behind") if behind else ("to show", "one to show")
        text = label(one, lang) if status.waiting == 1 else label(key, lang, status.waiting)
        timed = width >= 100 and (status.lag >= 1_000_000_000 or behind)
        if width < 72:
            text = f"+{status.waiting}"
        elif timed and behind:  # the time says what it is behind
            text = label("one event" if status.waiting == 1 else "so many", lang, status.waiting)
        out.append((text, Style(theme.warn)))
        if timed:
            out.append((" · " + label("later", lang, status.lag / 1e9), Style(theme.dim)))
        out.append(("   ", Style()))
    if status.paused:
        key = "past" if status.mode == "past" else "paused"
        out += [(f" ‖ {label(key, lang)} ", theme.tab(theme.warn)), ("  ", Style())]
    elif status.mode != "ready":
        mark, colour = {
            "live": ("●", theme.ok),
            "replay": ("▶", theme.accent),
            "over": ("■", theme.dim),
            "past": ("◀", theme.warn),
        }[status.mode]
        out += [(f"{mark} ", Style(colour, bold=True)), (label(status.mode, lang), Style(colour))]
        out.append(("  ", Style()))
    if status.speed:
        out += [(status.speed, Style(theme.accent, bold=True)), ("  ", Style())]
    if status.mode != "ready":
        out.append((f"{status.t / 1e9:8.3f} s ", Style(theme.bright)))
    return out


def tabs(canvas: Canvas, theme: Theme, lang: str, visible: Sequence[Pane], focus: Pane) -> None:
    """Draw a row with all panes; those on the screen are lit."""
    canvas.fill(0, 0, canvas.width, 1, Style(theme.dim, theme.back))
    for pane, x, text in sorted(_tabs(canvas.width, lang), key=lambda tab: tab[0] is focus):
        if pane is focus:
            style = Style(theme.accent, theme.towards(theme.accent, 0.17), bold=True)
        elif pane in visible:
            style = Style(theme.text, theme.panel)
        else:
            style = Style(theme.dim, theme.back)
        canvas.put(x, 0, f" {text} ", style)


def tab_at(width: int, lang: str, x: int) -> Pane | None:
    """Return the pane whose tab is at a cell."""
    for pane, left, text in _tabs(width, lang):
        if left <= x < left + cells(text) + 2:
            return pane
    return None


def _tabs(width: int, lang: str) -> list[tuple[Pane, int, str]]:
    names = [label(pane.name.lower(), lang) for pane in PANES]
    if width < sum(cells(name) + 3 for name in names) + 1:  # a word of each is enough then
        names = [name.split()[0] for name in names]
    full = sum(cells(name) + 4 for name in names)
    gap = 1 if width >= full + len(names) + 1 else 0 if width >= full else -1
    out, x = [], max(0, gap)
    for pane, name in zip(PANES, names, strict=True):
        text = f"{pane.value} {name}"
        out.append((pane, x, text))
        x += cells(text) + 2 + gap
    return out


def footer(
    canvas: Canvas, theme: Theme, keys: Sequence[tuple[str, str, int]], right: str = ""
) -> None:
    """Draw ``keys`` = (key, what it does, rank); the highest ranks go first where it is narrow."""
    canvas.fill(0, 0, canvas.width, 1, Style(theme.dim, theme.back))
    cap = Style(theme.text, mix(theme.back, theme.line, 0.8), bold=True)
    for key, x, text in _caps(canvas.width, keys, right):
        after = canvas.put(x, 0, f" {key} ", cap)
        canvas.put(after + 1, 0, text, Style(theme.dim))
    canvas.put(canvas.width - cells(right) - 1, 0, right, Style(theme.faint))


def key_at(
    width: int, keys: Sequence[tuple[str, str, int]], right: str, x: int, *, half: bool = False
) -> str:
    """Return the key whose cap is at a cell of the footer; "" where there is none.

    ``half``: of two keys on one cap the one that is meant.
    """
    for key, left, text in _caps(width, keys, right):
        if left <= x < left + cells(key) + cells(text) + 3:
            first, _, second = key.partition(" ")
            return key if not half else second if second and x > left + cells(first) else first
    return ""


def _caps(
    width: int, keys: Sequence[tuple[str, str, int]], right: str
) -> list[tuple[str, int, str]]:
    room = width - (cells(right) + 2 if right else 0) - 1
    shown = list(keys)
    while shown and sum(cells(k) + cells(t) + 5 for k, t, _ in shown) - 2 > room:
        shown.remove(max(reversed(shown), key=lambda item: item[2]))
    out, x = [], 1
    for key, text, _ in shown:
        out.append((key, x, text))
        x += cells(key) + cells(text) + 5
    return out


def too_small(canvas: Canvas, theme: Theme, lang: str, target: str) -> None:
    """Say that there is no room, and what to use instead."""
    canvas.fill(0, 0, canvas.width, canvas.height, Style(theme.text, theme.panel))
    size = label("too small", lang, canvas.width, canvas.height, MIN_WIDTH, MIN_HEIGHT)
    lines = wrap(size, canvas.width) + wrap(label("instead", lang, target), canvas.width)
    for y, line in enumerate(lines):
        canvas.put(0, y, line, Style(theme.text))
