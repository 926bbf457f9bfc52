"""The scenarios: found by looking, described by themselves.

A scenario is one plain script in its chapter's folder; its id is the file's stem (a trailing
underscore is dropped, for a script cannot be called ``queue.py`` without shadowing the module).
Nothing else is edited to add one: its words stand at the end of the script, in a block as in
PEP 723, under ``[tool.procviz]``:

* ``chapter`` (as the folder, with hyphens), ``order`` (its place in the chapter, from 1);
* ``title``, ``teaches``, ``watch``, ``trap``, ``habit``, ``differs``, ``read``: each has ``en`` and
  ``zh``; line breaks in a text are for the editor only;
* ``variants.NAME``: ``en`` and ``zh`` in one line; the first is the default; NAME is the script's
  only argument;
* ``expect`` and ``variants.NAME.expect``: see :mod:`procviz.scenarios.expect`.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from procviz.safe import safe
from procviz.words import LANGUAGES

HERE = Path(__file__).parent
TEXTS = ("title", "teaches", "watch", "trap", "habit", "differs", "read")
_CHAPTERS = {
    "fork-and-wait": {"en": "Fork and wait", "zh": "fork 与 wait"},
    "programs": {"en": "Running other programs", "zh": "运行其他程序"},
    "channels": {"en": "Pipes and other channels", "zh": "管道与其他通道"},
    "signals": {"en": "Signals", "zh": "信号"},
    "multiprocessing": {"en": "multiprocessing", "zh": "multiprocessing 多进程"},
    "synchronising": {"en": "Synchronising", "zh": "同步"},
    "threads-and-async": {"en": "Threads and async", "zh": "线程与异步"},
}
_BLOCK = re.compile(r"^# /// script\n((?:#(?: [^\n]*)?\n)*?)# ///\s*\Z", re.MULTILINE)
_WRAP = re.compile(r"\s*\n\s*")
_WIDE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) \n | \n (?=[\u3000-\u9fff\uff00-\uffef])")


class Unknown(LookupError):  # noqa: N818 - it names the thing: an unknown scenario
    """No scenario or variant of this name; the text is one sentence for the person."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the catalogue; ``title`` is in the language that was asked for."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to run a scenario: the script gets ``name`` as its only argument."""

    name: str
    descriptions: Mapping[str, str] = field(repr=False)
    expect: Mapping[str, Any] = field(repr=False)

    def text(self, lang: str) -> str:
        """Return the one-line description."""
        return self.descriptions[lang]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One lesson.  ``problem`` is "file:line: reason" when its metadata cannot be used, else ""."""

    id: str
    chapter: str
    path: Path
    order: int = 0
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    variants: tuple[Variant, ...] = ()
    expect: Mapping[str, Any] = field(default_factory=dict, repr=False)
    problem: str = ""

    def title(self, lang: str = "en") -> str:
        """Return the title; the id where there is none."""
        return self.text("title", lang) or self.id

    def text(self, which: str, lang: str = "en") -> str:
        """Return one of TEXTS as a single paragraph; "" when the metadata has a problem."""
        return self.words[which][lang] if which in self.words else ""

    def expected(self, name: str = "") -> dict[str, Any]:
        """Return what a recording of this variant must hold; "" means the default variant."""
        if not self.variants:
            return dict(self.expect)
        return {**self.expect, **variant(self, name).expect}


def chapters(lang: str = "en") -> list[Chapter]:
    """Return all chapters in teaching order, those without a scenario too."""
    return [Chapter(key, titles[lang]) for key, titles in _CHAPTERS.items()]


def load(root: Path = HERE) -> list[Scenario]:
    """Return all scenarios below ``root`` in teaching order.  A bad one comes with its problem."""
    found = [
        _read(path, chapter)
        for chapter in _CHAPTERS
        for path in sorted((root / chapter.replace("-", "_")).glob("*.py"))
    ]
    place = {chapter: i for i, chapter in enumerate(_CHAPTERS)}
    return sorted(found, key=lambda s: (place[s.chapter], bool(s.problem), s.order, s.id))


def find(name: str, root: Path = HERE) -> Scenario:
    """Return the scenario with this id.  Raises Unknown, which names the nearest."""
    scenarios = {scenario.id: scenario for scenario in load(root)}
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
    block = _BLOCK.search(text)
    if block is None or "[tool.procviz" not in block.group(1):
        return text
    return text[: block.start()].rstrip() + "\n"


def _nearest(name: str, known: Mapping[str, object], otherwise: str) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean '{near[0]}'?" if near else otherwise


class _Bad(Exception):  # noqa: N818 - private, never seen
    """Metadata that cannot be used: line in the block, and why."""


def _read(path: Path, chapter: str) -> Scenario:
    name = path.stem.rstrip("_")
    line = 1
    try:
        text = path.read_text("utf-8")
        block = _BLOCK.search(text)
        if block is None:
            raise _Bad(0, "no metadata block (PEP 723) at the end of the script")
        line += text.count("\n", 0, block.start())
        return _scenario(name, path, chapter, re.sub(r"(?m)^# ?", "", block.group(1)))
    except _Bad as bad:
        offset, reason = bad.args
    except (OSError, UnicodeDecodeError) as error:
        offset, reason = 0, str(error)
    return Scenario(name, chapter, path, problem=f"{path}:{line + offset}: {reason}")


def _scenario(name: str, path: Path, chapter: str, block: str) -> Scenario:
    try:
        data = tomllib.loads(block)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        offset = int(at.group(1)) if at else block.count("\n")
        raise _Bad(offset, f"not TOML: {error}") from None
    try:
        own = data["tool"]["procviz"]
        if own["chapter"] != chapter:
            raise _Bad(_line(block, "chapter"), f"chapter is not '{chapter}', its folder")
        return Scenario(
            id=name,
            chapter=chapter,
            path=path,
            order=own["order"],
            words={which: _languages(own[which]) for which in TEXTS},
            variants=tuple(
                Variant(key, _languages(value), value.get("expect", {}))
                for key, value in own.get("variants", {}).items()
            ),
            expect=own["expect"],
        )
    except KeyError as error:
        raise _Bad(_line(block, "[tool.procviz]"), f"{error} is missing") from None
    except (TypeError, AttributeError):
        raise _Bad(_line(block, "[tool.procviz]"), "a value has the wrong type") from None


def _line(block: str, what: str) -> int:
    """Line of the block, from 1, that begins with ``what``; 0 = the block's own first line."""
    begins = (i for i, line in enumerate(block.split("\n"), 1) if line.startswith(what))
    return next(begins, 0)


def _languages(value: Mapping[str, str]) -> dict[str, str]:
    return {lang: _unwrap(value[lang]) for lang in LANGUAGES}


def _unwrap(text: str) -> str:
    """Make one paragraph: a line break is a space, except next to a Chinese character."""
    text = _WRAP.sub(" \n ", text.strip())
    return _WIDE.sub("", text).replace(" \n ", " ")
