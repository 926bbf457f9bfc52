"""Questions of a scenario, and their answers: computed from a recording, never written down.

``[[tool.procviz.questions]]`` in a script's metadata has ``en`` and ``zh``, the question, and

* either ``count``, a pattern (see :mod:`procviz.scenarios.patterns`), with ``choices``, numbers;
  ``plus`` is added to the count (the first process is not spawned by the program: ``plus = 1``);
* or ``choices``, tables with ``en``, ``zh`` and ``when``, a chain of patterns: the first whose
  chain is on the recording is right; one without ``when`` is right where none is;
* ``variant``, where only that variant can answer it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from procviz.events import Event
from procviz.scenarios import patterns


@dataclass(frozen=True, slots=True)
class Answer:
    """Index of the right choice, -1 = none of them is; and the ``seq`` of the events that prove it.

    ``number`` is what was counted, where the question asks for a number.
    """

    choice: int
    proof: tuple[int, ...] = ()
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``choices`` are texts by language, in the order in which they are offered."""

    words: Mapping[str, str]
    choices: tuple[Mapping[str, str], ...]
    rule: Mapping[str, Any] = field(repr=False)
    variant: str = ""

    def answer(self, log: Sequence[Event]) -> Answer:
        """Return the answer that this recording gives."""
        if "count" in self.rule:
            met = patterns.matching(self.rule["count"], log)
            number = len(met) + self.rule.get("plus", 0)
            texts = [choice["en"] for choice in self.choices]
            choice = texts.index(str(number)) if str(number) in texts else -1
            return Answer(choice, tuple(event.seq for event in met), number)
        otherwise = -1
        for i, option in enumerate(self.rule["choices"]):
            if "when" not in option:
                otherwise = i
                continue
            events, _ = patterns.chain(option["when"], log)
            if events:
                return Answer(i, tuple(event.seq for event in events))
        return Answer(otherwise)


def read(data: Mapping[str, Any], languages: Sequence[str]) -> Question:
    """Return a question of the metadata.  Raises KeyError and TypeError where it is malformed."""
    words = {lang: " ".join(data[lang].split()) for lang in languages}
    if "count" in data:
        choices = tuple(dict.fromkeys(languages, str(int(n))) for n in data["choices"])
    else:
        choices = tuple({lang: option[lang] for lang in languages} for option in data["choices"])
    return Question(words, choices, data, data.get("variant", ""))
