"""After messages of the kernel were lost: compare what is known with /proc, and tell the rest.

What is told here happened somewhere within the gap, and says so.  A process that was born and
reaped in the gap has left no trace; that something may be missing stands in the log as `Lost`.
"""

import os

from procviz import events as ev
from procviz.events import Event
from procviz.identity import Stat, read_stat
from procviz.sources.facts import command
from procviz.sources.kernel_tree import Known, Tree

Within = tuple[int, int]


def reconcile(tree: Tree, helper: int, tracer: int, within: Within, out: list[Event]) -> None:
    """Tell of births, execs, deaths and adoptions that were missed ``within``."""
    for known in list(tree.known.values()):
        _one(tree, known, within, out)
    todo = [helper, *tree.known] if helper else list(tree.known)
    while todo:
        for pid in _children(todo.pop()):
            stat = read_stat(pid)
            if pid in tree.known or stat is None or pid == tracer:
                continue
            _born(tree, pid, stat, within, out)
            todo.append(pid)


def _one(tree: Tree, known: Known, within: Within, out: list[Event]) -> None:
    stat = read_stat(known.pid)
    if known.start and (stat is None or stat.start != known.start):
        if known.died is None or stat is not None:
            tree.vanished(known, *within, out)
        return
    if stat is None or known.died is not None:
        return
    if stat.state in ("Z", "X"):
        if stat.threads <= 1:
            tree.dead(known, within[1], stat.exit_code, out, within)
        return
    known.threads = set(_threads(known.pid)) or known.threads
    _exec(tree, known, within, out)
    if stat.ppid != known.parent != 0 and not known.orphan:
        tree.adopted(known, stat.ppid, out, within)


def _born(tree: Tree, pid: int, stat: Stat, within: Within, out: list[Event]) -> None:
    known = tree.enter(pid, stat.ppid, within[0])
    known.start, known.guessed = known.start or stat.start, True
    tree.spawned(known, within[1], out, within)
    if stat.state in ("Z", "X"):
        tree.dead(known, within[1], stat.exit_code, out, within)
        return
    known.threads = set(_threads(pid)) or known.threads
    _exec(tree, known, within, out)


def _exec(tree: Tree, known: Known, within: Within, out: list[Event]) -> None:
    """A fork keeps the command line of the parent, an exec brings another one."""
    argv = command(known.pid)
    if argv and known.argv and argv != known.argv:
        out.append(tree.event(ev.Execed, known.pid, within[1], within, argv=argv))
    known.argv = argv or known.argv


def _threads(pid: int) -> list[int]:
    try:
        return [int(name) for name in os.listdir(f"/proc/{pid}/task")]
    except OSError:
        return []


def _children(pid: int) -> list[int]:
    """Return the children of all threads of a process, proc_pid_task_children(5)."""
    found: list[int] = []
    for thread in _threads(pid):
        try:
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                found += map(int, file.read().split())
        except OSError:
            continue
    return found
