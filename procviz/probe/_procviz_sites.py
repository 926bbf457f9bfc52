"""Functions of the program in the form that a lean record begins with: made once for each.

After a fork the first touch of each page of memory costs both processes a copy of it, or at least
a fault, 2 to 3 µs each: so what a record in a child takes is made before, as far as it can be.
"""

import _procviz_frames as frames
from _procviz_log import site_of, told

_kept = []  # the codes: an id stays its own as long
_MOST = 10_000


def find(code):
    """Return the site of this code, and keep it; None: it is in no file of the program's."""
    kind = frames.classify(code.co_filename)
    site = None
    if kind and code.co_name != frames.CALLER:
        site = site_of(kind, frames.short(code.co_qualname))
    if len(_kept) < _MOST:
        _kept.append(code)
        if id(code) not in told:
            told[id(code)] = {-1: site}
    return site
