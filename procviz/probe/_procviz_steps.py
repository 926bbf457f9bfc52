"""Steps of asyncio's tasks: from the moment that the loop resumes one until it is suspended.

A task that is suspended at the same place again and again (``await asyncio.sleep(0)`` in a loop)
is told for the first 100 times, then at most once in 10 ms; how many steps were not told is.
A step that does anything new (a line not seen there, any other record) is told always.
"""

from itertools import count

import _procviz_frames as frames
import _procviz_handlers as handlers
import _procviz_log as log
from _procviz_imports import load
from _procviz_wrap import swallowed

look = load("_procviz_tasks")

_PATIENCE = 100  # steps from and to the same place, in succession, that are all told
_TIGHT = 10_000_000  # ns between two that are told after that
_Method, _Builtin = type((lambda _: None).__get__(0)), type(len)
_STEPS = {"task_wakeup", "__step", "__wakeup"}  # bound methods that run a step
_Step = None  # type of the object of a task in C that does the same

_emit = log.emit
_numbers = count(1)
tasks = {}  # id of the task -> Task, as long as it is not done
_running = {}  # id of the handle -> (Task, task): the steps that run now
_folding = {}  # thread ident -> Task: runs a step that nobody was told of, so far
_folded = 0  # how many steps were not told
_teller = 0  # PID of the process that these are steps of
_arrived = {}  # id of the handle -> signals for which the loop is to run it
_handling = {}  # id of the handle -> (signal, name of the exception): handlers that run now


class Task:
    """What we know of a task."""

    __slots__ = ("awaits", "chain", "lines", "number", "place", "reference", "repeated", "told")

    def __init__(self, code):
        file = frames.classify(code.co_filename)
        self.place = (file, code.co_firstlineno, frames.short(code.co_qualname)) if file else None
        self.number = next(_numbers)
        self.reference = None
        self.awaits = ""
        self.chain = None  # of coroutines, as it was suspended last
        self.repeated = 0  # times in succession that it was suspended where it was before
        self.told = 0  # when
        self.lines = set()  # that it passes meanwhile


def began(handle):
    """The event loop is about to run this callback."""
    global _Step
    callback = handle._callback
    kind = type(callback)
    if kind is not _Step:
        if _arrived and id(handle) in _arrived:
            _handler_began(handle)
            return
        if kind is _Method or kind is _Builtin:
            if callback.__name__ not in _STEPS:
                return
        elif kind.__name__ == "TaskStepMethWrapper":
            _Step = kind
        else:
            return
    try:
        task = callback.__self__
        state = tasks.get(id(task))
        if state is None or state.reference() is not task:
            return
        _running[id(handle)] = state, task
        if state.repeated >= _PATIENCE and log.now() - state.told < _TIGHT:
            _folding[log.ident()] = state
        else:
            resume(state)
    except BaseException as error:
        if not swallowed(error):
            raise


def ended(handle):
    """It did."""
    global _folded
    step = _running.pop(id(handle), None)
    if step is None:
        if _handling and id(handle) in _handling:
            _handler_ended(handle)
        return
    try:
        state, task = step
        if (
            _folding
            and task._state == "PENDING"
            and look.chain(task) == state.chain
            and _folding.pop(log.ident(), None) is state
        ):
            _folded += 1
            return
        step_over(state, task)
    except BaseException as error:
        if not swallowed(error):
            raise


def resume(state):
    """Tell that a task runs now."""
    global _folded, _teller
    missed, _folded = _folded, 0
    before, _teller = _teller, log._getpid()
    if missed and _teller == before:  # else they are the parent's, from before a fork
        _emit("steps folded", None, (missed,))
    _emit("task resumed", state.place, (state.number,))


def step_over(state, task):
    """Tell where the task stands now, or that it is done."""
    if _folding.pop(log.ident(), None) is state:
        resume(state)
    if task._state != "PENDING":
        tasks.pop(id(task), None)
        place, error = look.outcome(task)
        _emit("task finished", place, (state.number, error))
        return
    chain = look.chain(task)
    if chain == state.chain:
        state.repeated += 1
    else:
        state.repeated = 0
        state.chain = chain
        state.lines.clear()
        state.place, state.awaits = look.standing(task)
    state.told = log.now()
    _emit("task suspended", state.place, (state.number, state.awaits))


def emit(kind, place, args=(), n=0):
    """Stands for ``log.emit``: tells that the task was resumed before anything that it does."""
    if _folding:
        me = log.ident()
        state = _folding.get(me)
        if state is not None:
            if kind == "line":
                if place in state.lines:
                    return n
                state.lines.add(place)
            del _folding[me]
            resume(state)
    return _emit(kind, place, args, n)


# -- handlers of signals, which the loop runs as callbacks (loop.add_signal_handler) --------------


def arrived(loop, signal):
    """A signal came, and the loop is about to schedule the handler."""
    handle = loop._signal_handlers.get(signal)
    if handle is not None and not handle._cancelled:
        _arrived.setdefault(id(handle), []).append(int(signal))


def _handler_began(handle):
    signals = _arrived[id(handle)]
    signal = signals.pop(0)
    if not signals:
        del _arrived[id(handle)]
    _handling[id(handle)] = signal, ""
    try:
        user = handle._callback
        _emit("handler", handlers.place_of(user), (signal, handlers.name_of(user)))
    except BaseException as error:
        if not swallowed(error):
            raise


def failed(handle, error):
    """A callback raised; the loop reports it and goes on."""
    if id(handle) in _handling:
        _handling[id(handle)] = _handling[id(handle)][0], type(error).__name__


def _handler_ended(handle):
    try:
        _emit("handled", None, _handling.pop(id(handle)))
    except BaseException as error:
        if not swallowed(error):
            raise
