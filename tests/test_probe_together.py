"""A program that forks often: from the 16th os.fork on the probe calls functions of its own.

That is where its native part has not been built; the rest here holds for both.
"""

import sys
from pathlib import Path

import pytest

from procviz.events import Exiting, LineReached, Reaped, Spawned
from tests.probed import probe

FORKS = 20  # more than it takes, see _MANY in _procviz_lean.py

PROGRAM = """
import gc, os, sys, types
def all_functions():
    found = {}
    for one in gc.get_objects():
        for each in (one, *gc.get_referents(one)):
            if type(each) is types.BuiltinFunctionType:
                found[id(each)] = each
    return found
def work(number):
    child = os.fork()
    if child == 0:
        os._exit(number)
    os.waitpid(child, 0)
gc.disable()
before = all_functions()
for i in range(int(sys.argv[1])):
    work(i)
added = [one for key, one in all_functions().items() if key not in before]
for name in ("pwrite", "lseek", "monotonic_ns", "get_native_id"):
    (one,) = [one for one in added if one.__name__ == name]
    print(name, one.__self__ is sys.modules.get(one.__self__.__name__))
"""


def test_they_are_in_no_module_of_the_programs_and_all_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PROCVIZ_NATIVE", "0")
    probed = probe(tmp_path, PROGRAM, str(FORKS))
    assert (probed.ended.status, probed.ended.err) == (0, "")
    assert probed.ended.out.split() == (
        ["pwrite", "False", "lseek", "False", "monotonic_ns", "False", "get_native_id", "False"]
    )
    children = [event.child for event in probed.of(Spawned)]
    assert len(set(children)) == FORKS
    assert [(e.pid, e.code) for e in probed.of(Exiting)][:FORKS] == [
        (child, number) for number, child in enumerate(children)
    ]
    assert [(e.child, e.code) for e in probed.of(Reaped)] == [
        (child, number) for number, child in enumerate(children)
    ]
    for child in children:
        reached = [e.where.line for e in probed.of(LineReached) if e.pid == child and e.where]
        assert reached == [12, 13]


NOTHING_FREE = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
try:
    while True:
        os.dup(0)
except OSError:
    pass
sys.modules.clear()
for number in range(int(sys.argv[1])):
    child = os.fork()
    if child == 0:
        os._exit(number)
    assert os.waitpid(child, 0) == (child, number << 8)
"""


def test_program_that_lets_nothing_be_opened_forks_on(tmp_path: Path):
    probed = probe(tmp_path, NOTHING_FREE, str(FORKS))
    assert probed.ended == (0, "", "")
    assert len(probed.of(Reaped)) == FORKS


HOOKED = """
import os
def hook():
    told = 1
os.register_at_fork(after_in_child=hook)
child = os.fork()
if child == 0:
    os._exit(0)
os.waitpid(child, 0)
"""


def test_lines_of_a_fork_hook_are_told(tmp_path: Path):
    """Python 3.11 does not trace os.fork where there is none of the program's."""
    probed = probe(tmp_path, HOOKED)
    assert probed.ended == (0, "", "")
    (child,) = [event.child for event in probed.of(Spawned)]
    reached = {(e.pid == child, e.where.line) for e in probed.of(LineReached) if e.where}
    assert {(True, 4), (True, 7), (False, 9)} <= reached


# the child sends the signal when its parent sleeps, in os.waitpid
INTERRUPTED = """
import os, signal
def handler(signum, frame):
    told = 1
signal.signal(signal.SIGUSR1, handler)
parent = os.getpid()
child = os.fork()
if child == 0:
    while open(f"/proc/{parent}/stat").read().rpartition(")")[2].split()[0] != "S":
        pass
    os.kill(parent, signal.SIGUSR1)
    os._exit(0)
os.waitpid(child, 0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="proc_pid_stat(5) is Linux's")
def test_lines_of_a_handler_that_interrupts_a_wait_are_told(tmp_path: Path):
    """Python 3.11 does not trace os.waitpid itself."""
    probed = probe(tmp_path, INTERRUPTED)
    assert probed.ended == (0, "", "")
    (child,) = [event.child for event in probed.of(Spawned)]
    reached = {(e.pid == child, e.where.line) for e in probed.of(LineReached) if e.where}
    assert {(True, 12), (False, 4), (False, 13)} <= reached
