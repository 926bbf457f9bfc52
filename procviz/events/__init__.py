"""The vocabulary: what can happen to processes, as frozen values and nothing else.

Everything that procviz shows is a fold over a list of these.  The same values go over the wire as
JSON (``procviz run --json``, and the lines of a recording), one object a line, UTF-8:

* ``kind`` is the class name in snake_case (``SignalSent`` -> ``"signal_sent"``);
* the other keys are the field names below; fields that hold their default are left out;
* the first line is the header (see :mod:`procviz.recording`), ``{"kind": "header", "format": 1}``.

Envelope (on every event)
    ``seq``     int, order in the log, from 1, without gaps;
    ``t``       int, nanoseconds of CLOCK_MONOTONIC since the run began;
    ``pid``     int, the process that it happened to, or that did it;
    ``start``   int, that process's start time in clock ticks since boot (proc_pid_stat(5) field
                22), 0 where nobody could read it in time; PIDs are reused, (pid, start) are not;
    ``tid``     int, kernel thread id, where it is not the main thread's;
    ``source``  list of str, who saw it: ``probe``, ``kernel``, ``strace``, ``polling``, ``launch``,
                ``gate``;
    ``exact``   bool, default true; false = known from samples only, then
    ``within``  [int, int], nanoseconds like ``t``: it happened somewhere between these two;
    ``where``   {"file", "line", "function"}, the line of the user's program that did it.

Signals are names (``"SIGTERM"``), statuses are decoded: either ``code`` (0-255) or ``signal``
(wait(2)); an unknown one has neither.

The process that procviz starts itself is not *spawned* by the program: its beginning and its end
are ``run_began`` and ``run_ended``, so that counts of ``spawned``, ``exited`` and ``reaped`` are
counts of what the program did.
"""

from procviz.events.base import (
    Event,
    Where,
)
from procviz.events.channels import (
    EofRead,
    FdClosed,
    FdDuped,
    PipeOpened,
    ReceiveBegan,
    Received,
    SendBegan,
    Sent,
)
from procviz.events.inside import (
    LineReached,
    TaskBegan,
    TaskCreated,
    TaskEnded,
    TaskFinished,
    TaskResumed,
    TaskSubmitted,
    TaskSuspended,
    ThreadEnded,
    ThreadStarted,
)
from procviz.events.life import (
    ExecBegan,
    Execed,
    ExecFailed,
    Exited,
    Exiting,
    ForkReturned,
    GroupChanged,
    Named,
    Reaped,
    Reparented,
    RunBegan,
    RunEnded,
    SessionChanged,
    Spawned,
    WaitBegan,
    WaitEnded,
    Zombie,
)
from procviz.events.outside import (
    Granted,
    Lost,
    Marked,
    Sampled,
    SourceText,
    Wrote,
)
from procviz.events.signals import (
    Continued,
    DispositionSet,
    HandlerBegan,
    HandlerEnded,
    MaskChanged,
    SignalDelivered,
    SignalSent,
    Stopped,
    TimerArmed,
)
from procviz.events.sync import (
    AcquireBegan,
    Acquired,
    AcquireFailed,
    Connected,
    GetBegan,
    Got,
    Notified,
    ProxyCalled,
    ProxyReturned,
    Put,
    PutBegan,
    Released,
    WaitingOn,
    Woken,
)

__all__ = [
    "AcquireBegan",
    "AcquireFailed",
    "Acquired",
    "Connected",
    "Continued",
    "DispositionSet",
    "EofRead",
    "Event",
    "ExecBegan",
    "ExecFailed",
    "Execed",
    "Exited",
    "Exiting",
    "FdClosed",
    "FdDuped",
    "ForkReturned",
    "GetBegan",
    "Got",
    "Granted",
    "GroupChanged",
    "HandlerBegan",
    "HandlerEnded",
    "LineReached",
    "Lost",
    "Marked",
    "MaskChanged",
    "Named",
    "Notified",
    "PipeOpened",
    "ProxyCalled",
    "ProxyReturned",
    "Put",
    "PutBegan",
    "Reaped",
    "ReceiveBegan",
    "Received",
    "Released",
    "Reparented",
    "RunBegan",
    "RunEnded",
    "Sampled",
    "SendBegan",
    "Sent",
    "SessionChanged",
    "SignalDelivered",
    "SignalSent",
    "SourceText",
    "Spawned",
    "Stopped",
    "TaskBegan",
    "TaskCreated",
    "TaskEnded",
    "TaskFinished",
    "TaskResumed",
    "TaskSubmitted",
    "TaskSuspended",
    "ThreadEnded",
    "ThreadStarted",
    "TimerArmed",
    "WaitBegan",
    "WaitEnded",
    "WaitingOn",
    "Where",
    "Woken",
    "Wrote",
    "Zombie",
]
