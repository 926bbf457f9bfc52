"""Scripts for films: one command a line, checked as a whole before anything runs.

    size 120x36            theme NAME      lang en|zh      pace 2x      presenter
    run zombie reaped      wait 2s         wait zombie     wait zombie 2        wait over
    enter                  key k           type "term"     step 3       focus stage
    caption "A zombie"     caption off     marker "Part 2"              # a comment

Settings (the first line above, save ``size`` and ``theme``) come before everything else.
"""

import difflib
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from procviz.draw.layout import MIN_HEIGHT, MIN_WIDTH, PANES
from procviz.errors import Sentence
from procviz.safe import safe
from procviz.ui.film.tape import KEYS

SIZES = (500, 300)  # columns and rows at most
STEP = 0.6  # seconds that each step of `step` is shown
SETTINGS = ("lang", "pace", "presenter")


class BadScript(Sentence):
    """A script that cannot be filmed."""


@dataclass(frozen=True, slots=True)
class Command:
    """One line: ``name``, its ``words``, and a ``number`` where it has one (s, or a count)."""

    name: str
    words: tuple[str, ...] = ()
    number: float = 0.0
    line: int = 0


@dataclass(slots=True)
class Script:
    """What to do, in order; ``path`` for messages."""

    path: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)

    def at(self, command: Command) -> str:
        """Return where a command stands."""
        return f"{self.path}, line {command.line}" if self.path else "The film"


def size(text: str) -> tuple[int, int]:
    """Read ``120x36``; raises ValueError with what is wrong."""
    found = re.fullmatch(r"(\d{1,4})[x×](\d{1,4})", text)
    if found is None:
        raise ValueError(f"a size is written 120x36, not {safe(text)!r}")
    cols, rows = int(found[1]), int(found[2])
    if not (MIN_WIDTH <= cols <= SIZES[0] and MIN_HEIGHT <= rows <= SIZES[1]):
        raise ValueError(f"the size must be from {MIN_WIDTH}x{MIN_HEIGHT} to {SIZES[0]}x{SIZES[1]}")
    return cols, rows


def pace(text: str) -> float:
    """Read ``human`` (1), ``2x`` or ``1/2x``; raises ValueError with what is wrong."""
    if text == "human":
        return 1.0
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(?:/(\d+))?[x×]", text)
    speed = float(found[1]) / (int(found[2] or 1) or 1) if found else 0.0
    if not 1 / 16 <= speed <= 64:
        raise ValueError(f"a pace is human, or 1/16x to 64x, not {safe(text)!r}")
    return speed


def seconds(text: str) -> float:
    """Read ``2s`` or ``500ms``; raises ValueError with what is wrong."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s)?", text)
    if found is None:
        raise ValueError(f"a time is written 2s or 500ms, not {safe(text)!r}")
    value = float(found[1]) / (1000 if found[2] == "ms" else 1)
    if value > 600:
        raise ValueError("more than 600 s are too long to wait")
    return value


def read(path: Path) -> Script:
    """Read a script; raises BadScript that names file, line and what is wrong."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise BadScript(f"Cannot read the script {path}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BadScript(f"The script {path} is not UTF-8.") from None
    script = Script(safe(str(path)))
    for number, line in enumerate(text.splitlines(), 1):
        try:
            words = shlex.split(line, comments=True)
            if words:
                _add(script, words, number)
        except ValueError as error:
            what = str(error).replace("No closing quotation", "a quotation mark is missing")
            raise BadScript(f"{script.path}, line {number}: {what}.") from None
    return script


def _add(script: Script, words: list[str], line: int) -> None:
    name, *rest = words
    if name in SETTINGS:
        if script.commands:
            raise ValueError(f"`{name}` comes before everything else")
        script.settings[name] = _setting(name, rest)
        return
    if name in KEYS and not rest:
        script.commands.append(Command("key", (name,), line=line))
        return
    check = _CHECKS.get(name)
    if check is None:
        near = difflib.get_close_matches(name, [*_CHECKS, *SETTINGS, *KEYS], n=1)
        more = f"; did you mean `{near[0]}`?" if near else ""
        raise ValueError(f"there is no command `{safe(name)}`{more}".removesuffix("?"))
    taken, number = check(rest)
    script.commands.append(Command(name, tuple(taken), number, line))


def _setting(name: str, rest: list[str]) -> str:
    if name == "presenter":
        if rest:
            raise ValueError("`presenter` stands alone")
        return "on"
    if len(rest) != 1:
        raise ValueError(f"`{name}` takes one word")
    if name == "lang" and rest[0] not in ("en", "zh"):
        raise ValueError("`lang` is en or zh")
    if name == "pace":
        pace(rest[0])
    return rest[0]


Checked = tuple[list[str], float]


def _one(what: str) -> Callable[[list[str]], Checked]:
    def check(rest: list[str]) -> Checked:
        if len(rest) != 1:
            raise ValueError(f"{what} comes after it, and nothing else")
        return rest, 0.0

    return check


def _wait(rest: list[str]) -> Checked:
    if not 1 <= len(rest) <= 2:
        raise ValueError("`wait` takes a time (2s), an event (zombie) or `over`")
    if rest[0][:1].isdigit():
        if len(rest) > 1:
            raise ValueError("after a time comes nothing more")
        return [], seconds(rest[0])
    if rest[0] == "over" and len(rest) == 1:
        return rest, 0.0
    kind(rest[0])
    if len(rest) > 1 and not (rest[1].isdigit() and 0 < int(rest[1]) < 1_000_000):
        raise ValueError(f"after {rest[0]} comes which one: 1, 2 …")
    return [rest[0]], float(rest[1]) if len(rest) > 1 else 1.0


def kind(name: str) -> str:
    """Return the name of a kind of event; raises ValueError where there is none."""
    from procviz.codec import KINDS

    if name not in KINDS:
        near = difflib.get_close_matches(name, KINDS, n=1)
        more = f"; did you mean {near[0]}" if near else ""
        raise ValueError(f"there is no kind of event {safe(name)!r}{more}")
    return name


def _step(rest: list[str]) -> Checked:
    if rest and not (len(rest) == 1 and rest[0].isdigit() and 0 < int(rest[0]) <= 1000):
        raise ValueError("`step` takes how many, 1 to 1000")
    return [], float(rest[0]) if rest else 1.0


def _focus(rest: list[str]) -> Checked:
    names = [pane.name.lower() for pane in PANES]
    if len(rest) != 1 or rest[0] not in names:
        raise ValueError(f"a pane comes after it: {', '.join(names)}")
    return rest, 0.0


def _size(rest: list[str]) -> Checked:
    taken, _ = _one("a size")(rest)
    size(taken[0])
    return taken, 0.0


def _run(rest: list[str]) -> Checked:
    if not 1 <= len(rest) <= 2:
        raise ValueError("a scenario comes after it, and perhaps one of its variants")
    return rest, 0.0


_CHECKS: dict[str, Callable[[list[str]], Checked]] = {
    "size": _size,
    "theme": _one("the name of a theme"),
    "run": _run,
    "wait": _wait,
    "key": _one("one key"),
    "type": _one("a text in quotation marks"),
    "step": _step,
    "focus": _focus,
    "caption": _one("a text in quotation marks, or off"),
    "marker": _one("a text in quotation marks"),
}
