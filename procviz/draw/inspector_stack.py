"""The inspector's section about calls: the Python stack of each thread, as it was sampled."""

from procviz.draw.canvas import Style, cells, cut
from procviz.draw.labels import label
from procviz.draw.rows import Row
from procviz.draw.view import View
from procviz.events import Where
from procviz.safe import safe
from procviz.world import Process

_MOST = 12  # calls shown of one thread


def stacks(view: View, process: Process, width: int) -> list[Row]:
    """Return the calls of each thread that was quiet, innermost first; the main one's before."""
    stood = process.stood
    if stood is None or not process.alive:
        return []
    rows: list[Row] = []
    for tid, calls in stood.stacks.items():
        if not calls:
            continue
        if tid != process.pid or (len(stood.stacks) > 1 and rows):
            name = process.threads.get(tid, "") or str(tid)
            title = label("thread named", view.lang, safe(name))
            rows.append([(cut(title, width), Style(view.theme.dim, bold=True))])
        rows += [_call(view, call, width) for call in calls[:_MOST] if call.line]
        if len(calls) > _MOST or not calls[-1].line:
            rows.append([(label("outer calls", view.lang), Style(view.theme.dim))])
    return rows


def _call(view: View, call: Where, width: int) -> Row:
    """``spin  worker.py:31``; where both do not fit the place is what counts."""
    place = safe(f"{call.file.rsplit('/', 1)[-1]}:{call.line}")
    function = cut(safe(call.function.rpartition("<locals>.")[2]), width - cells(place) - 2)
    return [
        (function, Style(view.theme.syntax[1])),
        ("  ", Style(view.theme.dim)),
        (cut(place, width), Style(view.theme.text)),
    ]
