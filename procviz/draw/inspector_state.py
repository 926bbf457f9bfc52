"""The inspector on what a process does, where it stands, or how it ended."""

from procviz import events as ev
from procviz.draw import gated, spell
from procviz.draw.canvas import Style, cells, cut
from procviz.draw.inspector_form import LABEL, field
from procviz.draw.labels import label
from procviz.draw.rows import Row, Span, wrap
from procviz.draw.view import View
from procviz.narrate import doing, status
from procviz.safe import safe
from procviz.world import Process


def state(view: View, process: Process, width: int) -> list[Row]:
    """Tell what it does, or is about to do under the gate, and where; or how it ended."""
    theme = view.theme
    rows: list[Row] = []
    if not process.alive:
        ended = status(process, view.lang)
        good = process.code == 0
        rows.append(field(view, "ended", [(ended, Style(theme.ok if good else theme.signal))]))
        if process.died is not None and process.gone is None:
            age = spell.age(view.now - process.died)
            words = spell.word("unreaped", view.lang, age)
            rows.append(field(view, "", [(words, Style(theme.warn))]))
        elif process.reaped_by:
            by = spell.word("reaped by", view.lang, process.reaped_by)
            rows.append(field(view, "", [(by, Style(theme.dim))]))
        return rows
    ready = gated.turn(view, process)
    if ready is not None:
        words, ink = gated.doing(view, ready)
        for i, line in enumerate(wrap(words, max(8, width - LABEL))):
            rows.append(field(view, "" if i else "next step", [(line, ink)]))
    text = doing(process, view.world, view.lang) if ready is None else ""
    for i, line in enumerate(wrap(text, max(8, width - LABEL)) if text else []):
        rows.append(field(view, "" if i else "doing", [(line, Style(theme.text))]))
    rows += _at(view, process, width)
    if not process.probed and isinstance(process.last, ev.Event):
        style = Style(theme.dim, italic=True)
        lines = wrap(label("not probed", view.lang), max(8, width - LABEL))
        rows += [field(view, "", [(line, style)]) for line in lines]
    return rows


def _at(view: View, process: Process, width: int) -> list[Row]:
    """One row, and always there: what stands below must not go up and down with every line."""
    where, about = process.stands, "≈ " if process.sampled else ""
    if where is None:
        return []
    room, line = width - LABEL - len(about), f":{where.line}"
    function = safe(where.function) if where.function not in ("", "<module>") else ""
    function = cut(function, max(8, room // 2 - 2))
    used = cells(line) + (cells(function) + 2 if function else 0)
    file = spell.fit(safe(where.file.rsplit("/", 1)[-1]), room - used)
    spans: list[Span] = [(about, Style(view.theme.warn)), (file + line, Style(view.theme.text))]
    if function:
        spans.append((f"  {function}", Style(view.theme.syntax[1])))
    return [field(view, "at", spans)]
