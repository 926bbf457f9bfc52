"""The inspector on what /proc tells of a process: CPU, memory, and its descriptors."""

from procviz.draw import spell
from procviz.draw.canvas import Style
from procviz.draw.inspector_form import field, fields, titled
from procviz.draw.labels import label
from procviz.draw.rows import Row, Span
from procviz.draw.view import View
from procviz.safe import safe
from procviz.world import Process

_WORTH = 1 << 20  # bytes of growth worth a line


def resources(view: View, process: Process, width: int) -> list[Row]:
    """Tell its CPU and memory; of the dead, the CPU time alone."""
    theme, lang, facts = view.theme, view.lang, process.facts
    text, dim = Style(theme.text), Style(theme.dim)
    rows: list[Row] = []
    if "cpu" in facts and process.alive:
        parts: list[list[Span]] = [[(f"{facts['cpu']:.1f} %", text)]]
        if "processor" in facts:
            parts.append([(label("processor", lang, facts["processor"]), dim)])
        rows += fields(view, "cpu", width, *parts)
    if "user" in facts and "system" in facts:
        own = (label(key, lang, facts[key] * 1000) for key in ("user", "system"))
        rows += fields(view, "time", width, *([(ms, text)] for ms in own))
    if "rss" in facts and process.alive:
        parts = [[(spell.size(facts["rss"]), text)]]
        if "threads" in facts:
            parts.append([(f"{label('threads', lang)} ", dim), (str(facts["threads"]), text)])
        rows += fields(view, "memory", width, *parts)
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
    return [field(view, "private", spans), field(view, "shared", [(spell.size(shared), text)])]


def files(view: View, process: Process, width: int) -> list[Row]:
    """List the descriptors that no event told of, and who else has the same pipe."""
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
    return titled(view, "files", width, rows, "sampled")


def _sharers(view: View, process: Process, what: str) -> list[Process]:
    """Return who else has the same pipe open: the far end, and forgotten copies."""
    if not what.startswith("pipe:"):
        return []
    return [
        other
        for other in view.world.alive
        if other is not process and what in (other.facts.get("fds") or {}).values()
    ]
