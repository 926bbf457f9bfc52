"""What the screen calls to run something: from a target to a feed."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from procviz.target import Target

if TYPE_CHECKING:  # loaded with the first run: the picker does without
    from procviz.feed import Feed
    from procviz.session import Program


class Opener:
    """Opens targets as live runs, each with a recording of its own where one was asked for.

    ``first``: the target that the command line named, or None.  ``output``: where the first run
    is recorded; later ones get a number after the stem, so that nothing is overwritten.
    ``strace``: trace all of them.  ``own``: folder of the person's own scenarios.  ``keep``: keep
    each among the last runs, where the person wants that.
    """

    def __init__(
        self,
        first: "Program | None" = None,
        output: Path | None = None,
        strace: bool = False,
        own: Path | None = None,
        keep: bool = False,
    ) -> None:
        self._own = {first.argv: first} if first is not None else {}
        self._output, self._strace, self._folder = output, strace, own
        self._runs, self._keep = 0, keep
        self.first = target(first) if first is not None else None

    def __call__(self, wanted: Target) -> "Feed":
        """Return the feed of a target, not started yet.  Raises programs.Unusable."""
        from procviz import programs
        from procviz.keeper import keeper
        from procviz.session import Program, Run

        if wanted.scenario:
            program = programs.listed(wanted.scenario, wanted.variant, self._folder)
        else:
            program = self._own.get(wanted.argv, Program(argv=wanted.argv))
            if program.files:  # the person may have edited it since
                program = programs.refreshed(program)
        plan = None
        if wanted.gate:  # the screen chooses, at a pace that a person can follow
            from procviz.gate.plan import Plan

            plan = Plan(lines=wanted.lines)
        return Run(
            replace(program, strace=self._strace, gate=plan),
            record=self._next(),
            watched=True,
            keeper=keeper() if self._keep else None,
        )

    def _next(self) -> Path | None:
        if self._output is None:
            return None
        self._runs += 1
        if self._runs == 1:
            return self._output
        name, dot, ends = self._output.name.partition(".procviz")
        if not dot:
            name, ends = self._output.stem, self._output.suffix
        return self._output.with_name(f"{name}-{self._runs}{dot}{ends}")


def target(program: "Program") -> Target:
    """Return what the picker shows of a program."""
    name = next(iter(program.files), program.argv[0])
    return Target(
        scenario=program.scenario,
        argv=() if program.scenario else program.argv,
        variant=program.variant,
        title=Path(name).name,
    )
