"""What the gate holds: who is ready to do what, on the cards and as a list in the stage."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from procviz.draw.canvas import Canvas, Style, cells
from procviz.draw.rows import Row, put
from procviz.draw.theme import Theme
from procviz.safe import safe

if TYPE_CHECKING:  # the source pane, which the first frame has, does without
    from procviz.draw.view import View
    from procviz.events import Where
    from procviz.narrate.pending import Pending
    from procviz.world import Process

    class Ready(Pending, Protocol):
        """A thread at the gate, as `procviz.gate.ready.Ready` has it."""

        @property
        def who(self) -> str:
            """The thread's name: unique among those that are ready."""


class Gated(NamedTuple):
    """The gate at the moment of the picture.

    ``ready``: who stands there, by birth; ``chosen``: ``who`` of the one that goes on next.
    ``mode``: ``ready``, ``runs`` (one was let go, its events are awaited or shown), ``behind``
    (the picture is of an earlier moment), ``asleep`` (nobody is ready), ``open`` or ``over``.
    ``policy``: who chooses, "manual" = the person; ``auto``: it goes on by itself.
    """

    mode: str = "runs"
    ready: "Sequence[Ready]" = ()
    chosen: str = ""
    policy: str = "manual"
    auto: bool = False


_WORDS = {
    "en": {
        "gate": "gate: {}", "open": "open", "manual": "you choose",
        "parent-first": "parent first", "child-first": "child first",
        "round-robin": "round robin", "random": "random", "next": "next",
        "ready": "{} ready", "runs": "one goes on …", "behind": "→ leads to those who are ready",
        "asleep": "all wait: nobody is ready", "is open": "the gate is open: all run freely",
        "over": "the run is over", "about": "about to", "held": "ready", "after": "after {}",
    },
    "zh": {
        "gate": "闸门：{}", "open": "开放", "manual": "由您选择",
        "parent-first": "父进程优先", "child-first": "子进程优先",
        "round-robin": "轮流", "random": "随机", "next": "下一步",
        "ready": "{} 个就绪", "runs": "一个正在继续……", "behind": "按 → 前进到就绪的进程",
        "asleep": "都在等待：没有就绪的", "is open": "闸门已开放：全部自由运行",
        "over": "运行已结束", "about": "即将", "held": "就绪", "after": "{} 之后",
    },
}  # fmt: skip


def word(key: str, lang: str, *values: object) -> str:
    """Return a word of the gate."""
    return _WORDS[lang][key].format(*values)


def policy(name: str, lang: str) -> str:
    """Return a policy's name as a person says it; ``random:7`` keeps its seed."""
    kind, _, seed = name.partition(":")
    return f"{word(kind, lang)} {seed}".strip()


def header(gated: Gated, lang: str) -> str:
    """Return what the header says: ``gate: child first``."""
    who = word("open", lang) if gated.mode == "open" else policy(gated.policy, lang)
    return word("gate", lang, who)


def turn(view: "View", process: "Process") -> "Ready | None":
    """Return what a process is about to do; of several threads the chosen, else the first one."""
    if view.gated is None or not view.gated.ready or not process.alive:
        return None
    own = [ready for ready in view.gated.ready if ready.key.pid == process.pid]
    return next((r for r in own if r.who == view.gated.chosen), own[0] if own else None)


def phrase(ready: "Ready", lang: str) -> str:
    """Return ``about to call os.fork()``."""
    from procviz.narrate import pending

    where, back = ready.where, ready.returned
    return pending.phrase(ready.point, ready.call, where, lang, returned=back)


def doing(view: "View", ready: "Ready", room: int = 1_000) -> tuple[str, Style]:
    """Return the line on the card: a sign, words and a colour, stronger for the chosen one.

    ``room``: cells; where the words take more, the call alone is what counts.
    """
    mark, colour = sign(view, ready)
    text = phrase(ready, view.lang)
    if cells(text) + 2 > room and ready.call and ready.point != "image":
        text = safe(ready.call)
        text = word("after", view.lang, text) if ready.returned else text
    return f"{mark} {text}", Style(colour, bold=mark == "▶")


def state(view: "View", ready: "Ready") -> tuple[str, str]:
    """Return the word and the colour for its state: it is held, whatever the kernel calls that."""
    mark, colour = sign(view, ready)
    return f"{mark} {word('held', view.lang)}", colour


