"""The gate: this process stops before each thing it does, until the scheduler lets it go on.

Loaded only where ``PROCVIZ_GATE`` is set: the name of the abstract unix(7) address at which the
scheduler, ``procviz.gate``, listens (``PROCVIZ_GATE_LINES=1``: each line of the program is a stop
too).  Each thread has a SEQPACKET connection of its own, and one more for each depth at which
signal handlers run inside of a stop, so that no answer is taken for another's.  A stop sends
``marshal((number, depth, thread, pid, kind, place, args))`` and reads until that number, 8 bytes,
little-endian, comes back.  Where nobody listens any more the program runs free.

What a record tells before the call is stopped before it is written: the log has things in the
order in which they were allowed.  What ends a call that may have blocked stops after its record is
written, so that a process that was woken up does nothing before it is its turn.
"""

import posix

import _procviz_frames as frames
import _procviz_log as log
from _procviz_wrap import swallowed

# kinds of records; those of the first are causes
_CAUSES = """
exec, spawning, wait, kill, exit, timer, send, receive, poll, fd closed, mask, signal wait, handler,
waits, notified, putting, getting, proxy, submitted, task resumed
"""
_ENDS = """
spawned, waited, sent, received, eof, polled, signal woken, acquired, not acquired, woken, put, got,
proxied, connected
"""
_BEFORE, _AFTER = ({kind.strip() for kind in kinds.split(",")} for kinds in (_CAUSES, _ENDS))
_MOST = 32_000  # bytes of a message; longer arguments are left out
_PATIENCE = 2_000  # lines of a thread between two other stops; those after them are not stopped at

address = None  # where the scheduler listens; None = run free
lines = False
_links = {}  # (thread ident, depth) -> (descriptor, inode)
_depths = {}  # thread ident -> stops that it is in, each inside a handler of the one before
_passed = {}  # thread ident -> lines since its last other stop
_numbers = iter(range(1, 1 << 62))
_me = 0  # PID that all this belongs to
_emit, _returned = log.emit, log.returned


def _original(name):
    function = getattr(posix, name)
    return getattr(function, "_original", function)


_read, _write = _original("read"), _original("write")


def stop(kind, place, args=()):
    """Wait for the turn to do this.

    The program's signal handlers may run in here, and raise: that goes on.  Our own failures do
    not: then there is no stop.
    """
    try:
        _stop(kind, place, args)
    except BaseException as error:
        if not swallowed(error):
            raise


def _stop(kind, place, args):
    global address
    if log._getpid() != _me:
        _enter_child()
    if address is None:
        return
    me = log.ident()
    depth = _depths.get(me, -1) + 1
    _depths[me] = depth
    try:
        fd = _link(me, depth)
        number = next(_numbers)
        head = number, depth, log._native(), _me, kind, place
        message = log._dumps((*head, args), 2)
        if len(message) > _MOST:
            message = log._dumps((*head, ()), 2)
        _write(fd, message)  # of this type no SIGPIPE comes
        answer = 0
        while answer != number:  # older ones: a handler raised meanwhile
            data = _read(fd, 8)
            if not data:
                address = None
                return
            answer = int.from_bytes(data, "little")
    except OSError as error:
        if not frames.own(error):
            raise
        address = None
    finally:
        _depths[me] = depth - 1


def _link(me, depth):
    """Return the connection; a new one where the program has closed what it did not open."""
    found = _links.get((me, depth))
    if found is not None and _still(*found):
        return found[0]
    fd = _connect()
    _links[me, depth] = fd, log._fstat(fd).st_ino
    return fd


def _still(fd, inode):
    try:
        return log._fstat(fd).st_ino == inode
    except OSError as error:
        if not frames.own(error):
            raise
        return False


def _connect():
    import sys

    there = "_socket" in sys.modules
    import _socket

    if not there:
        sys.modules.pop("_socket", None)
    link = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
    try:
        link.settimeout(None)  # whatever socket.setdefaulttimeout said
        link.connect(b"\0" + address)
    finally:
        fd = link.detach()
    limit = posix.sysconf("SC_OPEN_MAX")
    top = min(limit, 1024) if limit > 0 else 1024
    for number in range(top - 1, max(top - 256, fd), -1):
        try:
            log._fstat(number)
        except OSError:
            log._dup2(fd, number, False)
            log._close(fd)
            return number
    return fd


def _enter_child():
    """After a fork: the connections are the parent's."""
    global _me
    _me = log._getpid()
    links = list(_links.values())
    for table in (_links, _depths, _passed):
        table.clear()
    for fd, inode in links:
        if _still(fd, inode):
            log._close(fd)


def emit(kind, place, args=(), n=0):
    """Stands for ``log.emit``."""
    if address is None:
        return _emit(kind, place, args, n)
    if kind == "line":
        return _line(kind, place, args, n)
    if _passed:
        _passed.pop(log.ident(), None)
    if kind in _BEFORE:
        try:
            stop(kind, place, args)
        except BaseException:
            _emit(kind, place, args, n)  # as log.emit does: what ends the call will be told too
            raise
        return _emit(kind, place, args, n)
    n = _emit(kind, place, args, n)
    if kind in _AFTER:
        stop(kind, place, args)
    return n


def _line(kind, place, args, n):
    if not lines:
        return _emit(kind, place, args, n)
    me = log.ident()
    passed = _passed[me] = _passed.get(me, 0) + 1
    try:
        if passed <= _PATIENCE:
            stop(kind, place, args)
    finally:
        n = _emit(kind, place, args, n)
    if passed <= _PATIENCE:
        log.next_epoch()  # each line is a stop, each time
    return n


def returned(place, child, nonce, call):
    """Stands for ``log.returned``: both sides of a fork stop when they come back from it.

    The parent tells at once, so that the birth is known; the child when it may go on.
    """
    if child:
        _returned(place, child, nonce, call)
    try:
        stop("forked", place, (child, call))
    finally:
        if not child:
            _returned(place, child, nonce, call)


def begin(private, argv):
    """Let it all be so from here on, and stop for the first time."""
    global address, lines, _me
    import _procviz_gate_calls as calls

    _me = log._getpid()
    address = private[b"PROCVIZ_GATE"]
    lines = b"PROCVIZ_GATE_LINES" in private
    log.emit, log.returned, log.state.lean = emit, returned, False
    calls.patch()
    stop("image", None, (argv,))
