"""What the header tells of the desk: the run, its time, its pace, who chooses at the gate."""

from procviz.draw import chrome
from procviz.draw.labels import label
from procviz.draw.view import View
from procviz.safe import safe
from procviz.ui import sight
from procviz.ui.desk import Desk

_SPEEDS = {1 / 8: "⅛×", 1 / 4: "¼×", 1 / 2: "½×"}


def status(desk: Desk, now: float) -> chrome.Status:
    """Return what the header tells."""
    show, shelf, entry = desk.show, desk.shelf, desk.entry
    if show is None:
        gate = _gate(desk, None)
        return chrome.Status(chapter=label("tagline", desk.lang), filming=desk.filming, gate=gate)
    seen = sight.view(desk, now)
    behind, gone = show.playhead.behind, show.replay or not show.feed.live
    title = show.target.title or entry
    if entry in shelf.scenarios:
        title = shelf.about(entry).title
    head, apart = show.playhead, not show.playhead.following and not show.playhead.finished
    return chrome.Status(
        chapter=shelf.chapter(entry) if show.target.scenario else "",
        title=safe(title),
        variant=safe(show.target.variant),
        mode=show.mode,
        paused=show.playhead.paused,
        t=seen.now if seen is not None else 0,
        waiting=behind.events if behind.events > head.following and not gone else 0,
        lag=behind.lag,
        gate=_gate(desk, seen),
        filming=desk.filming,
        speed=_SPEEDS.get(head.speed, f"{head.speed:.0f}×") if head.speed else "",
        place=(head.at, len(show.log)) if apart and gone else None,
        known=desk.known,
    )


def _gate(desk: Desk, seen: View | None) -> str:
    """Return who chooses at the gate of the run, or of the next one; "" where there is none."""
    if seen is None and not desk.gating.on:
        return ""
    if seen is not None and seen.gated is None:
        return ""
    from procviz.draw import gated

    if seen is not None and seen.gated is not None:
        return gated.header(seen.gated, desk.lang)
    return gated.header(gated.Gated(policy=desk.gating.policy), desk.lang)
