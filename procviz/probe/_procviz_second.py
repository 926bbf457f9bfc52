"""Load the rest, when something of the program's is to be told for the first time.

Any thread may be the first, a signal handler may run in the middle of it and raise, and the program
may have seen to it that nothing can be opened: then it is tried again at the next call.
"""

import _thread
import posix
import sys
import time

import _procviz_start as start

_PATIENCE = 1000  # ms that a thread waits while another one loads what it needs
_turns = {}  # what -> (thread, PID) that loads it


def first(part):
    """Have a part loaded, and before it what is of no part."""
    if (start.ready or _second()) and part != "boot":
        start.loaded["_procviz_parts"].ready(part)


def _second():
    """Load what is of no part; returns whether it is there."""
    mine = _thread.get_ident(), posix.getpid()
    try:
        if sys.modules is not None and take_turn(_turns, "boot", mine, lambda: start.ready):
            make_views()
            start.load("_procviz_boot").install()
            start.ready = True
    finally:
        if _turns.get("boot") is mine:
            del _turns["boot"]
    return start.ready


def take_turn(turns, what, mine, done):
    """Take the turn; False where it was somebody else's, or where a handler runs in this one's."""
    for _ in range(_PATIENCE):
        holder = turns.setdefault(what, mine)
        if holder is mine:
            return not done()
        if holder == mine:
            return False
        if holder[1] != mine[1]:  # a thread of the process that forked this one
            turns.pop(what, None)
        else:
            time.sleep(0.001)
    return False


def make_views():
    """What our own modules see of posix and _signal: what is not patched yet is the original."""
    for name, module in start.modules.items():
        if name not in start.views:
            view = type(posix)(name)
            vars(view).update(vars(module))
            for (holder, key), stub in start.stubs.items():
                if holder == name and key in vars(module):
                    setattr(view, key, stub._original)
            start.views[name] = view
