"""Lines of a pool's program: all that the program itself does in it, whatever runs it."""

import sys
from pathlib import Path

from procviz.events import HandlerBegan, LineReached, TaskBegan, TaskEnded, TaskSubmitted, Where
from tests.probed import Probed, probe

HOOKS = """
import multiprocessing, sys
class Parcel:
    def __init__(self, n):
        self.n = n
    def __getstate__(self):
        return {"n": self.n, "packed": True}  # packs
    def __setstate__(self, state):
        self.n = state["n"]  # unpacks
    def __del__(self):
        self.n = None  # goes
def start(word):
    global ready
    ready = word  # starts
def number(n):
    return n + 1  # number
def parcel(n):
    return Parcel(n)  # makes
def opened(parcel):
    return parcel.n  # opens
def refused(n):
    return lambda: n  # refused
if __name__ == "__main__":
    with multiprocessing.get_context(sys.argv[1]).Pool(1, start, ("x",), int(sys.argv[2])) as pool:
        for n in range(2):
            for task in (number, parcel, refused):
                result = pool.apply_async(task, (n,))
                result.wait()
            pool.apply_async(opened, (Parcel(n),)).get()
        assert list(pool.imap(number, [1, 2])) == [2, 3]
"""


def inside(probed: Probed, pids: set[int]) -> list[str]:
    """Return the comments at the lines that these processes reached."""
    text = probed.script.read_text().splitlines()
    reached = [e for e in probed.of(LineReached) if e.pid in pids and e.where]
    lines = [text[e.where.line - 1] for e in reached if e.where]
    return [line.partition("  # ")[2] for line in lines if "  # " in line]


def once(probed: Probed) -> None:
    """Between two other events of its process, each line at most once."""
    since: dict[int, set[Where]] = {}
    for event in probed.log:
        if not isinstance(event, LineReached):
            since[event.pid] = set()
        elif event.where:
            assert event.where not in since.setdefault(event.pid, set())
            since[event.pid].add(event.where)


def test_what_a_worker_runs(tmp_path: Path):
    probed = probe(tmp_path, HOOKS, "fork", "100")
    assert probed.ended.err == ""
    workers = {e.pid for e in probed.of(TaskBegan)}
    told = inside(probed, workers)
    each = ["number", "makes", "packs", "goes", "refused", "unpacks", "opens", "goes"]
    assert told == ["starts", *each, *each, "number", "number"]
    once(probed)


def test_workers_that_a_thread_forked(tmp_path: Path):
    probed = probe(tmp_path, HOOKS, "fork", "1")
    assert probed.ended.err == ""
    workers = {e.pid for e in probed.of(TaskBegan)}
    assert len(workers) == 10
    told = inside(probed, workers)
    assert told.count("starts") >= 10
    assert told.count("number") == 4
    assert [told.count(word) for word in ("unpacks", "opens", "makes", "packs")] == [2] * 4


def test_numbers_and_names_of_tasks(tmp_path: Path):
    probed = probe(tmp_path, HOOKS, "fork", "100")
    submitted = [(e.function, e.job) for e in probed.of(TaskSubmitted)]
    names = [*("number", "parcel", "refused", "opened") * 2, "number"]
    assert submitted == list(zip(names, range(9), strict=True))
    assert {e.where and e.where.function for e in probed.of(TaskSubmitted)} == {"<module>"}
    began = [(e.function, e.job, e.index) for e in probed.of(TaskBegan)]
    assert began == [*((f, job, 0) for f, job in submitted), ("number", 8, 1)]
    ended = [(e.function, e.job, e.index, e.ok) for e in probed.of(TaskEnded)]
    assert ended == [(*task, True) for task in began]
    text = probed.script.read_text().splitlines()
    for event in probed.of(TaskBegan):
        assert event.where
        assert text[event.where.line - 1].startswith(f"def {event.function}(")
        assert event.where.function == event.function


def test_a_handler_while_the_library_waits(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import multiprocessing, os, signal
        def handler(signum, frame):
            seen = signum  # handles
            result.get()  # gets
        def task(parent):
            os.kill(parent, signal.SIGUSR1)
            os.read(read, 1)
        if __name__ == "__main__":
            read, write = os.pipe()
            signal.signal(signal.SIGUSR1, handler)
            with multiprocessing.get_context("fork").Pool(1) as pool:
                result = pool.apply_async(int, ("1",))
                other = pool.apply_async(task, (os.getpid(),))
                signal.signal(signal.SIGUSR2, lambda *_: os.write(write, b"x"))
                while not other.ready():
                    other.wait(0.01)
                    os.kill(os.getpid(), signal.SIGUSR2)
            done = True  # ends
        """,
    )
    assert probed.ended.err == ""
    parent = probed.log[0].pid
    assert any(e.pid == parent for e in probed.of(HandlerBegan))
    told, whole = inside(probed, {parent}), ["handles", "gets", "ends"]
    # Python 3.11 has moments at which it tells no lines of a handler; those after it are told
    assert told == whole or (sys.version_info < (3, 12) and told in (whole[1:], whole[2:]))


def test_a_program_that_traces_itself_is_left_alone(tmp_path: Path):
    probed = probe(
        tmp_path,
        """
        import multiprocessing, sys
        def trace(frame, event, arg):
            if frame.f_code.co_name == "task":
                print(event, frame.f_lineno - frame.f_code.co_firstlineno, flush=True)
                return trace
        def begin():
            assert sys.gettrace() is None
            sys.settrace(trace)
        def task(n):
            return n
        if __name__ == "__main__":
            with multiprocessing.get_context("fork").Pool(1, begin) as pool:
                for n in range(2):
                    pool.apply_async(task, (n,)).get()
        """,
    )
    assert probed.ended.err == ""
    assert probed.ended.out == "call 0\nline 1\nreturn 1\n" * 2
