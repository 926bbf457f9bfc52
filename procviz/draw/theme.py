"""Colours by their job, and the glyph and word of every state: never colour alone."""

from typing import NamedTuple

from procviz.draw.canvas import Style, mix
from procviz.state import State


class Theme(NamedTuple):
    """One look.  Text colours have a contrast of at least 4.5 : 1 on ``panel`` (WCAG 2 AA).

    ``line`` and ``faint`` are for strokes and repetitions that nobody needs to read.
    """

    name: str
    dark: bool
    back: str  # behind the panes
    panel: str  # inside them
    line: str  # frames
    faint: str
    dim: str  # labels
    text: str
    bright: str
    accent: str
    ok: str
    warn: str
    signal: str
    pids: tuple[str, ...]  # one for each process, in birth order, then again from the first
    syntax: tuple[str, str, str, str, str]  # keyword, name, string, number, comment
    plain: bool = False  # no colour reaches the terminal (NO_COLOR)

    def pid(self, order: int) -> str:
        """Return the colour of the process that was born ``order``-th, from 0."""
        return self.pids[order % len(self.pids)]

    def on(self, colour: str) -> str:
        """Return black or white, whichever can be read on ``colour``."""
        r, g, b = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return "#0b0f17" if 0.299 * r + 0.587 * g + 0.114 * b > 120 else "#ffffff"

    def tab(self, colour: str) -> Style:
        """Return the style of a label that is filled with ``colour``."""
        return Style(self.on(colour), colour, bold=True)

    def towards(self, colour: str, part: float) -> str:
        """Return the panel's background tinted with ``part`` of ``colour``."""
        return mix(self.panel, colour, part)


# The colours of processes were searched for (the hues of Okabe & Ito's list to begin with): as far
# apart as they can be for people with protanopia, deuteranopia, tritanopia and none of them at
# once, under the contrast above.  tests/colour_vision.py measures it.
DARK = Theme(
    name="procviz-dark",
    dark=True,
    back="#0b0f17",
    panel="#0f1520",
    line="#2a3547",
    faint="#46536a",
    dim="#7d8ca3",
    text="#cdd9e8",
    bright="#ffffff",
    accent="#7dcfff",
    ok="#9ece6a",
    warn="#f2c55c",
    signal="#ff5d73",
    pids=(
        "#5d8df9", "#f0bb00", "#4b9503", "#96749f", "#e1c7ff", "#d8eda5", "#27d5ba", "#f37780",
    ),
    syntax=("#c792ea", "#82aaff", "#9ece6a", "#ff9e64", "#7d8ca3"),
)  # fmt: skip

LIGHT = Theme(
    name="procviz-light",
    dark=False,
    back="#e9edf3",
    panel="#fbfcfe",
    line="#b4c0d0",
    faint="#94a1b3",
    dim="#5b6878",
    text="#1f2a38",
    bright="#000000",
    accent="#0b6fb3",
    ok="#2f7d1f",
    warn="#8a5a00",
    signal="#c4203c",
    pids=(
        "#1839b1", "#8c6745", "#00563f", "#ab2d6c", "#127d8a", "#b400ff", "#850c15", "#d72100",
    ),
    syntax=("#8a2bb3", "#1f5fbf", "#2f7d1f", "#b3540b", "#6a7686"),
)  # fmt: skip

THEMES = {theme.name: theme for theme in (DARK, LIGHT)}

# For terminals with sixteen colours, in exactly those (`procviz.draw.palette`), chosen by hand:
# to the nearest of them, four of the eight processes above would look alike.
SIXTEEN_DARK = Theme(
    name="procviz-16-dark",
    dark=True,
    back="#000000",
    panel="#000000",
    line="#555555",
    faint="#555555",
    dim="#aaaaaa",
    text="#aaaaaa",
    bright="#ffffff",
    accent="#55ffff",
    ok="#55ff55",
    warn="#ffff55",
    signal="#ff5555",
    pids=(
        "#55ffff", "#ffff55", "#55ff55", "#ff55ff", "#5555ff", "#aa5500", "#00aaaa", "#ff5555",
    ),
    syntax=("#ff55ff", "#55ffff", "#55ff55", "#ffff55", "#aaaaaa"),
)  # fmt: skip

SIXTEEN_LIGHT = Theme(
    name="procviz-16-light",
    dark=False,
    back="#ffffff",
    panel="#ffffff",
    line="#aaaaaa",
    faint="#555555",
    dim="#555555",
    text="#000000",
    bright="#000000",
    accent="#0000aa",
    ok="#00aa00",
    warn="#aa5500",
    signal="#aa0000",
    pids=(
        "#0000aa", "#aa5500", "#00aa00", "#aa00aa", "#5555ff", "#555555", "#00aaaa", "#aa0000",
    ),
    syntax=("#aa00aa", "#0000aa", "#00aa00", "#aa5500", "#555555"),
)  # fmt: skip

GLYPHS = {
    State.RUNNING: "●",
    State.SLEEPING: "○",
    State.WAITING: "◐",
    State.STOPPED: "■",
    State.ZOMBIE: "Z",
    State.GONE: "✓",
}


def state_colour(theme: Theme, state: State) -> str:
    """Return the colour that a state's glyph and word are written in."""
    return {
        State.RUNNING: theme.ok,
        State.SLEEPING: theme.dim,
        State.WAITING: theme.warn,
        State.STOPPED: theme.signal,
        State.ZOMBIE: theme.dim,
        State.GONE: theme.faint,
    }[state]
