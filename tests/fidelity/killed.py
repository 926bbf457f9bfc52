"""SIGKILL of observed processes at random moments: what they had written must be readable.

Every call that came back is in the log, and at most the last record of a killed process is torn
and skipped; who was not killed loses nothing.
"""

import _imp
import marshal
import mmap
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from procviz.sources.probe import ProbeSource
from procviz.sources.probe_records import _KEY, MAGIC, Cutter, Record
from tests.probed import plain_environment
from tests.real import until

VICTIMS = Path(__file__).parent / "victims.py"
WORKERS = 24  # in a run
SPARED = 4  # of them; they go on until the others are dead
LIMIT = 60.0  # seconds for one run; far more than it takes, on any machine
LONGEST = 4096  # bytes of a record here


def kill(count: int, seed: int | None, jobs: int) -> int:
    """Kill ``count`` processes and print what was wrong; return 1 if anything was."""
    seed = random.randrange(1 << 32) if seed is None else seed
    runs = -(-count // (WORKERS - SPARED))
    print(f"seed {seed}: {runs} runs, {WORKERS - SPARED} processes killed in each", flush=True)
    with ThreadPoolExecutor(jobs) as pool:
        problems = [p for found in pool.map(run, range(seed, seed + runs)) for p in found]
    print(*problems, f"{len(problems)} problems", sep="\n")
    return 1 if problems else 0


def run(seed: int) -> list[str]:
    """Start workers, kill some of them, stop the others; return what is wrong with the log."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="killed-") as name:
        folder = Path(name)
        shared = folder / "counts"
        shared.write_bytes(bytes(8 * (WORKERS + 1)))
        source = ProbeSource(folder / "probe.log")
        source.start()
        with shared.open("r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
            counts = memoryview(memory).cast("Q")
            try:
                workers, killed = _play(chance, source, shared, counts)
                done = list(counts[:WORKERS])
            finally:
                counts.release()
        problems = check((folder / "probe.log").read_bytes(), workers, killed, done)
        try:
            source.poll()
        except Exception as error:
            problems.append(f"the source failed: {error!r}")
        finally:
            source.stop()
    return [f"run {seed}: {problem}" for problem in problems]


def _play(
    chance: random.Random, source: ProbeSource, shared: Path, counts: memoryview
) -> tuple[list[int], set[int]]:
    """Return the PIDs by slot, and the slots of those that were killed."""
    words = [sys.executable, str(VICTIMS), str(shared), str(WORKERS)]
    with subprocess.Popen(
        words,
        env=source.environment(plain_environment()),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as parent:
        try:
            assert parent.stdout is not None
            workers = list(map(int, parent.stdout.readline().split()))
            until(lambda: all(counts[i] for i in range(WORKERS)), LIMIT)
            killed = chance.sample(range(WORKERS), WORKERS - SPARED)
            for slot in killed:
                time.sleep(chance.uniform(0, 0.01))
                os.kill(workers[slot], signal.SIGKILL)
            spared = [slot for slot in range(WORKERS) if slot not in killed]
            before = [counts[slot] for slot in spared]
            until(lambda: all(counts[s] > b for s, b in zip(spared, before, strict=True)), LIMIT)
            counts[WORKERS] = 1
            parent.wait(LIMIT)
        finally:
            os.killpg(parent.pid, signal.SIGKILL)
    return workers, set(killed)


def check(raw: bytes, workers: list[int], killed: set[int], done: list[int]) -> list[str]:
    """Compare the log with what each worker had ``done``, by slot; return what is wrong."""
    cutter = Cutter()
    records = cutter.feed(raw, last=True)
    told = Counter(map(_what, records))
    problems = []
    for slot, pid in enumerate(workers):
        found = told[pid, "waited" if slot % 6 in (1, 3) else "kill"]
        most = done[slot] + (slot in killed)  # what it did last it could no longer count
        if not done[slot] <= found <= most:
            problems.append(
                f"{pid} did {done[slot]} and {found} are told; killed: {slot in killed}"
            )
    # the Pythons that are started and killed may leave a torn record each, too
    deaths = len(killed) + sum(done[slot] for slot in range(5, WORKERS, 6))
    if cutter.skipped > LONGEST * deaths:
        problems.append(f"{cutter.skipped} bytes were skipped")
    again = Cutter()
    one_by_one = [r for i in range(0, len(raw), 997) for r in again.feed(raw[i : i + 997])]
    if one_by_one + again.feed(b"", last=True) != records:
        problems.append("read in pieces, the log says something else")
    return problems


def record(kind: str, n: int, pid: int) -> bytes:
    """Return a record as the probe writes it (see procviz/probe/_procviz_log.py)."""
    args = ("os.waitpid", 1, 0, None, "", True, True) if kind == "waited" else (pid, 18, "os.kill")
    data = marshal.dumps((kind, n, n, pid, 0, None, args), 2)
    return MAGIC + len(data).to_bytes(4, "little") + _imp.source_hash(_KEY, data) + data


def _what(record: Record) -> tuple[int, str]:
    """Return who did it, and the kind; a wait that took nothing is none."""
    if record.kind == "waited" and not record.args[5]:
        return record.pid, "waited for nothing"
    return record.pid, record.kind