def sign(view: "View", ready: "Ready") -> tuple[str, str]:
    """Return its sign and colour: ▶ goes on next, ▷ may go on too."""
    if _is_chosen(view.gated, ready):
        return "▶", view.theme.accent
    return "▷", view.theme.warn


def _is_chosen(gated: Gated | None, ready: "Ready") -> bool:
    return gated is not None and gated.mode == "ready" and ready.who == gated.chosen


def height(rows: int) -> int:
    """Return how many rows of a stage of ``rows`` the list takes; it never changes in a run."""
    return 5 if rows >= 24 else 4 if rows >= 18 else 3 if rows >= 13 else 2 if rows >= 8 else 1


def draw(canvas: Canvas, view: "View") -> None:
    """Draw the list: a head and a row for each, those around the chosen one where it is long."""
    gated = view.gated
    if gated is None or canvas.width < 8 or canvas.height < 1:
        return
    theme = view.theme
    canvas.fill(0, 0, canvas.width, canvas.height, Style(theme.text, theme.panel))
    count = len(gated.ready)
    at = next((i for i, r in enumerate(gated.ready) if r.who == gated.chosen), 0)
    head = _head(view, gated, at, canvas.height < 2)
    x = put(canvas, 0, 0, head)
    if canvas.height == 1:
        if gated.mode == "ready":
            put(canvas, x + 2, 0, _entry(view, gated, gated.ready[at]), canvas.width - x - 2)
        return
    canvas.put(x + 1, 0, "─" * (canvas.width - x - 1), Style(theme.line))
    rows = canvas.height - 1
    top = _top(at, rows, count)
    for y, ready in enumerate(gated.ready[top : top + rows], 1):
        if _is_chosen(gated, ready):
            canvas.tint(0, y, canvas.width, theme.towards(theme.accent, 0.17))
        put(canvas, 0, y, _entry(view, gated, ready), canvas.width)


def _top(at: int, rows: int, count: int) -> int:
    """Return which of them stands in the first row."""
    return max(0, min(at - rows // 2, count - rows))


def hit(rows: int, gated: Gated, y: int) -> "Ready | None":
    """Return who is in row ``y`` of a list of so many rows."""
    names = [ready.who for ready in gated.ready]
    at = names.index(gated.chosen) if gated.chosen in names else 0
    index = y - 1 + _top(at, rows - 1, len(names))
    return gated.ready[index] if 0 < y < rows and index < len(names) else None


def _head(view: "View", gated: Gated, at: int, short: bool) -> Row:
    theme, lang, count = view.theme, view.lang, len(gated.ready)
    if gated.mode == "ready":
        text = word("ready", lang, count)
        if short and count > 1:
            text = f"{at + 1}/{count}"
        return [(text, Style(theme.accent, bold=True))]
    key = "is open" if gated.mode == "open" else gated.mode
    style = Style(theme.warn, bold=True) if gated.mode == "asleep" else Style(theme.dim)
    return [(word(key, lang), style)]


def _entry(view: "View", gated: Gated, ready: "Ready") -> Row:
    """``▶ 4201  about to call os.fork()   fork-order.py:12``."""
    theme: Theme = view.theme
    chosen, live = _is_chosen(gated, ready), gated.mode == "ready"
    process = view.world.by_pid(ready.key.pid)
    colour = view.colour(process) if process is not None else theme.text
    text = Style((theme.bright if chosen else theme.text) if live else theme.dim, bold=chosen)
    tid = f".{ready.tid}" if ready.tid not in (0, ready.key.pid) else ""
    sign = "▶ " if chosen else "▷ " if live else "‖ "
    row = [
        (sign, Style(theme.accent if chosen else theme.dim, bold=True)),
        (f"{ready.key.pid}{tid}", Style(colour, bold=True)),
        (f"  {phrase(ready, view.lang)}", text),
    ]
    if ready.where is not None:
        file = safe(ready.where.file.rsplit("/", 1)[-1])
        row.append((f"   {file}:{ready.where.line}", Style(theme.dim)))
    return row


def stands(view: "View", process: "Process") -> "Where | None":
    """Return where a process stands: where its next step is, or its latest one was."""
    ready = turn(view, process)
    return ready.where if ready is not None and ready.where is not None else process.stands
