"""The inspector: all that is known about the selected process, and how well it is known.

Sections marked ``exact`` come from events; ``sampled`` ones from /proc, a moment ago.
"""

from collections.abc import Iterable

from procviz import events as ev
from procviz.draw import gated, spell
from procviz.draw import inspector_things as things
from procviz.draw.canvas import Canvas, Style, cells, cut
from procviz.draw.frame import empty
from procviz.draw.inspector_stack import stacks
from procviz.draw.labels import TABLES, label
from procviz.draw.rows import Row, Span, column, wrap
from procviz.draw.signal_table import table
from procviz.draw.theme import GLYPHS, state_colour
from procviz.draw.view import View
from procviz.narrate import doing, status
from procviz.safe import safe
from procviz.words import state as state_word
from procviz.world import Process, State

_LABEL = 10  # cells
_WORTH = 1 << 20  # bytes of growth worth a line


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
    rows += _state(view, process, width)
    rows += _titled(view, "findings", width, things.findings(view, process, width))
    if process.alive:
        rows += _titled(view, "locks", width, things.locks(view, process), "exact")
        rows += _titled(view, "pipes", width, things.pipes(view, process, width), "exact")
        rows += _titled(view, "tasks", width, things.tasks(view, process, width), "exact")
    rows += _stacks(view, process, width)
    sampled = _resources(view, process, width)
    if process.alive:  # the dead have neither
        sampled += table(view, process, width, _LABEL)
    if process.facts and sampled:
        rows += _section(view, "resources", width, "sampled") + sampled
    if process.alive:
        rows += _handlers(view, process, width)
    rows += _more(view, process, width)
    return rows + _files(view, process, width)


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
    return _section(view, "stack", width, "sampled", when) + rows


def _section(view: View, key: str, width: int, known: str = "", how: str = "") -> list[Row]:
    """Head of a section: its name, a line, and whether it is exact or sampled (or just how)."""
    theme = view.theme
    name = label(key, view.lang)
    tag = how or (label(known, view.lang) if known else "")
    space = width - cells(name) - cells(tag) - (2 if tag else 1)
    spans: list[Span] = [
        (f"{name} ", Style(theme.dim, bold=True)),
        ("─" * max(0, space), Style(theme.line)),
    ]
    if tag:
        colour = theme.ok if known == "exact" else theme.warn
        spans.append((f" {tag}", Style(colour, italic=True)))
    return [spans]


def _titled(view: View, key: str, width: int, rows: list[Row], known: str = "") -> list[Row]:
    """Put a head over rows, if there are any."""
    return _section(view, key, width, known) + rows if rows else []


def _field(view: View, key: str, spans: Iterable[Span]) -> Row:
    """One labelled value; "" continues the one above."""
    name = label(key, view.lang) if key else ""
    pad = " " * max(1, _LABEL - cells(name))
    return [(name + pad, Style(view.theme.dim)), *spans]


def _fields(view: View, key: str, width: int, *parts: list[Span]) -> list[Row]:
    """One value in parts, beside each other as far as there is room, else below each other."""
    rows: list[list[Span]] = [[]]
    used = _LABEL
    for part in parts:
        size, apart = sum(cells(text) for text, _ in part), 2 if rows[-1] else 0
        if rows[-1] and used + apart + size > width:
            rows.append([])
            used, apart = _LABEL, 0
        rows[-1] += [*([("  ", Style())] if apart else []), *part]
        used += apart + size
    return [_field(view, "" if i else key, row) for i, row in enumerate(rows)]


def _who(view: View, pid: int) -> list[Span]:
    """Name another process in its colour."""
    theme = view.theme
    other = view.world.by_pid(pid)
    if other is not None:
        style = Style(view.colour(other))
        return [(f"{pid} ", style._replace(bold=True)), (cut(safe(other.name), 20), style)]
    known = {1: label("init", view.lang), view.adopter: label("helper", view.lang)}
    text = known.get(pid, "") if pid else ""
    return [(f"{pid} {text}".rstrip() if pid else "procviz", Style(theme.text))]


