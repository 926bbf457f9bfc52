"""Built-in functions of our own, side by side, for a program that forks often.

To call one is to take up a reference to it, which is to write into it, and after a fork the first
write into each page of memory costs both processes a fault, and one of them a copy.  Those of the
program lie in a page for each module; ours are made of the same C functions.
"""

import _imp

from _procviz_log import MARK, state

_PAGE = 12  # bits
_KEPT = "pwrite", "lseek"


class _Spec:
    origin = "built-in"

    def __init__(self, name):
        self.name = name


def settle(*functions):
    """Have the globals of these functions be our own, wherever they are there."""
    names = _functions("posix")
    page = id(names["pwrite"]) >> _PAGE
    for name, function in list(names.items()):
        if id(function) >> _PAGE == page and name not in _KEPT:
            del names[name]
    function = None  # what is free then in that page is given away next
    found = {  # none uses anything of its module's state: the modules that we make have none
        "_write": names["pwrite"],
        "_lseek": names["lseek"],
        "_native": _functions("_thread")["get_native_id"],
        "now": _functions("time")["monotonic_ns"],
    }
    # of numbers too
    state.fd, state.me, found["MARK"] = [int(str(n)) for n in (state.fd, state.me, MARK)]
    for one in functions:
        space = one.__globals__
        for name, own in found.items():
            if type(space.get(name)) is type(own):  # not a function that stands for it
                space[name] = own


def _functions(module):
    return vars(_imp.create_builtin(_Spec(module)))  # not executed: it has functions, and no state
