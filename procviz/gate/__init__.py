"""The gate: the person, or a policy, is the scheduler of real Python processes.

Under the gate each thread of each observed Python stops before everything it is about to do (see
``procviz/probe/_procviz_gate.py``), and comes to a stop again when a call that may have blocked
returns, when a fork returns (both sides), and where a process or a thread begins.  With ``lines``
each line of the program is a stop too.  One thread goes on at a time: the next is let go only when
everything is *settled*, that is when every other thread is at the gate, dead, or asleep in the
kernel.  So what a program does depends on the choices alone, as long as it does not ask the clock:
real time goes on, sleeps end, alarms and timeouts fire, also while their process is held.

What a screen, or a search through schedules, needs::

    program = replace(program, gate=Plan(policy="manual", lines=False))   # procviz.gate.plan
    run = Run(program); run.start(wake); gate = run.gate                  # procviz.session

    gate.ready()        list of Ready: who may go on now; empty while something still runs
    gate.grant(ready)   let this one go on (policy "manual"); False if it is no longer there
    gate.policy         any object with choose(list[Ready]) -> Ready | None; None = wait for
                        grant(); policies.named("child-first") makes one; may be set at any time
    gate.free()         stop holding anybody;   gate.hold()   hold again, from the next stop on
    gate.held           is it on?
    gate.asleep         nobody is ready and nobody runs: all wait
    gate.listen(f)      f() is called, from the gate's thread, when ready() has changed
    gate.steps          how many were let go;  gate.strayed: how often a schedule could not be kept
    procviz.narrate.pending.sentence(ready, lang)   "4202 is about to call os.kill(4201, SIGUSR1)"

``ready()`` has news only after a settled moment, so it never flickers.  All methods may be called
from any thread, none blocks.  A `Ready` has ``who`` (see below), ``key`` (ProcKey), ``tid``,
``depth`` (in how many signal handlers), ``point`` (kind of stop), ``call``, ``where``, ``returned``
(a call that comes back, and not one that begins) and ``number``; ``who`` is unique in the list.

Each choice is in the log as an event ``granted``, written before its effects, so that a recording
*is* a schedule, also one that was cut by a crash: `schedule.read` gives it back, `policies.Replay`
repeats it.  ``who`` names threads by birth order and not by PID: ``"0"`` is the first process,
``"2"`` the main thread of the process that was the third to be born, ``"2.1"`` its next thread.
What passes without a choice is not in it: a call that comes back at once goes on at once.

A thread that computes for long without a stop (PATIENCE) no longer keeps the others waiting, so two
of them then run side by side.  Programs that are no Pythons run free.  When the gate is closed, or
procviz dies, all that is held runs on, free.  Linux only: it takes abstract unix(7) addresses,
pidfd_open(2) and /proc.
"""
