"""The log: one file that all processes append to.

The offset in the file is the causal order: causes are written before the call, effects after it.
There is no lock, no thread and no buffer here: a signal handler, a fork or a SIGKILL may come
between any two instructions.

A record is ``MAGIC, length (4), checksum (8), marshal((kind, n, t, pid, tid, place, args))``.  The
checksum is the one of hash-based .pyc files (PEP 552): built in, while zlib costs a dlopen.

A lean record (see ``_procviz_tell``) is ``LEAN, length (6)``, then seven numbers of 8 bytes: kind,
line, t, pid, two that depend on the kind, and all six exclusive-or'ed; then ``checksum (8),
marshal((file, function))``, the same for all of a function, and zeros up to a multiple of 8.
"""

import _imp
import _thread
import marshal
import posix
import time

import _procviz_start as start
from _procviz_frames import own, place_of

EBADF, ESPIPE = 9, 29  # on Linux and on macOS
MAGIC = b"\xa5Z"
KEY = 0x70726F63767A  # of the checksum; the reader has the same
LAST = 250  # epoch
# file offset of our own descriptor: how we know it is still ours; of 30 bits, as Python has those
# compared in place
MARK = 0x30_7072_76

_write, _lseek, _getpid = posix.pwrite, posix.lseek, posix.getpid
_open, _close, _dup2, _fstat = posix.open, posix.close, posix.dup2, posix.fstat
_dumps, _checksum = marshal.dumps, _imp.source_hash
now, _native, ident = time.monotonic_ns, _thread.get_native_id, _thread.get_ident

path = b""  # the log


class _State:
    """What each record needs, in one object: after a fork it is one page of memory, and not five.

    ``me`` our PID; ``fd`` of the log; ``lost`` records that could not be written; ``lean``, may
    ``_procviz_tell.tell`` be called?  Not when another function stands for emit(); ``epoch`` 1 to
    250, counts the records that are not of lines; ``forking``, ``line``, ``nonce``: what the child
    of a lean os.fork in the main thread needs, ``forking`` is the code that calls it, None when
    none is under way; ``plain_waits``, is there no wait of a higher level, and none that was
    folded?  ``key``, ``lines``, ``record``, ``size``: see ``_procviz_tell``.

    Of the line trackers: ``again`` is called for a line that was told in this epoch, ``off`` asks
    to see no more of them, and ``restart`` is to be called at the next other record, where not all
    lines are seen; ``tracer`` is the function that Python 3.11 calls for each, where that may be
    turned off for a while, ``hushed``, is it? and ``hearing`` has what turns it on and off;
    ``watched``, are lines told? and ``returned``, the PID in which the main module came to its end.
    """

    __slots__ = (
        *("me", "fd", "key", "lines", "record", "size", "epoch", "lost", "lean"),
        *("forking", "line", "nonce", "plain_waits", "again", "off", "restart"),
        *("tracer", "hearing", "hushed", "returned", "watched"),
    )


def _state():
    states = [_State() for _ in range(3)]  # one may lie across the end of a page
    state = next((one for one in states if id(one) >> 12 == id(one) + 192 >> 12), states[0])
    state.me, state.fd, state.lost, state.lean, state.epoch = 0, -1, 0, True, 1
    state.forking = state.line = state.nonce = state.again = state.off = state.restart = None
    state.key = state.lines = state.record = state.size = None
    state.plain_waits, state.tracer, state.hearing, state.hushed = True, None, (), False
    state.returned, state.watched = 0, False
    return state


native = start.native
state = _state() if native is None else native.state
# of records; the next program of this process must not count the same (itertools.count does it
# too, but to import that takes 0.2 ms)
serial = iter(range(now(), 1 << 62))
_main_thread = ident() if native is None else state.main
pending = {}  # thread ident -> the spawn it is about to make: (nonce, how, call, place)
# id of a code whose lines are told -> its lines, and the epoch in which each was told last;
# at -1 what lean records of it begin with
told = {}
line_file = ""  # the line tracker's own


def emit(kind, place, args=(), n=0):
    """Append a record; returns its number, unique within the process.

    The program's own signal handlers may run in here, and raise: then the record is written once
    more (the reader drops what it has seen) and the exception goes on.
    """
    n = n or next(serial)
    try:
        _put(kind, place, args, n)
    except Exception as error:
        if not own(error):
            _put(kind, place, args, n)
            raise
        trouble(kind, error)
    except BaseException:
        _put(kind, place, args, n)
        raise
    return n


