"""What the search found: for a terminal, and as JSON."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from procviz.draw.canvas import cells
from procviz.draw.rows import wrap
from procviz.explore import story
from procviz.explore.explorer import Found, Result
from procviz.explore.follow import preemptions
from procviz.explore.outcome import HANGS, TOO_LONG, Outcome
from procviz.explore.trial import Trial
from procviz.safe import safe

SHOWN = 12  # outcomes that are told in full, confirmed and kept
_WIDE = 34  # characters of output in the table
_FIRST = 26
_LEAST = 40  # cells; in a narrower terminal lines are left as they are
_BEGIN = re.compile(r" *(?:\d+\. |! )?")

WORDS = {
    "en": {
        HANGS: "hangs",
        TOO_LONG: "too long",
        "head": "{name}: {count} in {runs}, {seconds:.0f} s",
        "outcomes": ("{0} outcome", "{0} outcomes"),
        "runs": ("{0} run", "{0} runs"),
        "table": ("", "runs", "first found by", "end", "output"),
        "lines": "by lines",
        "usual": "The usual order: who goes on, goes on until it waits or ends; then the one that"
        " was born first; those that were stopped come last.",
        "title": "Outcome {number}: {end}",
        "in_order": "Everybody goes on in the usual order.",
        "silent": "prints nothing",
        "differs": "{stream}, line {line}: {this}, not {that} as in outcome 1",
        "more": "{stream}, line {line}: {this}, where outcome 1 has no more",
        "longer": "{stream} ends before line {line}, which is {that} in outcome 1",
        "left": "{count} outlived the first process and had to be ended",
        "repeated": "repeated {repeated} of {of} times from its schedule",
        "changes": ("{0} preemption", "{0} preemptions"),
        "again": "again:",
        "show": "show:",
        "all": "All schedules with stops before {grain} were tried: there are no other outcomes"
        " at this granularity.",
        "zero": "All schedules with stops before {grain} and without a preemption were tried.",
        "below": "All schedules with stops before {grain} and fewer than {bound} preemptions were"
        " tried.",
        "part": "With stops before {grain} not even all schedules without a preemption were tried.",
        "events": "events",
        "each": "each line",
        "unsteady": "The same schedule gave two outcomes (that of {label}): the output depends on"
        " real time or on chance, not on the schedule alone.",
        "strayed": "In {runs} the program did not keep to the schedule: real time goes on.",
        "free": "Some of its processes are no Pythons: nobody can hold them, so that other outcomes"
        " may be possible.",
        "interrupted": "Interrupted: this is what was found so far.",
        "others": "{count} more, of which no recordings were kept.",
        "kept": "Recordings: {folder}",
    },
    "zh": {
        HANGS: "挂起",
        TOO_LONG: "超时",
        "head": "{name}：{runs}，{count}，{seconds:.0f} 秒",
        "outcomes": ("{0} 种结果", "{0} 种结果"),
        "runs": ("运行 {0} 次", "运行 {0} 次"),
        "table": ("", "次数", "首次发现于", "结束", "输出"),
        "lines": "逐行",
        "usual": "默认顺序：谁在运行就一直运行到等待或结束；然后是最早出生的；被拦住过的排在最后。",
        "in_order": "按默认顺序。",
        "title": "结果 {number}：{end}",
        "silent": "没有输出",
        "differs": "{stream} 第 {line} 行：{this}，而结果 1 是 {that}",
        "more": "{stream} 第 {line} 行：{this}，而结果 1 已经没有更多",
        "longer": "{stream} 在第 {line} 行之前结束，结果 1 的该行是 {that}",
        "left": "有 {count} 个进程比首个进程活得更久，只好由 procviz 结束",
        "repeated": "按调度重复 {of} 次，{repeated} 次相同",
        "changes": ("抢占 {0} 次", "抢占 {0} 次"),
        "again": "重现：",
        "show": "查看：",
        "all": "在{grain}之前停下的所有调度都已试过：在这个粒度上没有其他结果。",
        "zero": "在{grain}之前停下、没有抢占的所有调度都已试过。",
        "below": "在{grain}之前停下、抢占少于 {bound} 次的所有调度都已试过。",
        "part": "在{grain}之前停下时，连没有抢占的调度也没有全部试完。",
        "events": "事件",
        "each": "每一行",
        "unsteady": "同一个调度给出了两种结果（{label}）：输出还取决于真实时间或随机数。",
        "strayed": "有 {runs} 没能遵守调度：真实时间不会停。",
        "free": "有些进程不是 Python，拦不住它们，所以还可能有其他结果。",
        "interrupted": "已中断：以下是目前为止的发现。",
        "others": "另有 {count} 种，没有保留记录。",
        "kept": "记录：{folder}",
    },
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What the report is about: the ``words`` after `procviz run`, where recordings are, how."""

    name: str
    words: Sequence[str]
    folder: Path
    lang: str = "en"

    def file(self, number: int) -> Path:
        """Return where the recording of an outcome is."""
        return self.folder / f"outcome-{number}.procviz"

    def again(self, number: int, made: Trial) -> str:
        """Return the command that repeats an outcome."""
        ours = ["--schedule", str(self.file(number))] if made.granted else []
        ours += ["--lines"] if made.granted and made.lines else []
        return shlex.join(["procviz", "run", *ours, *self.words])

    def show(self, number: int) -> str:
        """Return the command that shows it."""
        return shlex.join(["procviz", "replay", str(self.file(number))])


