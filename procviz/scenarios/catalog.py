"""The scenarios: found by looking, described by themselves.

A scenario is one plain script in its chapter's folder; its id is the file's stem (a trailing
underscore is dropped, for a script cannot be called ``queue.py`` without shadowing the module).
Nothing else is edited to add one: its words stand at the end of the script, see
:mod:`procviz.scenarios.block`.  The person's own stand in one folder, in a chapter of their own.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from procviz.safe import safe
from procviz.scenarios.block import BLOCK, OWN, scenario
from procviz.scenarios.scenario import TEXTS, Scenario, Variant

__all__ = [
    "TEXTS", "Chapter", "Scenario", "Unknown", "Variant",
    "chapters", "find", "load", "source_text", "variant",
]  # fmt: skip

HERE = Path(__file__).parent
_CHAPTERS = {
    "fork-and-wait": {"en": "Fork and wait", "zh": "fork 与 wait"},
    "programs": {"en": "Running other programs", "zh": "运行其他程序"},
    "channels": {"en": "Pipes and other channels", "zh": "管道与其他通道"},
    "signals": {"en": "Signals", "zh": "信号"},
    "multiprocessing": {"en": "multiprocessing", "zh": "multiprocessing 多进程"},
    "synchronising": {"en": "Synchronising", "zh": "同步"},
    "threads-and-async": {"en": "Threads and async", "zh": "线程与异步"},
}
_OWN = {"en": "Your scenarios", "zh": "自己的场景"}


class Unknown(LookupError):  # noqa: N818 - it names the thing: an unknown scenario
    """No scenario or variant of this name; the text is one sentence for the person."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the catalogue; ``title`` is in the language that was asked for."""

    id: str
    title: str


def chapters(lang: str = "en") -> list[Chapter]:
    """Return all chapters in teaching order, those without a scenario too; one's own is last."""
    return [Chapter(key, titles[lang]) for key, titles in {**_CHAPTERS, OWN: _OWN}.items()]


def load(root: Path = HERE, own: Path | None = None) -> list[Scenario]:
    """Return all scenarios below ``root`` in teaching order, and those in the folder ``own``.

    A bad one comes with its problem.  An own one with the id of one of ours comes after it, as
    ``ID-own``.  Raises OSError when ``own`` cannot be read.
    """
    found = [
        scenario(path, chapter)
        for chapter in _CHAPTERS
        for path in sorted((root / chapter.replace("-", "_")).glob("*.py"))
    ]
    place = {chapter: i for i, chapter in enumerate(_CHAPTERS)}
    found.sort(key=lambda s: (place[s.chapter], not s.order, s.order, s.id))
    if own is None:
        return found
    names = sorted(path for path in own.iterdir() if path.suffix == ".py" and path.is_file())
    theirs = [scenario(path, OWN) for path in names]
    ids = {s.id for s in found}
    for one in theirs:
        if one.id in ids:
            one.id += "-own"
    return found + sorted(theirs, key=lambda s: (not s.order, s.order, s.id))


def find(name: str, root: Path = HERE, own: Path | None = None) -> Scenario:
    """Return the scenario with this id.  Raises Unknown, which names the nearest."""
    scenarios = {scenario.id: scenario for scenario in load(root, own)}
    if name in scenarios:
        return scenarios[name]
    hint = _nearest(name, scenarios, "; `procviz list` shows them all")
    raise Unknown(f"there is no scenario '{safe(name)}'{hint}")


def variant(scenario: Scenario, name: str = "") -> Variant:
    """Return a variant, the default one for "".  Raises Unknown, which names the nearest."""
    known = {v.name: v for v in scenario.variants}
    if not known:
        raise Unknown(f"'{scenario.id}' has no variants, so there is no '{safe(name)}'")
    if not name:
        return scenario.variants[0]
    if name in known:
        return known[name]
    hint = _nearest(name, known, ": there is " + " and ".join(known))
    raise Unknown(f"'{scenario.id}' has no variant '{safe(name)}'{hint}")


def source_text(path: Path) -> str:
    """Return a script as it is shown: without the metadata block at its end.

    Line numbers are those of the file.  Text that is not in the encoding that the file declares
    (PEP 263) comes with U+FFFD in place.  Raises OSError.
    """
    import tokenize  # late: the picker does not need it

    with path.open("rb") as file:
        try:
            encoding, _ = tokenize.detect_encoding(file.readline)
        except SyntaxError:
            encoding = "utf-8"
    text = path.read_text(encoding, errors="replace")
    block = BLOCK.search(text)
    if block is None or "[tool.procviz" not in block.group(1):
        return text
    return text[: block.start()].rstrip() + "\n"


def _nearest(name: str, known: Mapping[str, object], otherwise: str) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean '{near[0]}'?" if near else otherwise