def _put(kind, place, args, n):
    tid = _native()
    if tid == state.me:  # the main thread of the process that it was
        me, tid = tid, 0
    else:
        me = _getpid()
        if me != state.me:
            _enter_child(me)
        if tid == me:
            tid = 0
    if state.lost:
        tell_lost(me)
    data = _dumps((kind, n, now(), me, tid, place, args), 2)
    data = MAGIC + len(data).to_bytes(4, "little") + _checksum(KEY, data) + data
    try:
        if _lseek(state.fd, 0, 1) == MARK:
            state.lost += _write(state.fd, data, 0) != len(data)  # short: the limit on file size
        else:
            _append(data)
    except OSError as error:
        if not own(error):  # TimeoutError from a handler is an OSError too
            raise
        _append(data)
    if kind != "line":
        next_epoch()
        if state.restart is not None:
            state.restart()


def next_epoch():
    """Have each line told again when it runs next."""
    if (
        native is None and state.epoch >= LAST
    ):  # so that it is one of the integers that Python has made already
        state.epoch = 0
        for lines in list(told.values()):  # a thread may add one
            for line in list(lines):
                if line >= 0:
                    lines[line] = 0
    state.epoch += 1


def tell_lost(me):
    missed, state.lost = state.lost, 0
    _append(_record("lost", next(serial), me, None, (missed,)))
    state.lost = missed if state.lost else 0


def _record(kind, n, me, place, args):
    tid = _native()
    data = _dumps((kind, n, now(), me, 0 if tid == me else tid, place, args), 2)
    return b"".join((MAGIC, len(data).to_bytes(4, "little"), _checksum(KEY, data), data))


def _append(data):
    """Write one record.

    pwrite(2) on an O_APPEND file appends and leaves the descriptor's offset alone, so the offset
    tells for 0.2 µs whether the number still belongs to us: programs close descriptors they never
    opened (daemons do), and then get the number for a file of their own.
    """
    try:
        if _lseek(state.fd, 0, 1) == MARK:
            state.lost += _write(state.fd, data, 0) != len(data)
            return
    except OSError as error:
        if not own(error):
            raise
        if error.errno not in (EBADF, ESPIPE):  # but ENOSPC, EFBIG (RLIMIT_FSIZE)
            state.lost += 1
            return
    try:
        open_log()
        state.lost += _write(state.fd, data, 0) != len(data)
    except OSError as error:
        if not own(error):
            raise
        state.lost += 1


def open_log():
    """Open the log on a high descriptor, out of the way of programs that count them."""
    new = _open(path, posix.O_WRONLY | posix.O_APPEND | posix.O_CLOEXEC)
    limit = posix.sysconf("SC_OPEN_MAX")
    top = min(limit, 1024) if limit > 0 else 1024
    for number in range(top - 1, max(top - 64, new), -1):
        try:
            _fstat(number)
        except OSError:
            _dup2(new, number, False)
            _close(new)
            new = number
            break
    _lseek(new, MARK, 0)
    state.fd = new


def _enter_child(me, returned=False):
    """First record of a forked child: who made it, where, and that os.fork has ``returned`` 0."""
    state.lost = 0
    parent, state.me = state.me, me
    made = pending.get(ident())
    if made is None and state.forking is not None and ident() == _main_thread:
        made = state.nonce, "fork", "os.fork", place_of(state.forking, state.line)
    nonce, how, call, place = made or (now(), "fork", "", None)
    n = -nonce if returned else next(serial)  # as the record of the return: written twice, once
    _append(_record("forked", n, me, place, (parent, nonce, how, call, returned)))


def returned(place, child, nonce, call):
    """Append what os.fork returned; in the child that is the first record of all, mostly."""
    me = _getpid()
    if child or me == state.me:
        emit("fork", place, (child, nonce, call), n=-nonce)
        return
    _enter_child(me, True)
    next_epoch()
    if state.restart is not None:
        state.restart()


def trouble(what, error):
    """Say in the log that the probe itself failed; never to the program."""
    try:
        _append(_record("probe-error", next(serial), _getpid(), None, (what, repr(error)[:300])))
    except Exception as second:
        if not own(second):
            raise
