"""The inspector's sections about what a process shares: findings, locks, pipes, tasks."""

from collections.abc import Iterable

from procviz import narrate
from procviz.draw.canvas import Style, cells, cut
from procviz.draw.census import census
from procviz.draw.labels import label
from procviz.draw.rows import Row, Span, wrap
from procviz.draw.troubles import troubles
from procviz.draw.view import View
from procviz.findings import family
from procviz.narrate import things
from procviz.safe import safe
from procviz.things import Actor, Channel, Task, Thing
from procviz.world import Process

_MOST = 12  # rows of one section


def findings(view: View, process: Process, width: int) -> list[Row]:
    """Return what was found about a process, in sentences."""
    style = Style(view.theme.warn)
    rows: list[Row] = []
    world = view.world
    kin = sorted({process.uid, *census(world).zombies})  # it may be the parent of a zombie
    families = (family(world, world.processes[uid]) for uid in kin)
    for found in (*families, *troubles(view)):
        if found is not None and process.uid in found.uids:
            text = narrate.finding(found, view.world, view.lang)
            parts = wrap(text, max(8, width - 2))
            rows += [[("  " if i else "! ", style), (p, style)] for i, p in enumerate(parts)]
    return rows


def locks(view: View, process: Process) -> list[Row]:
    """Return what it waits for and what it holds, with those at the other side."""
    rows: list[Row] = []
    held = dict.fromkeys(key for key, _ in process.holds)
    for thing in view.world.objects.values():  # in order of first sight
        mine = [who for who in thing.waiters if who.uid == process.uid]
        if mine:
            others = [who for who in thing.holders if who.uid != process.uid]
            rows.append(_thing(view, "waits for", thing, "held by", others))
        if thing.key in held and not thing.signalling:
            others = [who for who in thing.wanted_by if who.uid != process.uid]
            rows.append(_thing(view, "holds", thing, "wanted by", others))
    return _few(view, rows)


def _thing(view: View, key: str, thing: Thing, rest: str, others: Iterable[Actor]) -> Row:
    theme, lang = view.theme, view.lang
    name = safe(things.spaced(things.thing_name(thing, lang)))
    colour = theme.warn if key == "waits for" else theme.ok
    row: list[Span] = [
        (_padded(label(key, lang)), Style(colour)),
        (name, Style(theme.text, bold=True)),
    ]
    if thing.value >= 0:
        row.append((f"  {label('left', lang, thing.value)}", Style(theme.dim)))
    if thing.type.endswith("Queue"):
        row.append((f"  {label('items', lang, max(0, thing.queued))}", Style(theme.dim)))
    uids = dict.fromkeys(who.uid for who in others)
    return row + _pids(view, rest, uids)


def _pids(view: View, key: str, uids: Iterable[int]) -> list[Span]:
    """Name other processes in their colours, after a word."""
    spans: list[Span] = []
    for uid in uids:
        other = view.world.processes[uid]
        spans.append((f" {other.pid}", Style(view.colour(other), bold=other.alive)))
    if spans:
        spans.insert(0, (f"  {label(key, view.lang)}", Style(view.theme.dim)))
    return spans


def _padded(text: str) -> str:
    return text + " " * max(1, 10 - cells(text))


def pipes(view: View, process: Process, width: int) -> list[Row]:
    """Return the ends of pipes that it holds, and who holds the far ends."""
    theme, lang = view.theme, view.lang
    rows: list[Row] = []
    for fd, end in sorted(process.fds.items()):
        channel = view.world.channels[end.object]
        far = view.world.channels.get(channel.peer) if channel.peer else channel
        name = safe(things.spaced(things.side(end, view.world, lang))).removeprefix("the ")
        row: list[Span] = [
            (f"{fd:>3}", Style(theme.bright)),
            (" → ", Style(theme.dim)),
            (name, Style(theme.text)),
        ]
        other = _far(view, process, end.mode, far or channel)
        if sum(cells(text) for text, _ in row + other) <= width:
            rows.append(row + other)
        else:
            rows += [row, [("    ", Style()), *other]]
    return _few(view, rows)


def _far(view: View, process: Process, mode: str, far: Channel) -> list[Span]:
    """Say who is at the other end.  It itself is only named where nobody else is."""
    key = {"w": "read by", "r": "written by"}.get(mode, "shared with")
    uids = list(far.readers if mode != "r" else far.writers)
    others = [uid for uid in uids if uid != process.uid] or uids
    if others:
        return _pids(view, key, others)
    return [(f"  {label(key, view.lang)} {label('nobody', view.lang)}", Style(view.theme.warn))]


def tasks(view: View, process: Process, width: int) -> list[Row]:
    """Return asyncio's tasks with their states; the finished ones are only counted."""
    theme, lang = view.theme, view.lang
    live = [task for task in process.tasks.values() if task.state != "finished"]
    rows = [_task(view, task, width) for task in live]
    done = len(process.tasks) - len(live)
    rows = _few(view, rows)
    if done:
        rows.append([(label("finished", lang, done), Style(theme.dim))])
    return rows


def _task(view: View, task: Task, width: int) -> Row:
    theme, lang = view.theme, view.lang
    glyph, colour = {
        "running": ("●", theme.ok),
        "suspended": ("◐", theme.warn),
    }.get(task.state, ("○", theme.dim))
    what = f" {safe(task.function)}()" if task.function else ""
    awaits = f" → {safe(task.awaits)}" if task.awaits else ""
    state = label(f"task {task.state}", lang)
    name = cut(safe(task.name), max(6, width // 3))
    return [
        (f"{glyph} ", Style(colour, bold=True)),
        (name, Style(theme.text, bold=True)),
        (what, Style(theme.syntax[1])),
        (f" {state}", Style(colour)),
        (awaits, Style(theme.dim)),
    ]


def _few(view: View, rows: list[Row]) -> list[Row]:
    if len(rows) <= _MOST:
        return rows
    return [*rows[: _MOST - 1], [(f"+{len(rows) - _MOST + 1}", Style(view.theme.dim))]]
