"""Our two looks as Textual themes, and every theme of Textual's as one of ours."""

from dataclasses import replace

from textual.theme import Theme as TextualTheme

from procviz.draw.theme import DARK, LIGHT, THEMES, Theme


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


def ours(theme: TextualTheme, variables: dict[str, str]) -> Theme:
    """Return the look for any Textual theme; ``variables`` are what it was generated to."""
    if theme.name in THEMES:
        return THEMES[theme.name]
    base = DARK if theme.dark else LIGHT
    if theme.ansi:  # the terminal's own sixteen: nothing to mix colours from
        return base

    def colour(name: str, otherwise: str) -> str:
        value = variables.get(name, "")
        return value[:7].lower() if value.startswith("#") and len(value) >= 7 else otherwise

    return replace(
        base,
        name=theme.name,
        back=colour("background", base.back),
        panel=colour("surface", base.panel),
        line=colour("panel-lighten-2" if theme.dark else "panel-darken-2", base.line),
        text=colour("foreground", base.text),
        accent=colour("primary", base.accent),
        ok=colour("success", base.ok),
        warn=colour("warning", base.warn),
        signal=colour("error", base.signal),
    )
