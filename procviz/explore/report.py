"""What the search found, for a terminal."""

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
from procviz.explore.report_words import WORDS
from procviz.explore.trial import Trial
from procviz.safe import safe

SHOWN = 12  # outcomes that are told in full, confirmed and kept
_WIDE = 34  # characters of output in the table
_FIRST = 26
_LEAST = 40  # cells; in a narrower terminal lines are left as they are
_BEGIN = re.compile(r" *(?:\d+\. |! )?")


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
