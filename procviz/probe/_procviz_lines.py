"""Which lines of the program run, from Python 3.12 on: sys.monitoring (PEP 669).

A line is reported once between two records of another kind.  One that comes again and again is
switched off at that place, so a loop costs nothing, and the next such record switches it on again.
That is done by code object (2 µs each, and after a fork a copy of its pages) and not by
``restart_events``, which makes Python instrument every function of every library anew.
"""

import sys

import _procviz_frames as frames
import _procviz_log as log
from _procviz_tell import find, tell
from _procviz_wrap import swallowed

_PATIENCE = 8  # repeated lines: then those that come are switched off
_TOOLS = (4, 3)  # numbers that no kind of tool has been promised (PEP 669)
_tool = -1
# by id, as equal code objects are not the same; the code is kept, so the id stays its own
_known = {}  # id -> (code, its events)
_disabled = {}  # id -> the same, for code with places that are switched off
_repeated, _epoch = 0, 0  # and when: a line can have several places, the head of a loop has two


def start():
    """Begin; returns False when other tools have taken the free places."""
    global _tool, _monitoring, _LINE, _OFF
    _monitoring = sys.monitoring
    for tool in _TOOLS:
        if _monitoring.get_tool(tool) is None:
            break
    else:
        return False
    events = _monitoring.events
    _tool, _LINE, _OFF = tool, events.LINE, _monitoring.DISABLE
    _monitoring.use_tool_id(tool, "procviz")
    _monitoring.register_callback(tool, events.PY_START, _on_start)
    _monitoring.register_callback(tool, events.PY_RETURN, _on_return)
    _monitoring.register_callback(tool, events.LINE, tell)
    _monitoring.set_events(tool, events.PY_START)
    log.line_file = _on_again.__code__.co_filename
    log.state.again, log.state.off = _on_again, _OFF
    log.state.watched = True
    return True


def use(tell):
    """Have this function told of each line from now on."""
    _monitoring.register_callback(_tool, _LINE, tell)


def _on_start(code, _offset):
    try:
        kind = frames.classify(code.co_filename)
        if kind is None or kind is False or code.co_name == frames.CALLER or id(code) in _known:
            return _OFF
        events = _LINE if kind else 0
        if code.co_name == "<module>" and _is_main(frames._getframe(1)):
            events |= _monitoring.events.PY_RETURN
        if events:
            _known[id(code)] = code, events
            if id(code) not in log.told:
                log.told[id(code)] = {-1: find(code)}
            _monitoring.set_local_events(_tool, code, events)
    except BaseException as error:
        if not swallowed(error):
            raise
    return _OFF


def _is_main(frame):
    return frame.f_globals.get("__name__") == "__main__"


def _on_return(_code, _offset, _value):
    log.state.returned = log._getpid()


def _on_again(code):
    global _repeated, _epoch
    if _epoch != log.state.epoch:
        _repeated, _epoch = 0, log.state.epoch
    _repeated += 1
    if _repeated <= _PATIENCE:
        return None
    _disabled[id(code)] = _known[id(code)]
    log.state.restart = _restart
    return _OFF


def _restart():
    global _repeated
    _repeated, log.state.restart = 0, None
    while _disabled:
        _, (code, events) = _disabled.popitem()
        _monitoring.set_local_events(_tool, code, 0)
        _monitoring.set_local_events(_tool, code, events)
