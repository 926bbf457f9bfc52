"""What the probe makes immortal, in a program that forks often, is its own, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from procviz.events import Exiting, Reaped, Spawned
from tests.probed import LIMIT, probe

PROBE = Path(__file__).parent.parent / "procviz" / "probe"
KNOWN = sys.platform == "linux" and (3, 12) <= sys.version_info[:2] <= (3, 13)
FORKS = 20  # more than it takes, see _MANY in _procviz_lean.py

# prints what became immortal: its type, and the file of a function or a code
PROGRAM = """
import _thread, gc, os, sys, time, types
mine = [object(), {}, [], (1, "2" * 9), "3" * 9, 4 ** 44]
def all_objects():
    found = {}
    for one in gc.get_objects():
        for each in (one, *gc.get_referents(one)):
            found[id(each)] = each
    return found
def immortal():
    return {key for key, one in all_objects().items() if sys.getrefcount(one) >> 31}
def work(number):
    child = os.fork()
    if child == 0:
        os._exit(number)
    os.waitpid(child, 0)
gc.disable()
before = immortal()
for i in range(int(sys.argv[1])):
    work(i)
after = all_objects()
theirs = [*mine, work, work.__code__, os, sys, posix := sys.modules["posix"], posix.__dict__,
    *vars(posix).values(), *vars(_thread).values(), *vars(time).values(), os.lseek, os.pwrite]
stand_ins = {id(os.fork), id(os._exit), id(os.waitpid), id(os.wait)}
assert not [
    one for one in theirs
    if id(one) not in before | stand_ins and sys.getrefcount(one) >> 31
]
for key in immortal() - before:
    one = after.get(key)
    code = getattr(one, "__code__", one)
    print(type(one).__name__, getattr(code, "co_filename", ""))
gc.collect()
"""


def test_only_our_own_become_immortal(tmp_path: Path):
    probed = probe(tmp_path, PROGRAM, str(FORKS))
    assert (probed.ended.status, probed.ended.err) == (0, "")
    found = [line.partition(" ") for line in probed.ended.out.splitlines()]
    assert {file.rpartition("/")[0] for _, _, file in found} <= {"", str(PROBE)}
    types = {name for name, _, _ in found}
    if KNOWN:
        assert {"function", "code", "cell", "builtin_function_or_method", "_State"} <= types
    else:
        assert types == set()


def test_after_it_all_is_told_as_before(tmp_path: Path):
    probed = probe(tmp_path, PROGRAM, str(FORKS))
    children = [event.child for event in probed.of(Spawned)]
    assert len(set(children)) == FORKS
    assert [(e.pid, e.code) for e in probed.of(Exiting)][:FORKS] == [
        (child, number) for number, child in enumerate(children)
    ]
    assert [(e.child, e.code) for e in probed.of(Reaped)] == [
        (child, number) for number, child in enumerate(children)
    ]


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


# ours is made immortal; with CHANGE, which has it look unlike what is known, nothing is
GUARDED = """
import sys
sys.path.insert(0, sys.argv[1])
import posix, _procviz_log as log, _procviz_immortal as immortal
def function():
    posix.fork
class Stand:
    __call__ = function
change = sys.argv[2]
if change == "count":
    references, sys.getrefcount = sys.getrefcount, lambda one: references(one) + 3
elif change == "type":
    immortal.type = lambda one: type("Other", (Stand,), {})
elif change == "version":
    sys.version_info = type("V", (tuple,), {"releaselevel": "final"})((3, 14, 0, "final", 0))
elif change:
    name, _, value = change.partition("=")
    setattr(sys, name, int(value) if value.isdigit() else value)
done = immortal.settle((vars(log),), (Stand(),), (), 0)
print(done > 0, log.tell.__code__.co_name, immortal.sys.getrefcount(log.tell) >> 31)
"""


@pytest.mark.parametrize(
    ("change", "works"),
    [
        ("", True), ("count", False), ("type", False), ("version", False), ("abiflags=t", False),
        ("abiflags=d", False), ("maxsize=2147483647", False), ("platform=darwin", False),
        ("byteorder=big", False),
    ],
)  # fmt: skip
def test_what_looks_otherwise_is_left_alone(change: str, works: bool):
    found = subprocess.run(
        [sys.executable, "-c", GUARDED, str(PROBE), change],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT,
    )  # fmt: skip
    expected = "True tell 1\n" if works and KNOWN else "False tell 0\n"
    assert (found.stdout, found.stderr) == (expected, "")
