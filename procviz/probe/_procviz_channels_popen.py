"""subprocess: Popen.wait and Popen.communicate, one wait each for all that they do inside."""

import _procviz_frames as frames
import _procviz_log as log
import _procviz_waits as waits
from _procviz_imports import load
from _procviz_wrap import observed


def _describe(call, at):
    def describe(args, kwargs):
        popen = args[0]
        state = vars(popen)
        if state["returncode"] is not None:
            return None  # known already: this is no wait
        timeout = args[at] if len(args) > at else kwargs.get("timeout")
        timeout = float(timeout) if type(timeout) in (int, float) else None
        me = log.ident()
        numbers = next(log.serial), next(log.serial)
        note = [frames.where()[0], call, state, timeout, not waits.inside.get(me), *numbers, me]
        waits.enter(me)
        return note

    return describe


def _began(note):
    place, call, state, timeout, shown, n = note[:6]
    if shown:
        log.emit("wait", place, (call, state["pid"], 0, timeout), n=n)


def _ended(note, _result, error):
    place, call, state, _, shown, _, n, me = note
    note[7] = None  # this may be a second attempt: leave once
    if me is not None:
        waits.leave(me)
    if not shown:
        return
    code = state["returncode"] if error is None else None
    status = (code, None) if code is None or code >= 0 else (None, -code)
    kind = "" if error is None else type(error).__name__
    # its reap was reported by the wait inside
    child = 0 if code is None else state["pid"]
    log.emit("waited", place, (call, child, *status, kind, False, True), n=n)


def patch(subprocess):
    """Wrap both."""
    popen = subprocess.Popen
    for name, at in (("wait", 1), ("communicate", 2)):
        original = getattr(popen, name)
        method = observed(original, _describe(f"Popen.{name}", at), _began, _ended)
        setattr(popen, name, load("_procviz_level").like(method, original))
