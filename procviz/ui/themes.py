"""Our two looks as Textual themes, and every theme of Textual's as one of ours."""

from functools import partial

from textual.theme import Theme as TextualTheme

from procviz.draw.canvas import mix
from procviz.draw.palette import readable
from procviz.draw.theme import DARK, LIGHT, SIXTEEN_DARK, SIXTEEN_LIGHT, THEMES, Theme

ALL = 1 << 24  # colours of a terminal that has them all
QUIET = 2.2  # contrast on the panel of what is only to be noticed


def textual(theme: Theme) -> TextualTheme:
    """Return the Textual theme of one of ours; process colours are variables ``pid-0`` …."""
    return TextualTheme(
        name=theme.name,
        dark=theme.dark,
        primary=theme.accent,
        secondary=theme.pids[4],
        accent=theme.pids[1],
        foreground=theme.text,
        background=theme.back,
        surface=theme.panel,
        panel=theme.line,
        success=theme.ok,
        warning=theme.warn,
        error=theme.signal,
        variables={f"pid-{i}": colour for i, colour in enumerate(theme.pids)},
    )


def ours(theme: TextualTheme, variables: dict[str, str], colours: int = ALL) -> Theme:
    """Return the look for any Textual theme on a terminal with so many colours (0 = none).

    ``variables`` are what the theme was generated to.
    """
    if colours == 16:
        return SIXTEEN_DARK if theme.dark else SIXTEEN_LIGHT
    look = THEMES.get(theme.name) or _derived(theme, variables)
    return look._replace(plain=True) if colours == 0 else look


def _derived(theme: TextualTheme, variables: dict[str, str]) -> Theme:
    base = DARK if theme.dark else LIGHT
    if theme.ansi:  # the terminal's own sixteen: nothing to mix colours from
        return base

    def colour(name: str, otherwise: str) -> str:
        value = variables.get(name, "")
        return value[:7].lower() if value.startswith("#") and len(value) >= 7 else otherwise

    panel = colour("surface", base.panel)
    bright = "#ffffff" if theme.dark else "#000000"
    seen = partial(readable, on=panel, towards=bright)
    text = seen(colour("foreground", base.text))
    primary, second = colour("primary", base.accent), colour("secondary", base.syntax[0])
    good, warn = colour("success", base.ok), colour("warning", base.warn)
    dim = seen(mix(panel, text, 0.6))
    return base._replace(
        name=theme.name,
        back=colour("background", base.back),
        panel=panel,
        line=mix(panel, text, 0.2),
        faint=readable(mix(panel, text, 0.35), panel, bright, QUIET),
        dim=dim,
        text=text,
        bright=seen(mix(text, bright, 0.8)),
        accent=seen(primary),
        ok=seen(good),
        warn=seen(warn),
        signal=seen(colour("error", base.signal)),
        pids=tuple(seen(colour(f"pid-{i}", pid)) for i, pid in enumerate(base.pids)),
        syntax=(seen(second), seen(primary), seen(good), seen(warn), dim),
    )
