"""What is told about a cell of the stage where no card is: its links, and what is on its way."""

from procviz.draw import narrator, stage_bonds
from procviz.draw.hints import hint
from procviz.draw.moment import moment
from procviz.draw.stage_motion import motion
from procviz.draw.stage_scene import place
from procviz.draw.view import View
from procviz.safe import safe

MOST = 4  # links told at once


def told(view: View, width: int, height: int, x: int, y: int) -> list[str]:
    """Return a sentence for each link that runs through a cell, the latest thing first."""
    if not view.world.processes:
        return []
    scene = place(view, width, height)
    processes, lang = view.world.processes, view.lang
    out: list[str] = []
    if moment(view)[0] is not None:
        for traveller in motion(view, scene.layout, width).travellers:
            if _near(traveller.path, x, y, 0):
                out.append(narrator.latest(view)[1])
                break
    for bond, path in stage_bonds.lay(view, scene):
        if _near(path, x, y, 1 if not bond.waits else 0):
            who = processes[bond.source].pid, processes[bond.target].pid
            key = "link waits" if bond.waits else "link flows"
            out.append(hint(key, lang, *who, safe(", ".join(bond.names))))
    for uid, path in scene.adopted.items():
        if (x, y) in path:
            child = processes[uid]
            by = f"{child.parent} {safe(child.adopter)}".strip()
            out.append(hint("link adopt", lang, by, child.pid))
    for uid, path in scene.routes.items():
        if (x, y) in path:
            child, parent = processes[uid], processes.get(scene.layout.tree.parent[uid])
            if parent is not None:
                out.append(hint("link fork", lang, parent.pid, child.pid, safe(child.how)))
    if len(out) > MOST:
        out = [*out[:MOST], f"+{len(out) - MOST}"]
    return [text for text in out if text]


def _near(path: list[tuple[int, int]], x: int, y: int, off: int) -> bool:
    return any(abs(x - a) <= off and y == b for a, b in path)
