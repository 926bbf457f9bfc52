"""asyncio: when a task is made, resumed, suspended and finished.

Some methods of the event loop get calls of ours: ``BaseEventLoop.create_task``, ``Handle._run``,
through which every step of every task goes, and the one that schedules handlers of signals.
Nothing else of asyncio is touched: no task factory, no class of tasks, no coroutine of ours
around the program's.
"""

import sys
import weakref

import _procviz_frames as frames
import _procviz_log as log
from _procviz_imports import load
from _procviz_wrap import swallowed

grafts, look, steps = load("_procviz_graft"), load("_procviz_tasks"), load("_procviz_steps")

_Function = type(lambda: None)
_early = {}  # id of the coroutine -> Task: starts before its task is returned (eager tasks)


def creating(loop, coro, name=None, eager_start=None, **_):
    """A task is about to be made: one that starts at once is told of before it does.

    Its name is known by then only where the program gave one.
    """
    try:
        code = look.code_of(coro)
        if code is not None and look.users(code) and _is_eager(loop, eager_start):
            state = _early[id(coro)] = steps.Task(code)
            _tell(state, code, _given_name() or name)
            steps.resume(state)
    except BaseException as error:
        if not swallowed(error):
            raise


def _is_eager(loop, asked):
    factory = loop._task_factory
    if asked is None and type(factory) is _Function:
        known = getattr(sys.modules.get("asyncio.tasks"), "eager_task_factory", None)
        asked = known is not None and factory.__code__ is known.__code__
    return bool(asked) and loop.is_running()


def made(task, coro):
    """A task was made: returns it."""
    try:
        code = look.code_of(coro)
        if code is not None and look.users(code) and look.is_task(task):
            state = _early.pop(id(coro), None)
            eager = state is not None or look.started(coro)  # by a factory of the program's
            if state is None:
                state = steps.Task(code)
                _tell(state, code, _given_name() or task.get_name())
            state.reference = weakref.ref(task)
            steps.tasks[id(task)] = state
            if eager:
                steps.step_over(state, task)
    except BaseException as error:
        if not swallowed(error):
            raise
    return task


def _tell(state, code, name):
    name = name if type(name) is str else ""
    function = frames.short(code.co_qualname)
    log.emit("task created", frames.where()[0], (state.number, name, function))


def _given_name():
    """The name that asyncio.create_task gives the task afterwards, before Python 3.13."""
    frame = sys._getframe(2).f_back
    if sys.version_info >= (3, 13) or frame is None or frame.f_code.co_name != "create_task":
        return None
    return frame.f_locals.get("name") if frames.classify(frame.f_code.co_filename) is None else None


def patch_events(events):
    """Hear of every callback that a loop runs."""

    def change(node):
        body = next(part for part in node.body if hasattr(part, "finalbody"))
        body.body.insert(0, grafts.statement("began", "self", body))
        body.finalbody.append(grafts.statement("ended", "self", body))
        last = body.handlers[-1]
        if last.name:
            last.body.insert(0, grafts.statement("failed", f"self, {last.name}", last.body[0]))

    grafts.graft(events.Handle._run, steps, change)
    log.emit, log.state.lean = steps.emit, False


def patch_loops(base_events):
    """Hear of every task that is made through a loop: all but ``asyncio.Task(...)`` itself."""

    def change(node):
        grafts.wrap_returns(node, "made", "coro")
        given = f"**{node.args.kwarg.arg}" if node.args.kwarg else "name=name"
        node.body.insert(1, grafts.statement("creating", f"self, coro, {given}", node.body[1]))

    grafts.graft(base_events.BaseEventLoop.create_task, load(__name__), change)


def patch_unix(unix_events):
    """Hear of signals for which the loop has a handler."""

    def change(node):
        node.body.insert(1, grafts.statement("arrived", "self, sig", node.body[1]))

    grafts.graft(unix_events._UnixSelectorEventLoop._handle_signal, steps, change)
