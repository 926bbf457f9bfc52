"""The keys in the footer: what can be done now, the most useful first."""

from typing import TYPE_CHECKING

from procviz.draw.keycaps import shown
from procviz.draw.layout import Pane
from procviz.ui.desk import Desk

if TYPE_CHECKING:
    from procviz.ui.turns import Turns

Key = tuple[str, str, int]  # as it is shown, what it does, rank: the highest is dropped first

_WORDS = {
    "en": {
        "choose": "choose", "run": "run", "search": "search", "variant": "variant",
        "panes": "panes", "theme": "theme", "help": "help", "quit": "quit", "pause": "pause",
        "go on": "go on", "step": "step", "catch up": "catch up", "process": "process",
        "signal": "send signal", "again": "again", "next": "next", "events": "events",
        "output": "output", "back": "back", "filter": "filter", "done": "done", "leave": "leave",
        "palette": "all", "ask": "questions", "answers": "answers", "compare": "compare",
        "before": "back", "from start": "from the start", "find": "find", "mark": "bookmark",
        "live edge": "live edge", "the end": "the end",
        "threads": "threads", "tasks": "tasks", "break": "break here",
        "zoom": "zoom", "pan": "earlier, later", "whole": "whole run",
        "gate": "gate", "let go": "next step", "who": "who", "by itself": "by itself",
        "on": "on", "off": "off",
        "stop": "stop", "open gate": "open", "close gate": "hold", "policy": "who chooses",
    },
    "zh": {
        "choose": "选择", "run": "运行", "search": "搜索", "variant": "变体",
        "panes": "窗格", "theme": "主题", "help": "帮助", "quit": "退出", "pause": "暂停",
        "go on": "继续", "step": "单步", "catch up": "追上", "process": "进程",
        "signal": "发信号", "again": "重来", "next": "下一个", "events": "事件",
        "output": "输出", "back": "返回", "filter": "筛选", "done": "完成", "leave": "离开",
        "palette": "全部", "ask": "提问", "answers": "答案", "compare": "比较",
        "before": "后退", "from start": "从头播放", "find": "查找", "mark": "书签",
        "live edge": "实时处", "the end": "末尾",
        "threads": "线程", "tasks": "任务", "break": "断点",
        "zoom": "缩放", "pan": "前移、后移", "whole": "全程",
        "gate": "闸门", "let go": "走一步", "who": "谁", "by itself": "自动",
        "on": "开", "off": "关",
        "stop": "停下", "open gate": "开放", "close gate": "拦住", "policy": "谁来选择",
    },
}  # fmt: skip

ACTIONS = {
    "↵": "go", "/": "search", "v": "variant", "t": "theme", "?": "help", "q": "quit",
    "Space": "pause", "→": "step(1)", "←": "step(-1)", "x": "find", "b": "mark",
    "End": "catch_up", "Tab": "select(1)", "k": "signal",
    "r": "again", "n": "other(1)", "e": "events", "Esc": "back", "a": "ask",
    "V": "compare", "g": "gate", "G": "policies", "^P": "command_palette",
    "z": "fold", "+": "zoom(-1)", "-": "zoom(1)", "<": "pan(-1)", ">": "pan(1)",
    "↑": "move(-1)", "↓": "move(1)", "B": "breaks",
}  # fmt: skip
PANES_KEY = "1-6"


def keys(desk: Desk) -> list[Key]:
    """Return the keys for what the person is doing, as they are on this person's keyboard."""
    return [(shown(key, desk.moved), what, rank) for key, what, rank in _keys(desk)]


def action(desk: Desk, key: str) -> str:
    """Return the action of a key as `keys` names it; "" for one that has none."""
    back = {new: old for old, new in desk.moved.items()}
    return ACTIONS.get(back.get(key, key), "")


