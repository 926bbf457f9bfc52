"""The ground truth: what ``strace -f`` saw, as sets of facts with the real PIDs (strace(1))."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

_CALLS = "clone,clone3,fork,vfork,execve,execveat,wait4,waitid,kill"
STRACE = ("strace", "-f", "-q", "-s", "64", "-e", f"trace={_CALLS}", "-o")
_LINE = re.compile(r"(\d+) +(.*)")
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>(.*)")
_RESULT = re.compile(r"\) += (-?\d+|\?)")
_FORKS = ("clone", "clone3", "fork", "vfork")
_REAPED = re.compile(r"WIF(?:EXITED|SIGNALED)|CLD_(?:EXITED|KILLED|DUMPED)")


@dataclass
class Facts:
    """What happened, as multisets that two observers can be compared by."""

    spawned: Counter[tuple[int, int]] = field(default_factory=Counter)  # parent, child
    execed: Counter[int] = field(default_factory=Counter)
    exited: Counter[tuple[int, str]] = field(default_factory=Counter)  # pid, code or signal
    reaped: Counter[tuple[int, int]] = field(default_factory=Counter)  # by, child
    sent: Counter[tuple[int, int, str]] = field(default_factory=Counter)  # from, to, signal


def parse(lines: Iterable[str]) -> Facts:
    """Read strace's output; threads are folded into their process."""
    facts = Facts()
    process: dict[int, int] = {}  # thread id -> PID
    pending: dict[int, str] = {}
    for line in lines:
        match = _LINE.match(line)
        assert match, line
        tid, text = int(match[1]), match[2]
        if text.endswith("<unfinished ...>"):
            pending[tid] = text.removesuffix("<unfinished ...>")
            continue
        if resumed := _RESUMED.match(text):
            text = pending.pop(tid) + resumed[1]
        pid = process.get(tid, tid)
        if text.startswith("+++"):
            if tid == pid:
                words = text.split()
                facts.exited[pid, words[3]] += 1  # "+++ exited with 3", "+++ killed by SIGTERM"
            continue
        call = text.partition("(")[0]
        found = _RESULT.findall(text)
        result = int(found[-1]) if found and found[-1] != "?" else -1
        if call in _FORKS and result > 0:
            if "CLONE_THREAD" in text:
                process[result] = pid
            else:
                facts.spawned[pid, result] += 1
        elif call in ("execve", "execveat") and result == 0:
            facts.execed[pid] += 1
        elif call == "wait4" and result > 0 and _REAPED.search(text):
            facts.reaped[pid, result] += 1
        elif call == "waitid" and result == 0 and _REAPED.search(text) and "WNOWAIT" not in text:
            child = re.search(r"si_pid=(\d+)", text)
            assert child, text
            facts.reaped[pid, int(child[1])] += 1
        elif call == "kill" and result == 0:
            to, signal = re.findall(r"kill\((-?\d+), (\w+)", text)[0]
            if signal != "0":
                facts.sent[pid, int(to), signal] += 1
    return facts