def text(result: Result, setting: Setting, width: int = 0) -> str:
    """Return the report; its sentences in lines of at most ``width`` cells, 0 = of any length."""
    words: dict[str, Any] = WORDS[setting.lang]
    out = [
        words["head"].format(
            name=safe(setting.name), count=_count(words["outcomes"], len(result.found)),
            runs=_count(words["runs"], result.runs), seconds=result.seconds,
        )
    ]  # fmt: skip
    if result.interrupted:
        out.append(words["interrupted"])
    out += ["", *_table(result.found, words), "", words["usual"]]
    shown = result.found[:SHOWN]
    for number, found in enumerate(shown, 1):
        out += ["", *_one(number, found, result.found[0].outcome, setting, words)]
    out.append("")
    if len(result.found) > SHOWN:
        out.append(words["others"].format(count=len(result.found) - SHOWN))
    out += claims(result, setting.lang)
    out.append(words["kept"].format(folder=safe(str(setting.folder))))
    return "\n".join(part for line in out for part in _folded(line, width, words))


def _folded(line: str, width: int, words: dict[str, Any]) -> list[str]:
    """Return it in lines that fit, the later ones below where the first one begins."""
    head = _BEGIN.match(line)[0]  # type: ignore[index]
    if (
        cells(line) <= width
        or width < _LEAST
        or line[len(head) :].startswith((words["again"], words["show"]))
    ):  # commands are there to be copied
        return [line]
    first, *rest = wrap(line[len(head) :], width - len(head))
    return [head + first, *(" " * len(head) + more for more in rest)]


def claims(result: Result, lang: str) -> list[str]:
    """Return what can be said of all schedules, and what stands against it."""
    words: dict[str, Any] = WORDS[lang]
    out: list[str] = []
    if result.unsteady:
        out.append(words["unsteady"].format(label=result.unsteady))
    if result.strayed:
        out.append(words["strayed"].format(runs=_count(words["runs"], result.strayed)))
    if result.free:
        out.append(words["free"])
    cut = any(found.outcome.status == TOO_LONG for found in result.found)
    doubt = result.interrupted or result.free or cut
    for grain in () if doubt or result.unsteady or result.strayed else result.grains:
        name = words["each" if grain.lines else "events"]
        key = {-1: "all", 0: "part", 1: "zero"}.get(grain.open, "below")
        out.append(words[key].format(grain=name, bound=grain.open))
    return out


def _table(all_found: Sequence[Found], words: dict[str, Any]) -> list[str]:
    rows = [words["table"]]
    for number, found in enumerate(all_found[: 3 * SHOWN], 1):
        by = found.first if len(found.first) <= _FIRST else found.first[: _FIRST - 1] + "…"
        mark = "!" if found.outcome.bad else ""
        rows.append(
            (
                f"{mark} {number}".strip(),
                str(found.count),
                by,
                end(found.outcome, words),
                _brief(found),
            )
        )
    wide = [max(cells(row[at]) for row in rows) for at in range(4)]
    return [
        "  " + "  ".join((*(_pad(row[at], wide[at], at < 2) for at in range(4)), row[4])).rstrip()
        for row in rows
    ]


