"""Questions before a run, and what the run answers: what was guessed, and what is true."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from procviz import fold, narrate
from procviz.draw.quiz import Asked, Outcome
from procviz.safe import safe
from procviz.target import Target
from procviz.world import World

if TYPE_CHECKING:
    from procviz.events import Event
    from procviz.scenarios.questions import Answer, Question

_PROOFS = 3  # sentences that prove an answer; a count may have hundreds


@dataclass(slots=True)
class Quiz:
    """The questions for one target; ``given`` holds the index that was chosen, -1 = skipped."""

    target: Target
    questions: "Sequence[Question]"
    lang: str
    given: list[int] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    proofs: list[int] = field(default_factory=list)  # seq of the event that proves each, 0 = none

    @property
    def open(self) -> "Question | None":
        """The question that is asked now, None when all have been."""
        at = len(self.given)
        return self.questions[at] if at < len(self.questions) else None

    @property
    def asked(self) -> Asked | None:
        """The same as it is drawn."""
        question = self.open
        if question is None:
            return None
        return Asked(
            number=len(self.given) + 1,
            of=len(self.questions),
            text=safe(question.words[self.lang]),
            choices=[safe(choice[self.lang]) for choice in question.choices],
        )

    def skip(self) -> None:
        """Leave all that is open unanswered."""
        self.given += [-1] * (len(self.questions) - len(self.given))

    def judge(self, log: "Sequence[Event]") -> None:
        """Compute the answers from the recording."""
        answers = [question.answer(log) for question in self.questions]
        told = _told(log, {seq for a in answers for seq in a.proof[-_PROOFS:]}, self.lang)
        self.outcomes, self.proofs = [], []
        for question, given, answer in zip(self.questions, self.given, answers, strict=True):
            texts = [safe(choice[self.lang]) for choice in question.choices]
            self.outcomes.append(
                Outcome(
                    text=safe(question.words[self.lang]),
                    given=texts[given] if given >= 0 else "",
                    right=_right(texts, answer),
                    correct=given >= 0 and given == answer.choice,
                    proof=[told[seq] for seq in answer.proof[-_PROOFS:] if seq in told],
                )
            )
            self.proofs.append(answer.proof[-1] if answer.proof else 0)


def _right(texts: list[str], answer: "Answer") -> str:
    if answer.choice >= 0:
        return texts[answer.choice]
    return "" if answer.number is None else str(answer.number)


def _told(log: "Sequence[Event]", wanted: set[int], lang: str) -> dict[int, tuple[int, str]]:
    """Return seq -> (true time, sentence) of some events."""
    out: dict[int, tuple[int, str]] = {}
    world = World()
    for event in log:
        fold.apply(world, event)
        if event.seq in wanted:
            out[event.seq] = event.t, narrate.sentence(event, world, lang)
    return out