def _keys(desk: Desk) -> list[Key]:
    say = _WORDS[desk.lang]
    if desk.typing is not None:
        done = say["run" if desk.typing is Pane.PICKER else "done"]
        return [("↵", done, 0), ("↑ ↓", say["choose"], 2), ("Esc", say["leave"], 1)]
    show = desk.show
    if show is None:
        out = [("↑ ↓", say["choose"], 2), ("↵", say["run"], 0), ("/", say["search"], 4)]
        if len(desk.shelf.about(desk.entry).variants) > 1:
            out += [("v", say["variant"], 3), ("V", say["compare"], 4)]
        out.append(("a", f"{say['ask']} {say['on' if desk.asking else 'off']}", 5))
        out.append(("g", f"{say['gate']} {say['on' if desk.gating.on else 'off']}", 5))
        tail = [(PANES_KEY, say["panes"], 6), ("t", say["theme"], 8), ("^P", say["palette"], 7)]
        return [*out, *tail, ("?", say["help"], 1), ("q", say["quit"], 1)]
    if show.turns is not None and show.mode == "live":
        return [
            *_gated(say, show.turns),
            ("Esc", say["back"], 5),
            ("?", say["help"], 1),
            ("q", say["quit"], 1),
        ]
    moving = [("←", say["before"], 1), ("→", say["step"], 1)]
    if show.mode == "over":
        out = [("Space", say["from start"], 3), ("←", say["before"], 2)]
        out += [("r", say["again"], 0), ("n", say["next"], 2)]
        if desk.quiz is not None:
            out.append(("a", say["answers"], 1))
    elif show.past:
        out = [("Esc", say["back"], 0), *moving, ("Tab", say["process"], 1)]
        return [*out, ("q", say["quit"], 2)]
    elif show.playhead.paused:
        out = [("Space", say["go on"], 0), *moving, ("x", say["find"], 6), ("b", say["mark"], 9)]
        out.append(("End", say["live edge" if show.feed.live else "the end"], 4))
    else:
        out = [("Space", say["pause"], 0)]
    out += [("Tab", say["process"], 3)]
    if show.mode == "live":
        out.append(("k", say["signal"], 4))
    out.append(("e", say["output" if desk.events else "events"], 7))
    if len(desk.shelf.ways(desk.entry)) > 1:
        out.append(("V", say["compare"], 2 if show.mode == "over" else 5))
    if show.mode != "over":
        out += [("r", say["again"], 6), ("n", say["next"], 9)]
    out += _of_pane(desk, say)
    out += [(PANES_KEY, say["panes"], 8), ("^P", say["palette"], 8), ("Esc", say["back"], 5)]
    return [*out, ("?", say["help"], 1), ("q", say["quit"], 1)]


def _of_pane(desk: Desk, say: dict[str, str]) -> list[Key]:
    """Return the keys of the pane that has the keyboard."""
    if desk.focus is Pane.SOURCE:
        return [("B", say["break"], 6)]
    if desk.focus is not Pane.TIMELINE:
        return []
    process = desk.show.process if desk.show is not None else None
    out = [("+ -", say["zoom"], 4)]
    if desk.window is not None:
        out += [("< >", say["pan"], 4)]
    if process is not None and process.inside:
        kinds = {kind for kind, _ in process.inside}
        out.append(("z", say["threads" if "thread" in kinds else "tasks"], 3))
    return out


def _gated(say: dict[str, str], turns: "Turns") -> list[Key]:
    """Return the keys of who is the scheduler."""
    if turns.mode == "open":
        return [("g", say["close gate"], 0), ("Space", say["pause"], 1), ("Tab", say["process"], 3)]
    out = [("→", say["let go"], 0)]
    if len(turns.ready) > 1 or turns.mode != "ready":
        out.append(("Tab", say["who"], 1))
    out.append(("Space", say["stop" if turns.auto else "by itself"], 0))
    out += [("G", say["policy"], 3), ("g", say["open gate"], 4), ("←", say["before"], 6)]
    return [*out, ("k", say["signal"], 7), ("r", say["again"], 6)]


def compare_keys(lang: str) -> list[Key]:
    """Return the keys while variants are compared."""
    say = _WORDS[lang]
    return [
        ("Esc", say["back"], 0), ("+ -", say["zoom"], 2), ("← →", say["pan"], 3),
        ("0", say["whole"], 4), ("r", say["again"], 5), ("q", say["quit"], 1),
    ]  # fmt: skip
