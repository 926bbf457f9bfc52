"""The probe as a source: what the observed Pythons say about themselves, exactly.

Their log is one file; its order is the causal order (see ``procviz/probe/_procviz_log.py``).
"""

import compileall
import os
import time
from collections.abc import Mapping
from pathlib import Path

from procviz.events import Event, Lost
from procviz.sources.probe_events import Translator
from procviz.sources.probe_records import Cutter, Record

PROBE = Path(__file__).resolve().parent.parent / "probe"
DOOR = PROBE / "site"  # on PYTHONPATH: what is in there is all that is found by accident
_CHUNK = 1 << 20
_SETTLE = 5_000_000  # ns in which a refusal follows the signal that it takes back
_PATIENCE = 20_000_000  # ns that one look waits for that, while signal after signal is sent


class ProbeSource:
    """Reads the log of all processes that inherit :meth:`environment`."""

    name = "probe"

    def __init__(self, log: Path, lines: bool = True) -> None:
        """``log`` is made by :meth:`start`; without ``lines`` no LineReached is asked for."""
        self._log = log
        self._lines = lines
        self._fd = -1
        self._cutter = Cutter()
        self._translator = Translator()
        self._skipped = 0
        self._unsettled: list[Record] = []

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """Return the environment of the first process.

        ``PROCVIZ_TTYLIKE`` in ``base`` lists ``inode:device,...`` of the sockets that stand for the
        person's terminal: a Python with one as its stdout flushes at each newline, as on a
        terminal.
        """
        out = dict(base)
        theirs = out.get("PYTHONPATH")  # see the probe's _procviz_env for what an empty one means
        path = [str(DOOR)] if theirs is None else [str(DOOR), theirs or str(DOOR)]
        out["PYTHONPATH"] = os.pathsep.join(path)
        out["PROCVIZ_LOG"] = str(self._log.absolute())
        out["PROCVIZ_OWN"] = str(PROBE.parent / "scenarios")
        if not self._lines:
            out["PROCVIZ_LINES"] = "0"
        return out

    @property
    def root(self) -> int:
        """PID of the first process, 0 = not known; set it, where the first may be no Python."""
        return self._translator.spawns.root

    @root.setter
    def root(self, pid: int) -> None:
        self._translator.spawns.root = pid

    def start(self) -> None:
        """Make the log; raises OSError when that cannot be done."""
        # many a container says PYTHONDONTWRITEBYTECODE: 6 ms more at each start of a Python
        compileall.compile_dir(PROBE, maxlevels=1, quiet=2)
        flags = os.O_RDONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
        self._fd = os.open(self._log, flags, 0o600)

    def poll(self) -> list[Event]:
        """Return what was written since the last call.

        Waits 5 ms after a signal that was sent just now, 20 ms at most (see ``_settle``).
        """
        if self._fd < 0:
            return []
        records = self._settle(self._read())
        events = self._translator.translate(records)
        if self._cutter.skipped > self._skipped:
            count = self._cutter.skipped - self._skipped
            self._skipped = self._cutter.skipped
            why = f"{count} bytes of the probe's log were damaged: a process was killed in a write"
            events.append(Lost(t=time.monotonic_ns(), pid=0, source=("probe",), count=-1, why=why))
        return events

    def stop(self) -> None:
        """Close the log; the file stays."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _read(self) -> list[Record]:
        records: list[Record] = []
        while data := os.read(self._fd, _CHUNK):
            records += self._cutter.feed(data)
        return records

    def _settle(self, records: list[Record]) -> list[Record]:
        """Wait until a signal that was just sent can no longer be taken back.

        The probe writes "kill" before the call, for its effects to come after it, and "refused"
        when the kernel said no: a matter of 20 µs, but between the two we may have come to read.
        Whatever else the sender writes after it says that it was not refused.
        """
        records = self._unsettled + records
        begin = time.monotonic_ns()
        while (kill := _last_kill(records)) and (now := time.monotonic_ns()) - kill.t < _SETTLE:
            if now - begin > _PATIENCE:
                at = next(i for i, r in enumerate(records) if now - r.t < _SETTLE)
                records, self._unsettled = records[:at], records[at:]
                return records
            time.sleep(0.0003)
            records += self._read()
        self._unsettled = []
        return records


def _last_kill(records: list[Record]) -> Record | None:
    """Return the last signal whose sender has not said anything since."""
    later: set[tuple[int, int]] = set()
    for record in records[::-1]:
        sender = record.pid, record.tid
        if record.kind == "kill" and sender not in later:
            return record
        later.add(sender)
    return None
