"""How long each kind of event stays on the screen, in seconds at human pace."""

from procviz import events as ev
from procviz.events import Event

SEEN = 0.4  # an event that the person must see
BRIEF = 0.15  # one that only goes with another
LINE = 0.06  # a step of the program from line to line

_HOLD: dict[type[Event], float] = {
    ev.RunBegan: SEEN,
    ev.RunEnded: SEEN,
    ev.Spawned: SEEN,
    ev.ForkReturned: BRIEF,
    ev.ExecBegan: BRIEF,
    ev.Execed: SEEN,
    ev.ExecFailed: SEEN,
    ev.Exiting: BRIEF,
    ev.Exited: SEEN,
    ev.Zombie: SEEN,
    ev.Reaped: SEEN,
    ev.Reparented: SEEN,
    ev.SessionChanged: SEEN,
    ev.GroupChanged: BRIEF,
    ev.WaitBegan: SEEN,
    ev.WaitEnded: SEEN,
    ev.SignalSent: SEEN,
    ev.SignalDelivered: SEEN,
    ev.HandlerBegan: SEEN,
    ev.HandlerEnded: SEEN,
    ev.DispositionSet: SEEN,
    ev.TimerArmed: SEEN,
    ev.Stopped: SEEN,
    ev.Continued: SEEN,
    ev.ThreadStarted: BRIEF,
    ev.ThreadEnded: BRIEF,
    ev.TaskBegan: SEEN,
    ev.TaskEnded: SEEN,
    ev.TaskSubmitted: BRIEF,
    ev.TaskCreated: SEEN,
    ev.TaskResumed: BRIEF,
    ev.TaskSuspended: BRIEF,
    ev.TaskFinished: SEEN,
    ev.MaskChanged: SEEN,
    ev.PipeOpened: SEEN,
    ev.FdDuped: BRIEF,
    ev.FdClosed: BRIEF,
    ev.SendBegan: BRIEF,
    ev.Sent: BRIEF,
    ev.ReceiveBegan: BRIEF,
    ev.Received: SEEN,
    ev.EofRead: SEEN,
    ev.AcquireBegan: BRIEF,
    ev.Acquired: SEEN,
    ev.AcquireFailed: SEEN,
    ev.Released: BRIEF,
    ev.WaitingOn: SEEN,
    ev.Woken: BRIEF,
    ev.Notified: SEEN,
    ev.PutBegan: SEEN,
    ev.Put: BRIEF,
    ev.GetBegan: BRIEF,
    ev.Got: SEEN,
    ev.ProxyCalled: SEEN,
    ev.ProxyReturned: BRIEF,
    ev.Connected: SEEN,
    ev.LineReached: LINE,
    ev.Lost: BRIEF,
}


def hold(event: Event | type[Event]) -> float:
    """Return how long an event is shown; 0 = it takes no time of its own (samples, output)."""
    return _HOLD.get(event if isinstance(event, type) else type(event), 0.0)
