"""A small made-up log in which something of every kind happens, for the exports' goldens."""

from procviz import events as ev
from procviz.events import Where
from procviz.feed import Header
from tests.draw_worlds import FILE, HELPER, Log

HEADER = Header(
    command=("python", FILE, "a b"),
    scenario="made-up",
    variant="slow",
    start="2026-01-02T03:04:05.678+00:00",
    helper=HELPER,
    sources=("probe", "kernel"),
    files={FILE: "import os\n"},
    host={"system": "Linux", "release": "6.1", "machine": "x86_64", "python": "3.11.7"},
)
PROBE = ("probe",)
PIPE = {"object": "pipe:[7]"}
QUEUE = {"object": "/mp-1", "type": "Queue"}


def story() -> Log:
    """Return it: a pipe, a queue, signals, a handler, an exec, a zombie, an orphan, a PID again."""
    log = Log()
    log.begin()
    log.add(ev.PipeOpened(pid=4200, read=3, write=4, source=PROBE, **PIPE))
    log.fork(4200, 4201)
    log.add(ev.Named(pid=4201, name='Worker; #1 "end" <b>&amp;', role=""))
    log.add(ev.ReceiveBegan(pid=4200, fd=3, source=PROBE, where=Where(FILE, 8, "main"), **PIPE))
    log.add(ev.SendBegan(pid=4201, fd=4, size=9, text="hi: `x|y`", source=PROBE, **PIPE))
    log.add(ev.Received(pid=4200, fd=3, size=9, text="hi: `x|y`", source=PROBE, **PIPE), 1)
    log.add(ev.Sent(pid=4201, fd=4, size=9, source=PROBE, **PIPE), 1)
    log.add(ev.GetBegan(pid=4201, source=PROBE, **QUEUE))
    log.add(ev.PutBegan(pid=4200, item="'task'", source=PROBE, **QUEUE))
    log.add(ev.Put(pid=4200, source=PROBE, **QUEUE), 1)
    log.add(ev.Got(pid=4201, item="'task'", source=PROBE, **QUEUE))
    log.add(ev.ThreadStarted(pid=4201, tid=4301, name="feeder", source=PROBE))
    log.add(ev.AcquireBegan(pid=4201, tid=4301, object="L", type="Lock", source=PROBE))
    log.add(ev.Acquired(pid=4201, tid=4301, object="L", type="Lock", source=PROBE))
    log.add(ev.ThreadEnded(pid=4201, tid=4301, name="feeder", source=PROBE))
    log.add(ev.TaskCreated(pid=4200, task=1, name="Task-1", source=PROBE))
    log.add(ev.TaskResumed(pid=4200, task=1, source=PROBE))
    log.add(ev.TaskSuspended(pid=4200, task=1, awaits="sleep", source=PROBE))
    log.wait(4200, 4201)
    log.add(ev.SignalSent(pid=4201, to=4200, signal="SIGUSR1", source=PROBE))
    log.add(ev.HandlerBegan(pid=4200, signal="SIGUSR1", handler="on_usr1", source=PROBE))
    log.add(ev.HandlerEnded(pid=4200, signal="SIGUSR1", source=PROBE))
    log.fork(4201, 4202)
    log.add(ev.Execed(pid=4202, argv=("/bin/sleep", "9")))
    log.add(ev.Stopped(pid=4202, signal="SIGSTOP", exact=False, within=(1, 2), source=("polling",)))
    log.add(ev.SignalSent(pid=0, to=4202, signal="SIGCONT", call="pidfd_send_signal"))
    log.add(ev.Continued(pid=4202))
    log.add(ev.Wrote(pid=4201, fd=1, text="```\n| *no* table |\nend\n"))
    log.add(ev.SignalSent(pid=4200, to=4201, signal="SIGKILL", source=PROBE))
    log.exit(4201, None, "SIGKILL")
    log.add(ev.Reparented(pid=4202, old=4201, new=HELPER, new_name="subreaper"))
    log.add(ev.Zombie(pid=4201), 120)
    log.add(ev.WaitEnded(pid=4200, call="os.waitpid", child=4201, signal="SIGKILL"))
    log.add(ev.Reaped(pid=4200, child=4201, signal="SIGKILL", zombie_for=160_000_000))
    log.exit(4202, 0)
    log.add(ev.Reaped(pid=HELPER, child=4202, code=0))
    log.fork(4200, 4201)  # this PID again
    log.add(ev.Lost(pid=4201, count=-1, why="no time"))
    log.exit(4201, 3)
    log.add(ev.RunEnded(pid=4200, code=0))
    return log
