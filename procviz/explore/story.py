"""How an outcome comes about, in sentences: where its schedule left the usual order."""

import linecache
from collections.abc import Mapping

from procviz.events import Granted, Where
from procviz.explore.outcome import by_birth
from procviz.explore.trial import Trial
from procviz.gate.ready import Ready
from procviz.narrate import pending
from procviz.safe import safe

MOST = 9  # sentences; a longer story is cut
_LONG = 60  # characters of a source line

_WORDS = {
    "en": {
        "stopped": "{held} is stopped, {before}; {who} goes on, {what}.",
        "again": "{who} goes on, {what}.",
        "free": "{before} cannot go on; of {ready}, {who} does, {what}.",
        "more": "… and {count} more such changes.",
        "still": "In the end {who} is in {what}, for ever.",
        "line": "line {line}",
    },
    "zh": {
        "stopped": "{held} 被拦住，{before}；放行 {who}，{what}。",
        "again": "{who} 继续运行，{what}。",
        "free": "{before} 无法继续；在 {ready} 中放行 {who}，{what}。",
        "more": "……另有 {count} 次这样的切换。",
        "still": "最后 {who} 一直停在 {what}。",
        "line": "第 {line} 行",
    },
}


def tell(made: Trial, lang: str = "en") -> list[str]:
    """Return the sentences; none where everybody went on until it waited or ended."""
    words = _WORDS[lang]
    told: list[str] = []
    stopped: set[str] = set()
    for step in made.steps:
        chosen, held = step.chosen, step.waiting
        who = _who(chosen.who, made.names)
        what = _what(chosen, lang)
        if chosen.who == step.before:
            continue
        if held is not None:
            stopped.add(held.who)
            before = _what(held, lang)
            told.append(
                words["stopped"].format(
                    held=_who(held.who, made.names), before=before, who=who, what=what
                )
            )
        elif chosen.who in stopped:
            told.append(words["again"].format(who=who, what=what))
        elif chosen.who != step.usual:
            ready = ", ".join(f"<{r.who}>" for r in step.ready)
            before = _who(step.before, made.names)
            told.append(words["free"].format(before=before, ready=ready, who=who, what=what))
        stopped.discard(chosen.who)
    if len(told) > MOST:
        told = [*told[: MOST - 1], words["more"].format(count=len(told) - MOST + 1)]
    return [by_birth(line, made.births) for line in told]


def ends(made: Trial, lang: str = "en") -> list[str]:
    """Return where those stand that live, of a run that hangs."""
    words = _WORDS[lang]
    told = [
        words["still"].format(who=_who(last.who, made.names), what=_in(last, words))
        for last in made.last[:MOST]
    ]
    return [by_birth(line, made.births) for line in told]


def _who(who: str, names: Mapping[str, str]) -> str:
    name = names.get(who, "")
    return f"<{who}> {safe(name)}" if name and name != who else f"<{who}>"


def _what(ready: Ready, lang: str) -> str:
    phrase = pending.phrase(ready.point, ready.call, ready.where, lang, returned=ready.returned)
    return phrase + _source(ready.where, lang, named=ready.point == "line")


def _in(last: Granted, words: Mapping[str, str]) -> str:
    line = words["line"].format(line=last.where.line) if last.where else ""
    source = f"{line} `{_line(last.where)}`" if last.where and _line(last.where) else line
    if last.call and last.point != "line":
        return f"{safe(last.call)} ({source})" if source else safe(last.call)
    return source or "?"


def _source(where: Where | None, lang: str, *, named: bool) -> str:
    text = _line(where)
    if where is None or not text:
        return ""
    line = "" if named else _WORDS[lang]["line"].format(line=where.line) + " "
    return f" ({line}`{text}`)" if line else f" `{text}`"


def _line(where: Where | None) -> str:
    if where is None:
        return ""
    text = safe(linecache.getline(where.file, where.line).strip())
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"
