"""Which event the screen tells about right now."""

from procviz import events as ev
from procviz.draw import lookback
from procviz.draw.view import View
from procviz.events import Event

# they change figures, not the story: what was told before them stays on the screen
SILENT = (ev.Sampled, ev.LineReached, ev.Wrote, ev.ForkReturned, ev.Lost)
LOOK_BACK = 400  # events


def moment(view: View) -> tuple[Event | None, float]:
    """Return the event to show and how far its motion has come (0 to 1)."""
    event = view.world.event
    if event is None or not isinstance(event, SILENT):
        return event, view.progress
    return next(lookback.latest(view.log, _told, LOOK_BACK), None), 1.0


def _told(event: Event) -> bool:
    return not isinstance(event, SILENT)


def ease(progress: float, begin: float = 0.0, end: float = 1.0) -> float:
    """Return how much of the part from ``begin`` to ``end`` is done: slow, quick, slow."""
    x = max(0.0, min(1.0, (progress - begin) / (end - begin)))
    return x * x * (3 - 2 * x)
