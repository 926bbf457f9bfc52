"""Times, sizes and statuses as short as a card needs them, and the drawing's own few words."""

import re
from typing import TYPE_CHECKING

from procviz.draw.canvas import cells, cut

if TYPE_CHECKING:  # the output pane asks for sizes before anything runs
    from procviz.world import Process

_WORDS = {
    "en": {
        "unreaped": "not reaped {}",
        "reaped by": "reaped by {}",
        "ended": "ended",
        "more gone": "+{} reaped earlier",
        "more": "+{} more",
        "a cell": "a cell = {} processes",
        "several": "{} others",
        "family of": "family of {} · Esc: all {}",
        "to family": "↑ ↓ Tab · Enter: its family",
        "outside only": "seen from outside only",
        "you": "you",
        "outside": "outside",
        "adopted": "adopted",
        "exit": "exit {}",
        "unknown": "status unknown",
        "run": "run",
        "fork": "fork",
        "sleep": "sleep",
        "thread": "thread",
        "thread counted": "{} thread",
        "threads counted": "{} threads",
        "task counted": "{} task",
        "tasks counted": "{} tasks",
        "wait": "wait",
        "stopped": "stopped",
        "zombie": "zombie",
        "signal": "signal",
        "reap": "reap",
    },
    "zh": {
        "unreaped": "未回收 {}",
        "reaped by": "由 {} 回收",
        "ended": "已结束",
        "more gone": "+{} 个早已回收",
        "more": "还有 {} 个",
        "a cell": "一格 = {} 个进程",
        "several": "另外 {} 个",
        "family of": "{} 的家族 · Esc：全部 {} 个",
        "to family": "↑ ↓ Tab · Enter：看它的家族",
        "outside only": "只能从外部观察",
        "you": "你",
        "outside": "外部",
        "adopted": "收养",
        "exit": "退出码 {}",
        "unknown": "状态未知",
        "run": "运行",
        "fork": "fork",
        "sleep": "睡眠",
        "thread": "线程",
        "thread counted": "{} 个线程",
        "threads counted": "{} 个线程",
        "task counted": "{} 个任务",
        "tasks counted": "{} 个任务",
        "wait": "等待",
        "stopped": "停止",
        "zombie": "僵尸",
        "signal": "信号",
        "reap": "回收",
    },
}


def word(key: str, lang: str, *values: object) -> str:
    """Return one of the drawing's own words, with its values in place."""
    return _WORDS[lang][key].format(*values)


def fit(name: str, room: int) -> str:
    """Return a name in so many cells: what says least goes first, the number at its end last.

    ``fork-exec-wait.py`` loses its suffix, ``Thread-1 (work)`` its function, and of
    ``ForkPoolWorker-12`` the middle goes: its number tells it from the others.
    """
    if cells(name) <= room:
        return name
    name = re.sub(r"\.py$|(?<=\S) \([^()]*\)$", "", name)
    tail = re.search(r"-\d+$", name)
    if cells(name) > room >= 8 and tail and len(tail[0]) < room // 2:
        return cut(name[: tail.start()] + " ", room - len(tail[0])) + tail[0]
    return cut(name, room)


def clock(ns: int) -> str:
    """Return a moment of the run: ``1.532 s``."""
    return f"{ns / 1e9:.3f} s"


def age(ns: int) -> str:
    """Return how long something has lasted, two digits of it: ``340 ms``, ``1.2 s``, ``3 min``."""
    if ns < 1_000_000_000:
        return f"{max(0, ns) // 1_000_000} ms"
    seconds = ns / 1e9
    if seconds < 100:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"


def size(count: float) -> str:
    """Return bytes in at most four cells: ``12M``."""
    for unit in ("B", "K", "M"):
        if count < 999.5:
            return f"{count:.1f}{unit}" if count < 9.95 and unit != "B" else f"{count:.0f}{unit}"
        count /= 1024
    return f"{count:.1f}G"


def ending(code: int | None, signal: str | None, lang: str) -> str:
    """Return an exit status in a word or two: ``exit 3``, ``SIGKILL``."""
    if signal:
        return signal
    return word("unknown", lang) if code is None else word("exit", lang, code)


def how_it_ended(process: "Process", lang: str) -> str:
    """Return a dead process's status in a word or two."""
    return ending(process.code, process.signal, lang)
