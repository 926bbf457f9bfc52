"""The metadata block at the end of a script, as in PEP 723, under ``[tool.procviz]``.

* ``chapter`` (as the folder, with hyphens), ``order`` (its place in the chapter, from 1);
* ``title``, ``teaches``, ``watch``, ``trap``, ``habit``, ``differs``, ``read``: each has ``en`` and
  ``zh``; line breaks in a text are for the editor only;
* ``variants.NAME``: ``en`` and ``zh`` in one line; the first is the default; NAME is the script's
  only argument;
* ``questions``: see :mod:`procviz.scenarios.questions`;
* ``expect`` and ``variants.NAME.expect``: see :mod:`procviz.scenarios.expect`.

``chapter``, ``order`` and ``title`` stand first, a line each: the list is made from these alone.
A person's own scenarios (``own``) need none of all this; a text in one language is enough.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from procviz.scenarios import questions
from procviz.scenarios.scenario import TEXTS, Scenario, Variant, Whole
from procviz.words import LANGUAGES

OWN = "own"  # the chapter of the person's own scenarios
BLOCK = re.compile(r"^# /// script\n((?:#(?: [^\n]*)?\n)*?)# ///\s*\Z", re.MULTILINE)
_HEAD = re.compile(
    r"^# \[tool\.procviz\]\n((?:# (?:chapter|order|title\.\w+) = [^\n]*\n)+)", re.MULTILINE
)
_VARIANT = re.compile(r"^# \[tool\.procviz\.variants\.([\w-]+)\]$", re.MULTILINE)
_HASH = re.compile(r"(?m)^# ?")
_WRAP = re.compile(r"\s*\n\s*")
_WIDE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) \n | \n (?=[\u3000-\u9fff\uff00-\uffef])")


class _Bad(Exception):  # noqa: N818 - private, never seen
    """Metadata that cannot be used: line in the block, and why."""


def scenario(path: Path, chapter: str) -> Scenario:
    """Return the scenario in a file; what is wrong with it stands in its ``problem``."""
    name = path.stem.rstrip("_")
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return _broken(name, chapter, path, f"{path}:1: {error}")
    found = BLOCK.search(text)
    if found is None:
        if chapter == OWN:  # a plain script is welcome too
            return Scenario(name, chapter, path)
        return _broken(name, chapter, path, f"{path}:1: no metadata block (PEP 723) at the end")
    first = 1 + text.count("\n", 0, found.start())

    def whole() -> Whole:
        return _checked(path, chapter, _HASH.sub("", found[1]), first)

    try:
        head = _head(text)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, ValueError):
        head = None
    if head is None:  # unusual, or wrong: look at all of it
        read = whole()
        titles = read.words.get("title", {})
        names = tuple(variant.name for variant in read.variants)
        return _known(Scenario(name, chapter, path, titles=titles, names=names, whole=lambda: read))
    order, titles = head
    names = tuple(_VARIANT.findall(found[1]))
    return Scenario(name, chapter, path, order, titles=titles, names=names, whole=whole)


def _broken(name: str, chapter: str, path: Path, problem: str) -> Scenario:
    return _known(Scenario(name, chapter, path, whole=lambda: Whole(problem=problem)))


def _known(found: Scenario) -> Scenario:
    """Return a scenario whose metadata was looked at."""
    assert found.whole is not None
    return found


def _head(text: str) -> tuple[int, dict[str, str]] | None:
    """Return order and titles from the first lines alone."""
    found = _HEAD.search(text)
    if found is None:
        return None
    data = tomllib.loads(_HASH.sub("", found[1]))
    return int(data["order"]), {lang: str(data["title"][lang]) for lang in LANGUAGES}


def _checked(path: Path, chapter: str, block: str, first: int) -> Whole:
    try:
        return _whole(chapter, block)
    except _Bad as bad:
        offset, reason = bad.args
        return Whole(problem=f"{path}:{first + offset}: {reason}")


def _whole(chapter: str, block: str) -> Whole:
    own = chapter == OWN
    data = _table(block, own)
    texts: Callable[[Any], dict[str, str]] = _lenient if own else _languages
    try:
        if not own and data["chapter"] != chapter:
            raise _Bad(_line(block, "chapter"), f"chapter is not '{chapter}', its folder")
        if not own and type(data["order"]) is not int:
            raise TypeError
        return Whole(
            words={w: texts(data[w]) for w in TEXTS if not own or w in data},
            variants=tuple(
                Variant(key, texts(value), dict(value.get("expect", {})))
                for key, value in data.get("variants", {}).items()
            ),
            expect=dict(data.get("expect", {}) if own else data["expect"]),
            questions=tuple(questions.read(q, LANGUAGES) for q in data.get("questions", [])),
        )
    except KeyError as error:
        raise _Bad(_line(block, "[tool.procviz]"), f"{error} is missing") from None
    except (TypeError, AttributeError, ValueError):
        raise _Bad(_line(block, "[tool.procviz]"), "a value has the wrong type") from None


def _table(block: str, own: bool) -> Mapping[str, Any]:
    """Return the table [tool.procviz]."""
    try:
        data: Mapping[str, Any] = tomllib.loads(block)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        offset = int(at.group(1)) if at else block.count("\n")
        raise _Bad(offset, f"not TOML: {error}") from None
    try:
        tool = data.get("tool", {}) if own else data["tool"]
        table = tool.get("procviz", {}) if own else tool["procviz"]
    except KeyError as error:
        raise _Bad(0, f"{error} is missing") from None
    except AttributeError:
        raise _Bad(0, "a value has the wrong type") from None
    if not isinstance(table, Mapping):
        raise _Bad(_line(block, "[tool"), "a value has the wrong type")
    return table


def _line(block: str, what: str) -> int:
    """Line of the block, from 1, that begins with ``what``; 0 = the block's own first line."""
    begins = (i for i, line in enumerate(block.split("\n"), 1) if line.startswith(what))
    return next(begins, 0)


def _languages(value: Mapping[str, str]) -> dict[str, str]:
    return {lang: _unwrap(value[lang]) for lang in LANGUAGES}


def _lenient(value: str | Mapping[str, str]) -> dict[str, str]:
    """Return a text by language where one may stand for all."""
    if isinstance(value, str):
        return dict.fromkeys(LANGUAGES, _unwrap(value))
    any_of = next((value[lang] for lang in LANGUAGES if lang in value), "")
    return {lang: _unwrap(value.get(lang, any_of)) for lang in LANGUAGES}


def _unwrap(text: str) -> str:
    """Make one paragraph: a line break is a space, except next to a Chinese character."""
    text = _WRAP.sub(" \n ", text.strip())
    return _WIDE.sub("", text).replace(" \n ", " ")
