"""Run a program with stdout and stderr on terminals that pass on each byte as it is."""

import contextlib
import os
import select
import signal
import subprocess
import time
import tty
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.probed import LIMIT, Ended


def run_on_terminals(
    argv: Sequence[str], env: Mapping[str, str], cwd: Path, text: str | None
) -> Ended:
    """Run until nobody holds the terminals any more; ``text`` is standard input, a pipe."""
    outputs: dict[int, bytearray] = {}
    slaves = []
    for _ in range(2):
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        outputs[master] = bytearray()
        slaves.append(slave)
    try:
        with _stdin(text) as stdin:
            process = subprocess.Popen(
                argv,
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL if stdin is None else stdin,
                stdout=slaves[0],
                stderr=slaves[1],
                start_new_session=True,
            )
        for slave in slaves:
            os.close(slave)
        try:
            _read(outputs)
            status = process.wait(LIMIT)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    finally:
        for master in outputs:
            os.close(master)
    out, err = outputs.values()
    return Ended(status, out.decode(), err.decode())


def _read(outputs: Mapping[int, bytearray]) -> None:
    """Read until nobody holds the terminals any more: then read(2) fails with EIO."""
    todo = set(outputs)
    end = time.monotonic() + LIMIT
    while todo:
        ready, _, _ = select.select(list(todo), [], [], max(0.0, end - time.monotonic()))
        assert ready, "it did not end"
        for master in ready:
            try:
                outputs[master] += os.read(master, 1 << 16)
            except BlockingIOError:
                pass
            except OSError:
                todo.discard(master)


@contextlib.contextmanager
def _stdin(text: str | None) -> Iterator[int | None]:
    if text is None:
        yield None
        return
    read, write = os.pipe()
    os.write(write, text.encode())  # far less than a pipe holds
    os.close(write)
    try:
        yield read
    finally:
        os.close(read)