def end(outcome: Outcome, words: dict[str, Any]) -> str:
    """Return how it ended, in words."""
    return str(words.get(outcome.status, outcome.status))


def _brief(found: Found) -> str:
    outcome = found.outcome
    for written in (outcome.out, outcome.err):
        if written.strip():
            shown = safe(written.rstrip("\n").replace("\n", "⏎"))
            return shown if len(shown) <= _WIDE else shown[: _WIDE - 1] + "…"
    return "-"


def _one(
    number: int, found: Found, first: Outcome, setting: Setting, words: dict[str, Any]
) -> list[str]:
    outcome, best = found.outcome, found.best
    changes = _count(words["changes"], preemptions(best.steps))
    facts = [changes, *([words["lines"]] if best.lines else [])]
    out = [words["title"].format(number=number, end=end(outcome, words)) + f" ({', '.join(facts)})"]
    if number > 1:
        out += [f"  {line}" for line in _differences(outcome, first, words)]
    elif not outcome.out + outcome.err:
        out.append("  " + words["silent"])
    out += [f"  ! {finding}" for finding in outcome.told]
    if outcome.left:
        out.append("  " + words["left"].format(count=outcome.left))
    told = story.tell(best, setting.lang)
    out += [f"  {at:2}. {line}" for at, line in enumerate(told, 1)]
    if not told:
        out.append("  " + words["in_order"])
    if outcome.status == HANGS:
        out += [f"      {line}" for line in story.ends(best, setting.lang)]
    if found.of:
        out.append("  " + words["repeated"].format(repeated=found.repeated, of=found.of))
    out.append(f"  {words['again']} {setting.again(number, best)}")
    out.append(f"  {words['show']} {setting.show(number)}")
    return out


def _differences(outcome: Outcome, first: Outcome, words: dict[str, Any]) -> list[str]:
    """Return where the output differs first from that of outcome 1."""
    out = []
    for stream, this, that in (
        ("stdout", outcome.out, first.out), ("stderr", outcome.err, first.err)
    ):  # fmt: skip
        if this == that:
            continue
        ours, theirs = this.splitlines(), that.splitlines()
        at = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b),
                  min(len(ours), len(theirs)))  # fmt: skip
        key = "longer" if at >= len(ours) else "differs" if at < len(theirs) else "more"
        a, b = (_quoted(side[at]) if at < len(side) else "-" for side in (ours, theirs))
        out.append(words[key].format(stream=stream, line=at + 1, this=a, that=b))
    return out


def _quoted(line: str) -> str:
    line = safe(line)
    return f'"{line}"' if len(line) <= 60 else f'"{line[:59]}…"'


def _count(forms: tuple[str, str], count: int) -> str:
    return forms[count != 1].format(count)


def _pad(shown: str, wide: int, right: bool) -> str:
    space = " " * (wide - cells(shown))
    return space + shown if right else shown + space


def as_json(result: Result, setting: Setting) -> dict[str, Any]:
    """Return all of it for machines; ``status`` and texts as in `Outcome`."""
    return {
        "program": list(setting.words),
        "runs": result.runs,
        "seconds": round(result.seconds, 3),
        "interrupted": result.interrupted,
        "steady": not result.unsteady,
        "strayed": result.strayed,
        "free": result.free,
        "grains": [
            {"lines": g.lines, "runs": g.runs, "untried": g.open if g.open >= 0 else None}
            for g in result.grains
        ],
        "outcomes": [_json_of(n, f, setting) for n, f in enumerate(result.found, 1)],
    }


def _json_of(number: int, found: Found, setting: Setting) -> dict[str, Any]:
    outcome, best = found.outcome, found.best
    kept = number <= SHOWN
    return {
        "number": number,
        "status": outcome.status,
        "stdout": outcome.out,
        "stderr": outcome.err,
        "findings": list(outcome.told),
        "outlived": outcome.left,
        "runs": found.count,
        "first": found.first,
        "lines": best.lines,
        "preemptions": preemptions(best.steps),
        "story": story.tell(best, setting.lang),
        "ends": story.ends(best, setting.lang) if outcome.status == HANGS else [],
        "repeated": found.repeated,
        "repeats": found.of,
        "recording": str(setting.file(number)) if kept else None,
        "again": setting.again(number, best) if kept else None,
    }