def _identity(view: View, process: Process, width: int) -> list[Row]:
    theme, lang = view.theme, view.lang
    text, dim = Style(theme.text), Style(theme.dim)
    rows: list[Row] = [_field(view, "parent", _who(view, process.parent))]
    if process.adopted_from is not None:
        who = label("adopted", lang, process.adopted_from)
        rows.append(_field(view, "", [(who, Style(theme.warn))]))
    facts = process.facts
    if process.role:
        rows.append(_field(view, "role", [(_role(process.role, lang), text)]))
    if "group" in facts:
        parts: list[list[Span]] = [[(str(facts["group"]), text)]]
        if "session" in facts:
            parts.append([(label("session", lang) + " ", dim), (str(facts["session"]), text)])
        rows += _fields(view, "group", width, *parts)
    return rows


def _role(role: str, lang: str) -> str:
    return TABLES[lang].get(f"role {role}", safe(role))


def _more(view: View, process: Process, width: int) -> list[Row]:
    theme, lang, facts = view.theme, view.lang, process.facts
    text, dim = Style(theme.text), Style(theme.dim)
    rows = _section(view, "more", width)
    if "tty" in facts:
        rows.append(_field(view, "terminal", [(_tty(facts["tty"], lang), text)]))
    how = [(spell.clock(process.born), text)]
    if process.how:
        how.append((f"  {process.how}", dim))
    rows.append(_field(view, "born", how))
    if process.fork_value is not None:
        value = label("returned", lang, process.fork_value)
        rows.append(_field(view, "fork value", [(value, text)]))
    if "voluntary" in facts and "involuntary" in facts:
        words = label("voluntary", lang, facts["voluntary"], facts["involuntary"])
        rows.append(_field(view, "switches", [(words, text)]))
    line = safe(" ".join(process.argv))
    for i, part in enumerate(wrap(line, max(8, width - _LABEL)) if line else []):
        rows.append(_field(view, "" if i else "command", [(part, text)]))
    return rows


def _tty(device: object, lang: str) -> str:
    """Name a controlling terminal by its device number, tty_nr of proc_pid_stat(5)."""
    if not isinstance(device, int) or device <= 0:
        return label("none", lang)
    major, minor = device >> 8 & 0xFFF, device & 0xFF | device >> 12 & 0xFFF00
    if 136 <= major <= 143:  # Unix 98 pseudo-terminals, Documentation/admin-guide/devices.txt
        return f"pts/{(major - 136) * 256 + minor}"
    return f"{major}:{minor}"


def _state(view: View, process: Process, width: int) -> list[Row]:
    theme = view.theme
    rows: list[Row] = []
    if not process.alive:
        ended = status(process, view.lang)
        good = process.code == 0
        rows.append(_field(view, "ended", [(ended, Style(theme.ok if good else theme.signal))]))
        if process.died is not None and process.gone is None:
            age = spell.age(view.now - process.died)
            words = spell.word("unreaped", view.lang, age)
            rows.append(_field(view, "", [(words, Style(theme.warn))]))
        elif process.reaped_by:
            by = spell.word("reaped by", view.lang, process.reaped_by)
            rows.append(_field(view, "", [(by, Style(theme.dim))]))
        return rows
    ready = gated.turn(view, process)
    if ready is not None:
        words, ink = gated.doing(view, ready)
        for i, line in enumerate(wrap(words, max(8, width - _LABEL))):
            rows.append(_field(view, "" if i else "next step", [(line, ink)]))
    text = doing(process, view.world, view.lang) if ready is None else ""
    for i, line in enumerate(wrap(text, max(8, width - _LABEL)) if text else []):
        rows.append(_field(view, "" if i else "doing", [(line, Style(theme.text))]))
    rows += _at(view, process, width)
    if not process.probed and isinstance(process.last, ev.Event):
        style = Style(theme.dim, italic=True)
        lines = wrap(label("not probed", view.lang), max(8, width - _LABEL))
        rows += [_field(view, "", [(line, style)]) for line in lines]
    return rows


