"""One lesson: what the list needs at once, and the rest when somebody opens it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from procviz.scenarios.questions import Question

TEXTS = ("title", "teaches", "watch", "trap", "habit", "differs", "read")


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
class Whole:
    """All of a scenario's metadata; see :mod:`procviz.scenarios.block` for its form.

    ``problem`` is "file:line: reason" when it cannot be used, else "".
    """

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()
    expect: Mapping[str, Any] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    problem: str = ""


class Scenario:
    """One lesson: ``titles`` by language; ``names`` of its variants, the first is the default.

    ``whole`` reads the rest at the first need: all blocks together take a tenth of a second.
    """

    def __init__(
        self,
        id: str,  # noqa: A002 - what it is
        chapter: str,
        path: Path,
        order: int = 0,
        *,
        titles: Mapping[str, str] | None = None,
        names: tuple[str, ...] = (),
        whole: Callable[[], Whole] = Whole,
    ) -> None:
        self.id, self.chapter, self.path, self.order = id, chapter, path, order
        self.names = names
        self._titles = titles or {}
        self._read = whole

    def __repr__(self) -> str:
        return f"Scenario({self.id!r})"

    @cached_property
    def whole(self) -> Whole:
        """All of its metadata."""
        return self._read()

    @property
    def problem(self) -> str:
        """``file:line: reason`` when its metadata cannot be used, else ""."""
        return self.whole.problem

    @property
    def broken(self) -> bool:
        """Whether it is known already to have a problem; for lists, which do not read it all."""
        return "whole" in self.__dict__ and bool(self.whole.problem)

    @property
    def variants(self) -> tuple[Variant, ...]:
        """Its variants; () for one that runs in one way only."""
        return self.whole.variants

    @property
    def questions(self) -> tuple[Question, ...]:
        """What a learner may be asked before it runs."""
        return self.whole.questions

    def title(self, lang: str = "en") -> str:
        """Return the title; the id where there is none."""
        return self._titles.get(lang) or self.id

    def text(self, which: str, lang: str = "en") -> str:
        """Return one of TEXTS as a single paragraph; "" where it has none."""
        if which == "title":
            return self.title(lang)
        words = self.whole.words
        return words[which][lang] if which in words else ""

    def expected(self, name: str = "") -> dict[str, Any]:
        """Return what a recording of this variant must hold; "" means the default variant."""
        if not self.variants:
            return dict(self.whole.expect)
        chosen = next((v for v in self.variants if v.name == name), self.variants[0])
        return {**self.whole.expect, **chosen.expect}

    def asked(self, name: str = "") -> list[Question]:
        """Return the questions for this variant."""
        name = name or (self.names[0] if self.names else "")
        return [q for q in self.questions if q.variant in ("", name)]
