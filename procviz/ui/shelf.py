"""The shelf of all that can be run: scenarios, and the program of the person's own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from procviz.draw.about import About
from procviz.draw.labels import label
from procviz.draw.picker import Choice, Entry
from procviz.safe import safe
from procviz.target import Target

if TYPE_CHECKING:
    from procviz.scenarios.catalog import Scenario

_TEXTS = ("teaches", "watch", "trap", "habit", "differs", "read")  # in reading order
_OWN = "./"  # id of the person's own program: no scenario's id has a slash


class Shelf:
    """Scenarios with their chosen variants, the cursor on them, and which have been seen."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.scenarios: dict[str, Scenario] = {}
        self.own: Target | None = None
        self.cursor = 0
        self.query = ""
        self.done: set[str] = set()
        self._chapters: dict[str, str] = {}
        self._variants: dict[str, str] = {}

    def fill(self, scenarios: "Sequence[Scenario]") -> None:
        """Put the scenarios on the shelf."""
        from procviz.scenarios.catalog import chapters  # late: 20 ms that no first frame needs

        self._chapters = {chapter.id: chapter.title for chapter in chapters(self.lang)}
        self.scenarios = {scenario.id: scenario for scenario in scenarios}

    def choice(self, running: str = "", typing: bool = False) -> Choice:
        """Return the picker as it stands."""
        entries = []
        if self.own is not None:
            title = self.own.title or " ".join(self.own.argv)
            chapter = label("own", self.lang)
            entries.append(Entry(_OWN, safe(title), chapter, done=_OWN in self.done))
        entries += [
            Entry(
                s.id,
                safe(s.title(self.lang)),
                self._chapters.get(s.chapter, s.chapter),
                ways=len(s.names),
                done=s.id in self.done,
                broken=s.broken,
            )
            for s in self.scenarios.values()
        ]
        return Choice(entries, self.cursor, self.query, typing, running)

    @staticmethod
    def key(target: Target) -> str:
        """Return the id of a target's entry."""
        return target.scenario or _OWN

    def move(self, step: int) -> None:
        """Move the cursor; it stops at the ends."""
        count = len(self.choice().found)
        self.cursor = max(0, min(self.cursor + step, count - 1))

    def search(self, query: str) -> None:
        """Narrow the list, with the cursor on what it was on if that is still there."""
        before = self.current
        self.query = query
        self.cursor = 0
        if before:
            self.point(before)

    @property
    def current(self) -> str:
        """The id under the cursor."""
        entry = self.choice().current
        return entry.id if entry else ""

    def point(self, entry: str) -> None:
        """Put the cursor on an entry, if it is in sight."""
        ids = [e.id for e in self.choice().found]
        if entry in ids:
            self.cursor = ids.index(entry)

    def target(self, entry: str) -> Target | None:
        """Return what running an entry means; None for one that cannot be run."""
        if entry == _OWN:
            return self.own
        scenario = self.scenarios.get(entry)
        if scenario is None or scenario.problem:
            return None
        return Target(entry, (), self.variant(entry), scenario.title(self.lang))

    def ways(self, entry: str) -> list[tuple[Target, str]]:
        """Return all variants of an entry and what each is about; [] where there are no two."""
        scenario = self.scenarios.get(entry)
        if scenario is None or scenario.problem or len(scenario.variants) < 2:
            return []
        title = scenario.title(self.lang)
        return [
            (Target(entry, (), variant.name, title), safe(variant.text(self.lang)))
            for variant in scenario.variants
        ]

    def beside(self, entry: str, step: int) -> Target | None:
        """Return the next or the previous scenario that can be run, around the ends."""
        ids = [key for key in self.scenarios if self.target(key)]
        if not ids:
            return None
        if entry not in ids:
            return self.target(ids[0 if step > 0 else -1])
        return self.target(ids[(ids.index(entry) + step) % len(ids)])

    def variant(self, entry: str) -> str:
        """Return the name of the chosen variant; "" where there are none."""
        scenario = self.scenarios.get(entry)
        if scenario is None or not scenario.names:
            return ""
        return self._variants.get(entry, scenario.names[0])

    def choose(self, entry: str, variant: str) -> None:
        """Remember a variant for a scenario that has it."""
        scenario = self.scenarios.get(entry)
        if scenario and variant in scenario.names:
            self._variants[entry] = variant

    def turn(self, entry: str) -> bool:
        """Choose the next variant; False where there is none."""
        scenario = self.scenarios.get(entry)
        if scenario is None or len(scenario.names) < 2:
            return False
        names = scenario.names
        self._variants[entry] = names[(names.index(self.variant(entry)) + 1) % len(names)]
        return True

    def chapter(self, entry: str) -> str:
        """Return the title of an entry's chapter."""
        scenario = self.scenarios.get(entry)
        if scenario is None:
            return label("own", self.lang) if entry == _OWN else ""
        return self._chapters.get(scenario.chapter, scenario.chapter)

    def about(self, entry: str) -> About:
        """Return what to tell about an entry."""
        scenario = self.scenarios.get(entry)
        if scenario is None:
            title = safe(self.own.title or " ".join(self.own.argv)) if self.own else ""
            texts = (("teaches", label("own about", self.lang)),) if self.own else ()
            return About(title, self.chapter(entry), texts)
        problem = scenario.problem
        return About(
            title=safe(scenario.title(self.lang)),
            chapter=self.chapter(entry),
            texts=[(key, safe(scenario.text(key, self.lang))) for key in _TEXTS],
            variants=[(v.name, safe(v.text(self.lang))) for v in scenario.variants],
            variant=self.variant(entry),
            problem=label("broken", self.lang, safe(problem)) if problem else "",
        )
