"""``procviz`` alone or with a target: the screen."""

import gc
import sys
from typing import TYPE_CHECKING

from procviz.cli import asked
from procviz.cli.typed import Misused, Namespace

if TYPE_CHECKING:
    from procviz.gate.plan import Plan
    from procviz.session import Program
    from procviz.settings import Settings
    from procviz.sources.replayed import Replay


def open_(options: Namespace, target: list[str], after: list[str] | None) -> int:
    """Open the screen on a target that is run, or on the choice of scenarios.  Raises Misused."""
    if options.schedule is not None:
        raise Misused("--schedule is for `procviz run`.")
    if options.gate == "":
        options.gate = "manual"  # on the screen there is somebody to choose
    plan = asked.plan(options)
    asked.check(options)
    start = asked.program(options, target, after) if target or after is not None else None
    return show(options, start=start, plan=plan)


def show(
    options: Namespace,
    start: "Program | None" = None,
    replay: "Replay | None" = None,
    plan: "Plan | None" = None,
) -> int:
    """Show the screen until it is left; returns the exit status.  Raises Misused."""
    page: tuple[int, int] | None = getattr(options, "page", None)
    if page is None and not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise Misused(
            "The screen needs a terminal; without one, `procviz run NAME --plain` tells the "
            "same in sentences."
        )
    from procviz import words
    from procviz.opener import Opener
    from procviz.ui.app import ProcvizApp

    settings = preferences(options)
    folder, conditions = asked.own(options), asked.breaks(options)
    opener = Opener(start, options.output, strace=options.strace, own=folder, keep=True)
    app = ProcvizApp(
        open=opener,
        own=folder,
        lang="en" if settings.ascii else words.language(options.lang or settings.lang),
        settings=settings,
        start_with=opener.first,
        replay=replay,
    )
    if plan is not None:
        from procviz.ui.desk import Gating

        app.desk.gating = Gating(True, plan.policy, plan.lines)
    app.desk.breaks = list(conditions)
    gc.freeze()  # all that is loaded stays: no key waits while it is looked through for garbage
    app.run(size=page)
    return app.return_code or 0


def preferences(options: Namespace) -> "Settings":
    """Return the person's settings; what stands on the command line is worth more.

    Raises Misused.
    """
    from procviz import settings
    from procviz.draw import plainly

    found = settings.read()
    ascii_only = found.ascii if options.ascii is None else options.ascii
    if ascii_only is None:
        ascii_only = plainly.wanted()
    if ascii_only and options.lang == "zh":
        raise Misused("Chinese cannot be shown in ASCII: leave out --lang zh, or use UTF-8.")
    presenter = found.presenter or options.presenter
    return found._replace(ascii=ascii_only, presenter=presenter)
