"""Colours by their job, and the glyph and word of every state: never colour alone."""

from dataclasses import dataclass

from procviz.draw.canvas import Style, mix
from procviz.state import State


@dataclass(frozen=True, slots=True)
class Theme:
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


# Okabe & Ito's order of hues (blue, orange, green, pink …), lightened: tells apart under
# protanopia, deuteranopia and tritanopia in pairs that stand next to each other.
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
        "#7dcfff", "#ffb86c", "#9ece6a", "#e58fd0", "#b9a3ff", "#f2e26b", "#5fd7af", "#ff9e9e",
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
        "#0b6fb3", "#b3540b", "#2f7d1f", "#a8328a", "#6b46c1", "#7a6a00", "#0b7a63", "#b83a3a",
    ),
    syntax=("#8a2bb3", "#1f5fbf", "#2f7d1f", "#b3540b", "#6a7686"),
)  # fmt: skip

THEMES = {theme.name: theme for theme in (DARK, LIGHT)}

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
