"""Lean records, of the main thread: see ``_procviz_log`` for what they look like.

After a fork the first touch of each page of memory costs both processes a fault, and one of them
a copy of it, 3 to 6 µs.  To take up or drop a reference is such a touch, and to make an object is
two.  So there are few objects here, no more are made than the numbers, and what is written lies in
one place, from which it goes into the log: that it is of the function that runs is looked up only
when it is another one than before.
"""

import posix
import sys

import _procviz_frames as frames
import _procviz_log as log
from _procviz_log import KEY, MARK, _append, _checksum, _dumps, _native, now, state, told

_LEAN = b"\xa5L"
_ROOM = 1000  # of a whole record; there is no longer one
_LAST = log.LAST
_write, _lseek = posix.pwrite, posix.lseek
_PAGE, _TRIES = 12, 8  # bits of an address
_Function = type(lambda: None)
_kept = []  # the codes: an id stays its own as long
_MOST = 10_000
_NUMBERS = bytes(7 * 8)
_bytes = bytearray(_ROOM)  # of the record that is next, or was last
_records = {}  # size -> the view of so many bytes


def side_by_side(*functions):
    """Return copies of them that lie in one page of memory, if that can be had."""
    made = []
    for _ in range(_TRIES):
        copies = [
            _Function(f.__code__, f.__globals__, f.__name__, f.__defaults__, f.__closure__)
            for f in functions
        ]
        made += copies  # the places of those that do not fit stay taken meanwhile
        if len({id(copy) >> _PAGE for copy in copies}) == 1:
            break
    return copies


def site_of(*parts):
    """Return what lean records begin with, of file, function, …; None where that is too long."""
    data = _dumps(parts, 2)
    site = _LEAN + len(data).to_bytes(6, "little") + _NUMBERS + _checksum(KEY, data) + data
    site += bytes(-len(site) % 8)
    return site if len(site) <= _ROOM else None


def find(code):
    """Return what lean records of this code begin with, and keep it.

    None: it is in no file of the program's, or its name is too long.
    """
    kind = frames.classify(code.co_filename)
    site = None
    if kind and code.co_name != frames.CALLER:
        site = site_of(kind, frames.short(code.co_qualname))
    if len(_kept) < _MOST:
        _kept.append(code)
        if id(code) not in told:
            told[id(code)] = {-1: site}
    return site


def enter(key):
    """Have the next records be of this code, or site; False: there are no lean ones of it."""
    lines, site = _of(key)
    if site is None:
        return False
    size = len(site)
    record = _records.get(size)
    if record is None:
        record = _records[size] = memoryview(_bytes)[:size].cast("q")
    # no call from here on: no signal handler that tells of its own code comes between
    _bytes[:size] = site
    state.key, state.lines, state.record, state.size = key, lines, record, size
    return True


def _of(key):
    if type(key) is bytes:
        return None, key
    lines = told.get(id(key)) or {-1: find(key)}
    return lines, lines[-1]


def tell(key, line, kind=0, t=0, a=0, b=0):
    """Append a lean record of this process's main thread.

    With only a code object and a line, it is what the line trackers call: returns None, or what
    ``again`` says of a line that was told already.  All others have to know that they run in the
    main thread, that ``enter(key)`` is True, and that ``a`` and ``b`` have 63 bits; ``key`` is a
    code, or what ``site_of`` returned.  Like ``emit``, it writes once more when a signal handler
    raises meanwhile.
    """
    try:
        if not kind:
            lines, epoch = state.lines if key is state.key else told[id(key)], state.epoch
            if line in lines and lines[line] == epoch:
                return state.again(key)
            lines[line] = epoch
            if not state.lean or _native() != state.me or not (key is state.key or enter(key)):
                log.emit("line", frames.place_of(key, line))
                return None
            t = now()
        pid = state.me
        if state.lost:
            log.tell_lost(pid)
        if _lseek(state.fd, 0, 1) == MARK:
            while key is not state.key:  # a signal handler has told of its own
                enter(key)
            # no call until it is written: as above
            record = state.record
            record[1] = kind
            record[2] = line
            record[3] = t
            record[4] = pid
            record[5] = a
            record[6] = b
            record[7] = kind ^ line ^ t ^ pid ^ a ^ b
            if _write(state.fd, record, 0) != state.size:
                state.lost += 1
        else:
            _append(_record(key, (kind, line, t, pid, a, b)))
        if kind:
            if state.epoch >= _LAST:
                log.next_epoch()
            else:
                state.epoch += 1
            if state.restart is not None:
                state.restart()
    except BaseException as error:
        if t:
            _append(_record(key, (kind, line, t, state.me, a, b)))
        if not (isinstance(error, Exception) and frames.own(error)):
            frames.strip(error)
            raise
        if not t:
            log.trouble("line", error)
            return state.off
    return None


def _record(key, numbers):
    site, check = _of(key)[1], 0
    for number in numbers:
        check ^= number
    numbers = [n.to_bytes(8, sys.byteorder, signed=True) for n in (*numbers, check)]
    return site[:8] + b"".join(numbers) + site[8 + len(_NUMBERS) :]


if log.native is not None:
    tell = log.native.tell
