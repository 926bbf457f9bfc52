"""Real programs that hang, and what `procviz run --plain` says of them while they do."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

LEAKY = """
import os
r, w = os.pipe()
pid = os.fork()
if pid == 0:
    os.write(w, b"hello")
    os._exit(0)
os.read(r, 100)
os.waitpid(pid, 0)
os.read(r, 100)
"""
READER = """
import os
r, w = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(w)
    while os.read(r, 100):
        pass
    os._exit(0)
os.write(w, b"hello")
os.waitpid(pid, 0)
"""
LOST = """
import multiprocessing as mp

def hold(lock, held):
    lock.acquire()
    held.set()
    held.wait()
    mp.Event().wait()

def want(lock):
    with lock:
        pass

if __name__ == "__main__":
    mp.set_start_method("fork")
    lock, held = mp.Lock(), mp.Event()
    holder = mp.Process(target=hold, args=(lock, held))
    holder.start()
    held.wait()
    others = [mp.Process(target=want, args=(lock,)) for _ in range(2)]
    for other in others:
        other.start()
    holder.terminate()
    holder.join()
    for other in others:
        other.join()
"""
DEADLOCK = """
import multiprocessing as mp

def both(mine, other, barrier):
    with mine:
        barrier.wait()
        with other:
            pass

if __name__ == "__main__":
    mp.set_start_method("fork")
    a, b, barrier = mp.Lock(), mp.Lock(), mp.Barrier(2)
    for pair in ((a, b), (b, a)):
        mp.Process(target=both, args=(*pair, barrier)).start()
"""
QUEUE = """
import multiprocessing as mp, time

def get(queue, tell):
    tell.send(1)
    queue.get()
    tell.send(2)

if __name__ == "__main__":
    mp.set_start_method("fork")
    queue = mp.Queue()
    heard, tell = mp.Pipe()
    first = mp.Process(target=get, args=(queue, tell))
    first.start()
    heard.recv()
    while not queue._rlock._semlock._is_zero():  # until it is inside, with the queue's own lock
        time.sleep(0.01)
    first.kill()
    first.join()
    mp.Process(target=get, args=(queue, tell)).start()
    queue.put("x")
"""


def told(folder: Path, text: str, wanted: set[str]) -> list[str]:
    """Run a program until one of the wanted is told, and end it; return all that was found.

    PIDs are replaced by #.
    """
    path = folder / "mine.py"
    path.write_text(text)
    host = subprocess.Popen(
        [sys.executable, "-m", "procviz", "run", "--plain", "--timeout", "60", "--linger", "60",
         str(path)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert host.stdout is not None
    found: list[str] = []
    lines: list[str] = []
    while (not found or found[-1] not in wanted) and (line := host.stdout.readline()):
        lines.append(line)
        if line.startswith("! "):
            line = line.removeprefix("! ").strip().removesuffix(" (as far as was seen).")
            found.append(re.sub(r"\b\d{3,}\b", "#", line))
    host.terminate()
    host.stdout.close()
    host.wait()
    if not found or found[-1] not in wanted:
        print("".join(lines[-60:]))  # pytest shows it where the test fails
    return found


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (LEAKY, "# waits for the end of pipe 1, which cannot come while # itself holds the write"
            " end open (fd 4)"),
        (READER, "# waits for the end of pipe 1, which cannot come while #, which waits too, holds"
            " the write end open (fd 4)"),
        (LOST, "Lock 1 is lost: # ended (killed by SIGTERM) and had not given it back; # and #"
            " wait for it in vain"),
        (DEADLOCK, "Deadlock: # waits for Lock 2, which # holds, and # waits for Lock 1, which #"
            " holds"),
        (QUEUE, "# gets nothing from Queue 1, though there are items: # ended (killed by SIGKILL)"
            " while it was getting one, and can have taken the queue's inner lock with it"),
    ],
    ids=["leaky", "reader", "lost", "deadlock", "queue"],
)  # fmt: skip
def test_a_program_that_hangs_is_told_why(tmp_path: Path, text: str, sentence: str) -> None:
    wanted = {sentence}
    if text == DEADLOCK:  # whoever is first has the first lock
        swapped = sentence.replace("Lock 2", "Lock x").replace("Lock 1", "Lock 2")
        wanted.add(swapped.replace("Lock x", "Lock 1"))
    found = told(tmp_path, text, wanted)
    assert found, "nothing was found"
    assert found[-1] in wanted
    for earlier in found[:-1]:  # the second one came to the lost lock a moment later
        assert earlier.startswith("Lock 1 is lost")
