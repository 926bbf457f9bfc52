"""Queues, of multiprocessing and of the module queue: what goes in and what comes out.

A queue of multiprocessing is known by the semaphore of its readers.  ``queue.SimpleQueue`` is a
type of C that cannot be changed, and is not observed.
"""

import _procviz_log as log
from _procviz_imports import load
from _procviz_items import shown
from _procviz_level import name_of, seconds, told, watched
from _procviz_pauses import watch_notice, watch_wait


def patch(module):
    """Wrap the queues of multiprocessing.queues."""
    lock_of = load("_procviz_sync").lock_of

    def what_of(queue):
        lock = lock_of(queue._rlock)
        return lock and (lock.what[0], type(queue).__name__, "multiprocessing")

    def left(queue):
        return queue._unfinished_tasks._semlock._get_value()

    for cls in (module.Queue, module.JoinableQueue, module.SimpleQueue):
        _patch_queue(cls, what_of)
    _patch_joinable(module.JoinableQueue, what_of, left)


def patch_queue(module):
    """Wrap queue.Queue and its kin."""
    what_of = load("_procviz_tsync").what_of
    _patch_queue(module.Queue, lambda queue: (*what_of(queue)[:2], "queue"))
    _patch_joinable(
        module.Queue,
        lambda queue: (*what_of(queue)[:2], "queue"),
        lambda queue: queue.unfinished_tasks,
    )


def _patch_joinable(cls, what_of, left):
    """``task_done`` lets those who join go on when it was the last task: else it counts 0."""

    def known(queue):
        return what_of(queue) if left(queue) > 0 else None  # too often: an error

    watch_wait(cls, "join", what_of)
    watch_notice(cls, "task_done", known, lambda queue: -1 if left(queue) == 1 else 0)


def _patch_queue(cls, what_of):
    if "put" in vars(cls):
        _watch(cls, "put", what_of, 2, _putting, _put)
    if "get" in vars(cls):
        _watch(cls, "get", what_of, 1, _getting, _got)


def _watch(cls, name, what_of, at, began, ended):
    original = vars(cls)[name]
    item_name = original.__code__.co_varnames[1] if at == 2 else ""

    def describe(args, kwargs):
        level = told()
        what = level and what_of(args[0])
        if not what:
            return None
        asked = _how(args, kwargs, at)
        if item_name:
            asked = shown(args[1] if len(args) > 1 else kwargs[item_name]), *asked
        return level[0], what, asked, next(log.serial)

    setattr(cls, name, watched(original, describe, began, ended))


def _how(args, kwargs, at):
    block = args[at] if len(args) > at else kwargs.get("block", True)
    block = bool(block) if type(block) in (bool, int) else block is not None
    timeout = args[at + 1] if len(args) > at + 1 else kwargs.get("timeout")
    return block, seconds(timeout) if block else None


def _putting(note):
    place, what, asked, _ = note
    log.emit("putting", place, (*what, *asked))


def _put(note, _result, error):
    place, what, _, n = note
    log.emit("put", place, (*what, name_of(error)), n=n)


def _getting(note):
    place, what, asked, _ = note
    log.emit("getting", place, (*what, *asked))


def _got(note, result, error):
    place, what, _, n = note
    log.emit("got", place, (*what, "" if error else shown(result), name_of(error)), n=n)
