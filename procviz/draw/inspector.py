"""The inspector: all that is known about the selected process, and how well it is known.

Sections marked ``exact`` come from events; ``sampled`` ones from /proc, a moment ago.
"""

from procviz.draw import gated, spell
from procviz.draw import inspector_things as things
from procviz.draw.canvas import Canvas, Style, cells
from procviz.draw.frame import empty
from procviz.draw.inspector_form import LABEL, field, fields, section, titled, who
from procviz.draw.inspector_sampled import files, resources
from procviz.draw.inspector_stack import stacks
from procviz.draw.inspector_state import state
from procviz.draw.labels import TABLES, label
from procviz.draw.rows import Row, Span, column, wrap
from procviz.draw.signal_table import table
from procviz.draw.theme import GLYPHS, state_colour
from procviz.draw.view import View
from procviz.safe import safe
from procviz.words import state as state_word
from procviz.world import Process, State


def draw(canvas: Canvas, view: View, top: int = 0) -> int:
    """Draw the selected process from row ``top`` of what there is to tell.

    Returned is how many rows more there are below.
    """
    process = view.process
    if process is None:
        empty(canvas, view.theme, label("later inspector", view.lang))
        return 0
    rows = describe(view, process, canvas.width)
    top = max(0, min(top, len(rows) - canvas.height))
    column(canvas, rows, top)
    return max(0, len(rows) - top - canvas.height)


def describe(view: View, process: Process, width: int) -> list[Row]:
    """Return everything as rows of at most ``width`` cells: what is asked most stands first."""
    rows: list[Row] = [_head(view, process, width)]
    rows += _identity(view, process, width)
    rows += state(view, process, width)
    rows += titled(view, "findings", width, things.findings(view, process, width))
    if process.alive:
        rows += titled(view, "locks", width, things.locks(view, process), "exact")
        rows += titled(view, "pipes", width, things.pipes(view, process, width), "exact")
        rows += titled(view, "tasks", width, things.tasks(view, process, width), "exact")
    rows += _stacks(view, process, width)
    sampled = resources(view, process, width)
    if process.alive:  # the dead have neither
        sampled += table(view, process, width, LABEL)
    if process.facts and sampled:
        rows += section(view, "resources", width, "sampled") + sampled
    if process.alive:
        rows += _handlers(view, process, width)
    rows += _more(view, process, width)
    return rows + files(view, process, width)


def _head(view: View, process: Process, width: int) -> Row:
    theme = view.theme
    colour = state_colour(theme, process.state)
    glyph, state = GLYPHS[process.state], state_word(process.state, view.lang)
    ready = gated.turn(view, process)
    if ready is not None and process.state is not State.STOPPED:
        word, colour = gated.state(view, ready)
        glyph, _, state = word.partition(" ")
    name = spell.fit(safe(process.name), width - len(str(process.pid)) - cells(state) - 7)
    return [
        (f" {process.pid} ", theme.tab(view.colour(process))),
        (f" {name}  ", Style(theme.bright, bold=True)),
        (f"{glyph} ", Style(colour, bold=True)),
        (state, Style(colour)),
    ]


def _stacks(view: View, process: Process, width: int) -> list[Row]:
    rows, stood = stacks(view, process, width), process.stood
    if not rows or stood is None:
        return []
    when = label("sampled at", view.lang, f"{stood.t / 1e9:.1f} s")
    return section(view, "stack", width, "sampled", when) + rows


def _identity(view: View, process: Process, width: int) -> list[Row]:
    theme, lang = view.theme, view.lang
    text, dim = Style(theme.text), Style(theme.dim)
    rows: list[Row] = [field(view, "parent", who(view, process.parent))]
    if process.adopted_from is not None:
        words = label("adopted", lang, process.adopted_from)
        rows.append(field(view, "", [(words, Style(theme.warn))]))
    facts = process.facts
    if process.role:
        rows.append(field(view, "role", [(_role(process.role, lang), text)]))
    if "group" in facts:
        parts: list[list[Span]] = [[(str(facts["group"]), text)]]
        if "session" in facts:
            parts.append([(label("session", lang) + " ", dim), (str(facts["session"]), text)])
        rows += fields(view, "group", width, *parts)
    return rows


def _role(role: str, lang: str) -> str:
    return TABLES[lang].get(f"role {role}", safe(role))


def _more(view: View, process: Process, width: int) -> list[Row]:
    theme, lang, facts = view.theme, view.lang, process.facts
    text, dim = Style(theme.text), Style(theme.dim)
    rows = section(view, "more", width)
    if "tty" in facts:
        rows.append(field(view, "terminal", [(_tty(facts["tty"], lang), text)]))
    how = [(spell.clock(process.born), text)]
    if process.how:
        how.append((f"  {process.how}", dim))
    rows.append(field(view, "born", how))
    if process.fork_value is not None:
        value = label("returned", lang, process.fork_value)
        rows.append(field(view, "fork value", [(value, text)]))
    if "voluntary" in facts and "involuntary" in facts:
        words = label("voluntary", lang, facts["voluntary"], facts["involuntary"])
        rows.append(field(view, "switches", [(words, text)]))
    line = safe(" ".join(process.argv))
    for i, part in enumerate(wrap(line, max(8, width - LABEL)) if line else []):
        rows.append(field(view, "" if i else "command", [(part, text)]))
    return rows


def _tty(device: object, lang: str) -> str:
    """Name a controlling terminal by its device number, tty_nr of proc_pid_stat(5)."""
    if not isinstance(device, int) or device <= 0:
        return label("none", lang)
    major, minor = device >> 8 & 0xFFF, device & 0xFF | device >> 12 & 0xFFF00
    if 136 <= major <= 143:  # Unix 98 pseudo-terminals, Documentation/admin-guide/devices.txt
        return f"pts/{(major - 136) * 256 + minor}"
    return f"{major}:{minor}"


def _handlers(view: View, process: Process, width: int) -> list[Row]:
    theme = view.theme
    rows: list[Row] = []
    for signal, (action, handler) in sorted(process.dispositions.items()):
        what = f"{safe(handler)}()" if action == "handler" and handler else action
        colour = theme.syntax[1] if action == "handler" else theme.text
        name = signal.removeprefix("SIG")
        pad = " " * max(1, LABEL - len(name))
        rows.append([(name + pad, Style(theme.signal)), (what, Style(colour))])
    return section(view, "handlers", width, "exact") + rows if rows else []
