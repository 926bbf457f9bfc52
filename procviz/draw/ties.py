"""Who each process has to do with, where there is no room for links between cards.

The same as `procviz.draw.stage_bonds` draws, from the point of view of one process, and without a
limit: "→ 4203 Lock 1" for who waits, at the holder "← 4202 Lock 1".
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from procviz.draw import spell
from procviz.draw.canvas import Style, cells
from procviz.draw.kept import Kept
from procviz.draw.rows import Row, Span
from procviz.draw.view import View
from procviz.narrate import things
from procviz.safe import safe
from procviz.things import Channel
from procviz.world import Process, State, World

# dashed for who waits, double for where data goes, as the links between cards are
SIGNS = {
    "waits": "┄▶",
    "wanted": "◀┄",
    "writes": "═▶",
    "reads": "◀═",
    "adopted": "◆",
    "adopts": "◆",
}
_ORDER = tuple(SIGNS)


class Tie(NamedTuple):
    """One kind of link of a process: to whom (uids) and what it is about.

    ``pid``: the other one where it is no process of the program.
    """

    kind: str
    others: tuple[int, ...]
    names: tuple[str, ...] = ()
    pid: int = 0


def ends(world: World, channel: Channel) -> tuple[list[int], list[int]]:
    """Return who writes and who reads: by what they did, before that by the ends that they kept."""
    far = world.channels.get(channel.peer) if channel.peer else channel
    if far is None:
        return [], []
    writers = [u for u in far.writers if u in far.wrote]
    readers = [u for u in channel.readers if u in channel.read]
    if channel.kind == "pipe":
        writers = writers or [u for u in far.writers if u not in channel.readers]
        readers = readers or [u for u in channel.readers if u not in far.writers]
    return writers, readers


_TIES: Kept[Mapping[int, list[Tie]]] = Kept(8)


def ties(view: View, only: int = 0) -> Mapping[int, list[Tie]]:
    """Return the links of all processes by uid, those that hold somebody up first.

    ``only``: a uid, then just those of that process.
    """
    world = view.world
    key = world.shared, world.shape, view.lang, only
    return _TIES.get(key, lambda: _ties(world, view.lang, only))


def _ties(world: World, lang: str, only: int) -> Mapping[int, list[Tie]]:
    found: dict[int, dict[tuple[str, tuple[int, ...], int], dict[str, None]]] = {}

    def add(kind: str, who: Iterable[int], others: list[int], name: str, pid: int = 0) -> None:
        for uid in (only,) if only else who:
            rest = tuple(dict.fromkeys(u for u in others if u != uid))
            if rest or pid:
                names = found.setdefault(uid, {}).setdefault((kind, rest, pid), {})
                names[name] = None

    for thing in world.objects.values():
        waiting = [who.uid for who in thing.wanted_by] if thing.holders else []
        if waiting and not thing.signalling:
            holding = [who.uid for who in thing.holders]
            name = safe(things.spaced(things.thing_name(thing, lang)))
            if not only or only in waiting:
                add("waits", waiting, holding, name)
            if not only or only in holding:
                add("wanted", holding, waiting, name)
    for channel in world.channels.values():
        writers, readers = ends(world, channel)
        if not writers or not readers:
            continue
        name = safe(things.spaced(things.channel_name(channel, lang)))
        if not only or only in writers:
            add("writes", writers, readers, name)
        if not only or only in readers:
            add("reads", readers, writers, name)
    for process in world.processes.values():
        if process.adopted_from is None or process.state is State.GONE:
            continue
        owner = world.by_pid(process.parent)
        if owner is not None and (not only or only == owner.uid):
            add("adopts", [owner.uid], [process.uid], "")
        if not only or only == process.uid:
            mine = [owner.uid] if owner is not None else []
            add("adopted", [process.uid], mine, safe(process.adopter), process.parent)
    return {
        uid: sorted(
            (Tie(kind, others, tuple(filter(None, names)), pid)
             for (kind, others, pid), names in each.items()),
            key=lambda tie: _ORDER.index(tie.kind),
        )
        for uid, each in found.items()
    }  # fmt: skip


def partners(found: Iterable[Tie]) -> dict[int, str]:
    """Return the kind of link to each other process, the most telling one."""
    out: dict[int, str] = {}
    for tie in found:
        for uid in tie.others:
            out.setdefault(uid, tie.kind)
    return out


def colour(view: View, kind: str) -> str:
    """Return the colour of a kind of link, as the links between cards have it."""
    return view.theme.accent if kind in ("writes", "reads") else view.theme.warn


def short(view: View, found: list[Tie], room: int) -> Row:
    """Return the links of one process in at most ``room`` cells: the first ones, "+2" for more."""
    row: list[Span] = []
    left = room
    for i, tie in enumerate(found):
        gap: list[Span] = [("  ", Style())] if row else []
        rest = len(found) - i - 1
        more = cells(f" +{rest}") if rest else 0
        # with what it is about, else without, else the row ends here
        piece = next((p for p in _pieces(view, tie) if _size([*gap, *p]) + more <= left), None)
        if piece is None:
            if row:
                row.append((f" +{rest + 1}", Style(view.theme.dim)))
            return row
        row += [*gap, *piece]
        left -= _size([*gap, *piece])
    return row


def _pieces(view: View, tie: Tie) -> list[list[Span]]:
    """Return a link in words, from the longest to the shortest form."""
    theme, own = view.theme, colour(view, tie.kind)
    head: list[Span] = [(f"{SIGNS[tie.kind]} ", Style(own, bold=True))]
    if len(tie.others) == 1:
        process = view.world.processes[tie.others[0]]
        who: list[Span] = [(str(process.pid), Style(view.colour(process), bold=True))]
    elif tie.others:
        who = [(spell.word("several", view.lang, len(tie.others)), Style(theme.text, bold=True))]
    else:
        who = [(str(tie.pid), Style(theme.text, bold=True))]
    names = ", ".join(tie.names)
    out = [[*head, *who]]
    if names:
        out = [[*head, *who, (f" {names}", Style(own))], *out]
    if len(tie.others) > 1:
        who = [(f"×{len(tie.others)}", Style(theme.text, bold=True))]
    return [*out, [(SIGNS[tie.kind], Style(own, bold=True)), *who]]


def _size(row: Row) -> int:
    return sum(cells(text) for text, _ in row)


def told(process: Process, found: Iterable[Tie], view: View) -> list[str]:
    """Return the links of a process as sentences, for the tooltip."""
    from procviz.draw.hints import hint  # late: only a mouse asks for them

    out = []
    for tie in found:
        pids = [view.world.processes[uid].pid for uid in tie.others] or [tie.pid]
        shown = ", ".join(map(str, pids[:MOST_PIDS]))
        if len(pids) > MOST_PIDS:
            shown += hint("and more", view.lang, len(pids) - MOST_PIDS)
        what = ", ".join(tie.names)
        text = hint(f"tie {tie.kind}", view.lang, process.pid, shown, what)
        out.append(text.replace(" ()", "").replace("（）", ""))
    return out


MOST_PIDS = 6  # named one by one
