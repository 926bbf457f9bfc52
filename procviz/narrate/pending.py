"""What a thread at the gate is about to do, as a phrase and as a sentence."""

from typing import Protocol

from procviz.events import Where
from procviz.safe import safe

_PHRASES = {
    "en": {
        "sentence": "{who} is {what}",
        "thread": "thread {tid} of {pid}",
        "call": "about to call {call}",
        "back": "back from {call}",
        "image": "about to begin: {call}",
        "begin": "about to begin its thread {call}",
        "line": "about to run line {line}",
        "handler": "about to run its handler: {call}",
        "end": "about to end",
        "task": "about to run a step of {call}",
        "else": "about to go on",
    },
    "zh": {
        "sentence": "{who} {what}",
        "thread": "{pid} 的线程 {tid}",
        "call": "即将调用 {call}",
        "back": "刚从 {call} 返回",
        "image": "即将开始运行：{call}",
        "begin": "即将开始运行线程 {call}",
        "line": "即将运行第 {line} 行",
        "handler": "即将运行信号处理函数：{call}",
        "end": "即将结束",
        "task": "即将运行 {call} 的一步",
        "else": "即将继续",
    },
}
_KEYS = {
    "image": "image",
    "thread": "begin",
    "line": "line",
    "handler": "handler",
    "task resumed": "task",
}


class _Key(Protocol):
    @property
    def pid(self) -> int: ...


class Pending(Protocol):
    """What `procviz.gate.ready.Ready` is."""

    @property
    def key(self) -> _Key: ...  # noqa: D102
    @property
    def tid(self) -> int: ...  # noqa: D102
    @property
    def point(self) -> str: ...  # noqa: D102
    @property
    def call(self) -> str: ...  # noqa: D102
    @property
    def where(self) -> Where | None: ...  # noqa: D102
    @property
    def returned(self) -> bool: ...  # noqa: D102


def phrase(
    point: str, call: str, where: Where | None, lang: str = "en", *, returned: bool = False
) -> str:
    """Return the words after "is": ``about to call os.kill(4201, SIGUSR1)``."""
    key = _KEYS.get(point, "back" if returned else "call")
    if not call and key != "line":
        key = "end" if point == "exit" else "else"
    line = where.line if where is not None else 0
    return safe(_PHRASES[lang][key].format(call=call, line=line))


def sentence(ready: Pending, lang: str = "en") -> str:
    """Return ``4202 is about to call os.kill(4201, SIGUSR1)``, without a full stop."""
    table, pid = _PHRASES[lang], ready.key.pid
    main = ready.tid in (0, pid)
    who = str(pid) if main else table["thread"].format(tid=ready.tid, pid=pid)
    what = phrase(ready.point, ready.call, ready.where, lang, returned=ready.returned)
    return table["sentence"].format(who=who, what=what)
