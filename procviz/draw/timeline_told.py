"""What is told about a cell of the time line: bookmarks, strokes, states and folded lanes."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from procviz import words
from procviz.draw import spell, timeline_folds
from procviz.draw.hints import hint
from procviz.draw.keycaps import shown
from procviz.draw.timeline_ghost import later
from procviz.draw.timeline_lanes import Lanes, lanes
from procviz.draw.timeline_scale import Scale
from procviz.draw.view import View
from procviz.safe import safe
from procviz.state import State
from procviz.world import Link, Process

MOST = 6  # strokes told at once
NAMED = 8  # folded threads and tasks called by name


def told(
    width: int,
    height: int,
    view: View,
    x: int,
    y: int,
    span: tuple[int, int],
    moved: Mapping[str, str],
) -> list[str]:
    """Return sentences about a cell; ``moved``: keys, see `keycaps`."""
    if not view.world.processes or not (0 <= x < width and 0 <= y < height):
        return []
    found, now = lanes(later(view), width, height), max(view.now, view.world.t)
    scale = Scale(*span, width - found.left)
    if y < found.top:
        return _axis(view, scale, x - found.left, now, moved)
    uid = found.owner(y)
    if found.folds.get(uid) == y:
        return [_folded(view, found, uid, moved)]
    if x < found.left:
        count = len(later(view).world.processes[uid].inside) if uid else 0
        return [hint("unfolded", view.lang, shown("z", moved), count)] if count else []
    out = _strokes(view, found, scale, x - found.left, y)
    state = _state(view, found, scale, x - found.left, y, now)
    return [*out, state] if state else out


def _axis(view: View, scale: Scale, column: int, now: int, moved: Mapping[str, str]) -> list[str]:
    keys = {key: shown(key, moved) for key in ("'", '"', "→", "←")}
    out = [
        hint("bookmark", view.lang, spell.clock(t), keys["'"], keys['"'])
        for t in view.marks
        if scale.shows(t) and scale.column(t) == column
    ]
    size = len(spell.clock(now)) + 2
    if scale.shows(now) and abs(scale.column(now) - column) <= size // 2:
        out.append(hint("playhead", view.lang, spell.clock(now), keys["→"], keys["←"]))
    return out


def _folded(view: View, found: Lanes, uid: int, moved: Mapping[str, str]) -> str:
    process, hidden = later(view).world.processes[uid], found.inner[uid].hidden
    names = ", ".join(safe(process.inside[key].name) for key in hidden[:NAMED])
    if len(hidden) > NAMED:
        names += hint("and more", view.lang, len(hidden) - NAMED)
    count = timeline_folds.words(hidden, view.lang)
    return hint("folded", view.lang, process.pid, count, names, shown("z", moved))


def _strokes(view: View, found: Lanes, scale: Scale, column: int, y: int) -> list[str]:
    """Tell what goes from lane to lane through a cell."""
    out = []
    for link in view.world.links:
        if not scale.shows(link.t) or scale.column(link.t) != column:
            continue
        rows = [found.rows[uid] for uid in (link.source, link.target) if uid in found.rows]
        if link.kind == "signal" and link.source not in found.rows:
            rows.append(found.top - 1)
        if rows and min(rows) - (found.pitch > 1) <= y <= max(rows):
            out.append(f"{spell.clock(link.t)}  {_words(view, link)}")
    return [*out[:MOST], f"+{len(out) - MOST}"] if len(out) > MOST else out


def _words(view: View, link: Link) -> str:
    who = [view.world.processes.get(uid) for uid in (link.source, link.target)]
    source, target = (str(p.pid) if p is not None else "" for p in who)
    if link.kind == "adopt" and not source and who[1] is not None:
        source = f"{who[1].parent} {safe(who[1].adopter)}".strip()
    outside = hint("outside", view.lang)
    text = hint(f"link {link.kind}", view.lang, source or outside, target or outside,
                safe(link.label))  # fmt: skip
    return text.replace(" ()", "").replace("（）", "")


def _state(view: View, found: Lanes, scale: Scale, column: int, y: int, now: int) -> str:
    """Tell what a process or one of its threads and tasks does at a moment."""
    t = min(max(scale.time(column + 0.5), scale.begin), scale.end)
    processes = later(view).world.processes
    for uid, row in found.rows.items():
        if row == y:
            process = processes[uid]
            return _span(view, process, safe(process.name), process.spans, None, t, now)
    for (uid, key), row in found.inside.items():
        if row == y:
            process = processes[uid]
            lane = process.inside[key]
            over = lane.over if lane.over is not None else process.died
            state = ""
            if key[0] == "thread":  # nobody told whether it runs
                state = spell.word("thread", view.lang)
            return _span(view, process, safe(lane.name), lane.spans, over, t, now, state)
    return ""


def _span(
    view: View,
    process: Process,
    name: str,
    spans: Sequence[tuple[int, State]],
    over: int | None,
    t: int,
    now: int,
    word: str = "",
) -> str:
    at = bisect_right(spans, t, key=lambda span: span[0]) - 1
    if at < 0 or (over is not None and t > over) or (t > now and view.ahead is None):
        return ""
    since, state = spans[at]
    last = later(view).world.t if over is None else over
    until = spans[at + 1][0] if at + 1 < len(spans) else max(last, t)
    word = word or words.state(state, view.lang)
    return hint("state", view.lang, process.pid, name, word, spell.clock(since), spell.clock(until))
