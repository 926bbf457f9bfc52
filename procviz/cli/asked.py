"""What several commands make of the options."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from procviz.cli.typed import Misused, Namespace

if TYPE_CHECKING:  # loaded late: most are wanted by few calls, and the first picture by none
    from procviz.breaks import Break
    from procviz.gate.plan import Plan
    from procviz.session import Program


def program(options: Namespace, target: list[str], after: list[str] | None) -> "Program":
    """Return what is to be run: a scenario, a script, or the command after ``--``."""
    from procviz import programs

    if target:
        found = programs.find([*target, *(after or [])], options.variant, own(options))
    else:
        found = programs.command(after or [])
    if found.scenario:
        from procviz.launch import as_from_a_terminal

        as_from_a_terminal()  # the lessons on signals mean what a person at a terminal sees
    return replace(found, strace=options.strace, gate=plan(options))


def plan(options: Namespace) -> "Plan | None":
    """Return what is asked of the gate, None for nothing.  Raises Misused."""
    if not hasattr(options, "gate"):
        return None
    if options.gate is None and options.schedule is None:
        if options.lines:
            raise Misused("--lines goes with --gate or --schedule.")
        return None
    from procviz.gate import policies, schedule
    from procviz.gate.plan import Plan

    if options.schedule is not None:
        if options.gate is not None:
            raise Misused("Choose one of --gate and --schedule.")
        return Plan(lines=options.lines, schedule=schedule.read(options.schedule))
    made = Plan(policies.seeded(options.gate or "round-robin"), lines=options.lines)
    made.make()  # complains of an unknown policy now
    return made


def own(options: Namespace) -> Path | None:
    """Return the folder of the person's own scenarios."""
    from procviz.scenarios import own as place

    return place.folder(options.scenarios)


def breaks(options: Namespace) -> "tuple[Break, ...]":
    """Return the conditions of all ``--break``."""
    texts: list[str] = getattr(options, "breaks", [])
    if not texts:
        return ()
    from procviz.breaks import parse

    return tuple(parse(text) for text in texts)


def check(options: Namespace) -> None:
    """Raise now what would fail at each run."""
    if options.strace:
        from procviz.sources import strace_command

        strace_command.require()


def is_recording(target: list[str]) -> bool:
    """Return whether the target's name is that of a recording."""
    return bool(target) and target[0].endswith((".procviz", ".procviz.gz"))
