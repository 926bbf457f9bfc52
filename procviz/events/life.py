"""Births, deaths, other programs, who belongs to whom, and waiting for children."""

from dataclasses import dataclass

from procviz.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class RunBegan(Event):
    """Procviz started the program; ``pid`` is the first process."""

    argv: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class RunEnded(Event):
    """The first process ended (wait(2) status); others may live on until the run is closed."""

    code: int | None = None
    signal: str | None = None
    core: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Spawned(Event):
    """``pid`` made ``child``: fork(2), vfork(2), posix_spawn(3) or clone(2)."""

    child: int
    child_start: int = 0
    how: str = "fork"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ForkReturned(Event):
    """os.fork returned ``value`` in this process: the child's PID in the parent, 0 in the child."""

    value: int
    call: str = "os.fork"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ExecBegan(Event):
    """The process is about to call execve(2); either ``execed`` or ``exec_failed`` follows."""

    argv: tuple[str, ...]
    call: str = "os.execv"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Execed(Event):
    """The process now runs another program under the same PID: execve(2)."""

    argv: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ExecFailed(Event):
    """An exec call came back: the old program goes on."""

    argv: tuple[str, ...]
    error: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Exiting(Event):
    """The process is about to leave by itself; ``how`` is the call, ``code`` what it asks for."""

    how: str
    code: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Exited(Event):
    """The process ended: exit code, or the signal that killed it.  A zombie until it is reaped."""

    code: int | None = None
    signal: str | None = None
    core: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Zombie(Event):
    """Dead for at least 100 ms and still not reaped: seen in state Z (proc_pid_stat(5))."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Reaped(Event):
    """``pid`` took the status of ``child``: wait(2).  The child's PID is free again.

    ``pid`` 0: nobody took it, as its parent ignores SIGCHLD (wait(2), NOTES), or it could not be
    seen who did.
    ``zombie_for`` is the time between its exit and this, in ns; -1 where the exit was not seen.
    """

    child: int
    child_start: int = 0
    code: int | None = None
    signal: str | None = None
    zombie_for: int = -1


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Reparented(Event):
    """The parent of ``pid`` died; the kernel gave it to the nearest subreaper, or to PID 1."""

    old: int
    new: int
    new_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class SessionChanged(Event):
    """setsid(2)."""

    session: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class GroupChanged(Event):
    """setpgid(2)."""

    group: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Named(Event):
    """The program gave this process a name of its own, such as multiprocessing's ``Process-1``.

    ``role``: what a library made it for, ``"worker"``, ``"manager"``, ``"fork server"`` or
    ``"resource tracker"``; "" where the program wanted it itself.
    """

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class WaitBegan(Event):
    """A call that waits for a child began.

    ``target`` as in waitpid(2): a PID, -1 = any child, 0 or less than -1 = a group.
    ``timeout`` in seconds where the call has one.
    """

    call: str
    target: int = -1
    options: tuple[str, ...] = ()
    timeout: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class WaitEnded(Event):
    """It came back: with ``child`` (0: none was ready, WNOHANG or timeout), or with ``error``.

    A child that lives on has no status: ``stopped`` is the signal that stopped it (WUNTRACED),
    ``continued``: it goes on after a stop (WCONTINUED).
    """

    call: str
    child: int = 0
    code: int | None = None
    signal: str | None = None
    stopped: str = ""
    continued: bool = False
    error: str = ""
