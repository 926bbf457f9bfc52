"""Graphviz DOT: the tree of processes, as a directed graph (dot language, graphviz.org).

A solid edge is a birth, a dashed one an adoption; a box's border tells how the process ended.
"""

from collections.abc import Iterator, Sequence

from procviz import narrate
from procviz.events import Event
from procviz.feed import Header
from procviz.fold import fold
from procviz.safe import safe
from procviz.words import state
from procviz.world import Process, State, World

NAME = 60  # characters of a process's name

_WORDS = {
    "en": {"adopted": "adopted", "outside": "outside", "began": "began at {:.3f} s"},
    "zh": {"adopted": "收养", "outside": "外部", "began": "{:.3f} s 时开始"},
}


def quoted(*lines: str) -> str:
    """Return a quoted string of these lines: no character of them ends it, or means anything.

    Backslashes begin escapes (``\\N``), and ``&`` an entity.
    """
    text = "\n".join(safe(line) for line in lines)
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return '"' + text.replace("\n", "\\n") + '"'


def write(header: Header, events: Sequence[Event], lang: str) -> Iterator[str]:
    """Yield the graph at the log's end."""
    world = fold(events)
    yield "digraph procviz {\n"
    yield f"  label={quoted(_title(header))};\n"
    yield '  labelloc="t"; rankdir="TB";\n'
    yield '  node [shape="box", style="rounded", fontname="monospace"];\n'
    yield '  edge [fontname="monospace", fontsize="10"];\n'
    outside: dict[int, str] = {}
    for process in world.processes.values():
        yield _node(process, world, lang)
        if process.maker in world.processes:
            yield f"  p{process.maker} -> p{process.uid} [label={quoted(process.how)}];\n"
        if process.adopted_from is not None:
            yield from _adoption(process, world, outside, lang)
    yield "}\n"


def _title(header: Header) -> str:
    return " ".join(filter(None, (header.scenario, header.variant))) or " ".join(header.command)


def _node(process: Process, world: World, lang: str) -> str:
    name = process.name if len(process.name) <= NAME else process.name[: NAME - 1] + "…"
    words = [f"{process.pid}  {name}", _WORDS[lang]["began"].format(process.born / 1e9)]
    words.append(narrate.doing(process, world, lang) or state(process.state, lang))
    look = 'style="rounded"'
    if process.state is State.ZOMBIE:
        look = 'style="rounded,dashed"'
    elif process.signal is not None or process.code:
        look = 'style="rounded", color="#c0392b"'
    elif process.alive:
        look = 'style="rounded,bold"'
    return f"  p{process.uid} [label={quoted(*words)}, {look}];\n"


def _adoption(process: Process, world: World, outside: dict[int, str], lang: str) -> Iterator[str]:
    """Yield the edge from who adopted an orphan, and that one's box if it is not of the run."""
    say = _WORDS[lang]
    new = world.by_pid(process.parent)
    node = f"p{new.uid}" if new is not None else outside.get(process.parent, "")
    if not node:
        node = outside[process.parent] = f"o{process.parent}"
        words = (f"{process.parent}  {process.adopter}", say["outside"])
        yield f'  {node} [label={quoted(*words)}, style="dotted"];\n'
    yield f'  {node} -> p{process.uid} [label={quoted(say["adopted"])}, style="dashed"];\n'
