"""The first process between strace's coming and the program's exec.

Run as ``strace -DDD … -- python -I -S tracee.py LINK TRACE -- ARGV…`` by ``warden.py``; it imports
nothing of procviz.  strace makes its tracer as a grandchild of the process that it is called in,
which waits until it is traced and then execs: this program, and at last the observed one.  So all
of strace's own forks and execs are over before the run begins, nothing of them is in the log, and
the first process is still the helper's child.

LINK is a socket.  It says ``r`` when it is here, and gets these descriptors: one to read the
permission to go on from, one to write the errno to if the exec fails, then the program's stdout,
stderr and stdin.  They come this way because the tracer keeps whatever is inherited.
"""

import os
import signal
import socket
import sys

_PYTHONS = ("SIGPIPE", "SIGXFSZ")  # ignored by every Python; the program gets the default


def main() -> None:
    """Wait, and become the program."""
    link_fd, trace = map(int, sys.argv[1:3])
    argv = sys.argv[4:]
    os.close(trace)
    link = socket.socket(fileno=link_fd)
    link.set_inheritable(False)
    try:
        link.sendall(b"r")
        _, fds, _, _ = socket.recv_fds(link, 1, 5)
        for fd in fds:
            os.set_inheritable(fd, False)
        gate, failure, out, err, source = fds
        if not os.read(gate, 1):
            os._exit(127)
        for fd, standard in ((source, 0), (out, 1), (err, 2)):
            os.dup2(fd, standard)
        for name in _PYTHONS:
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        try:
            os.execvpe(argv[0], argv, os.environ)
        except OSError as error:
            os.write(failure, str(error.errno).encode())
    finally:
        os._exit(127)


if __name__ == "__main__":
    main()