def _at(view: View, process: Process, width: int) -> list[Row]:
    """One row, and always there: what stands below must not go up and down with every line."""
    where, about = process.stands, "≈ " if process.sampled else ""
    if where is None:
        return []
    room, line = width - _LABEL - len(about), f":{where.line}"
    function = safe(where.function) if where.function not in ("", "<module>") else ""
    function = cut(function, max(8, room // 2 - 2))
    used = cells(line) + (cells(function) + 2 if function else 0)
    file = spell.fit(safe(where.file.rsplit("/", 1)[-1]), room - used)
    spans: list[Span] = [(about, Style(view.theme.warn)), (file + line, Style(view.theme.text))]
    if function:
        spans.append((f"  {function}", Style(view.theme.syntax[1])))
    return [_field(view, "at", spans)]


def _resources(view: View, process: Process, width: int) -> list[Row]:
    theme, lang, facts = view.theme, view.lang, process.facts
    text, dim = Style(theme.text), Style(theme.dim)
    rows: list[Row] = []
    if "cpu" in facts and process.alive:
        parts: list[list[Span]] = [[(f"{facts['cpu']:.1f} %", text)]]
        if "processor" in facts:
            parts.append([(label("processor", lang, facts["processor"]), dim)])
        rows += _fields(view, "cpu", width, *parts)
    if "user" in facts and "system" in facts:
        own = (label(key, lang, facts[key] * 1000) for key in ("user", "system"))
        rows += _fields(view, "time", width, *([(ms, text)] for ms in own))
    if "rss" in facts and process.alive:
        parts = [[(spell.size(facts["rss"]), text)]]
        if "threads" in facts:
            parts.append([(f"{label('threads', lang)} ", dim), (str(facts["threads"]), text)])
        rows += _fields(view, "memory", width, *parts)
        rows += _private(view, process)
    return rows


def _private(view: View, process: Process) -> list[Row]:
    """Tell its own memory from what it shares: since a fork that is most, until it writes there."""
    lang, own = view.lang, process.facts.get("private")
    if own is None:
        return []
    text = Style(view.theme.text)
    spans: list[Span] = [(spell.size(own), text)]
    grown = own - process.private.first if process.private is not None else 0
    if grown >= _WORTH and process.maker and not process.execed:
        words = label("since fork", lang, spell.size(grown))
        spans.append((f"   {words}", Style(view.theme.warn)))
    shared = max(0, process.facts.get("rss", own) - own)
    return [_field(view, "private", spans), _field(view, "shared", [(spell.size(shared), text)])]


def _handlers(view: View, process: Process, width: int) -> list[Row]:
    theme = view.theme
    rows: list[Row] = []
    for signal, (action, handler) in sorted(process.dispositions.items()):
        what = f"{safe(handler)}()" if action == "handler" and handler else action
        colour = theme.syntax[1] if action == "handler" else theme.text
        name = signal.removeprefix("SIG")
        pad = " " * max(1, _LABEL - len(name))
        rows.append([(name + pad, Style(theme.signal)), (what, Style(colour))])
    return _section(view, "handlers", width, "exact") + rows if rows else []


def _files(view: View, process: Process, width: int) -> list[Row]:
    fds = process.facts.get("fds")
    if not isinstance(fds, dict) or not fds or not process.alive:
        return []
    theme = view.theme
    rows: list[Row] = []
    told = {str(fd): end.object for fd, end in process.fds.items()}
    for fd, what in sorted(fds.items(), key=lambda item: (len(item[0]), item[0])):
        if told.get(fd) == what:  # in the section of pipes, and exact there
            continue
        others = _sharers(view, process, str(what))
        spans: list[Span] = [
            (f"{fd:>3} ", Style(theme.bright)),
            (safe(str(what)), Style(theme.text)),
        ]
        if others:
            spans.append((" ↔", Style(theme.dim)))
            spans += [(f" {p.pid}", Style(view.colour(p), bold=True)) for p in others]
        rows.append(spans)
    return _titled(view, "files", width, rows, "sampled")


def _sharers(view: View, process: Process, what: str) -> list[Process]:
    """Return who else has the same pipe open: the far end, and forgotten copies."""
    if not what.startswith("pipe:"):
        return []
    return [
        other
        for other in view.world.alive
        if other is not process and what in (other.facts.get("fds") or {}).values()
    ]
