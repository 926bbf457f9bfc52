"""The ground truth: what ``strace -f`` saw, as multisets of facts with the real PIDs."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from procviz.signals import name

_CALLS = (
    "clone,clone3,fork,vfork,execve,execveat,wait4,waitid,setpgid,setsid,"
    "kill,tkill,tgkill,rt_sigqueueinfo,rt_tgsigqueueinfo,pidfd_send_signal,pidfd_open"
)
STRACE = ("strace", "-f", "-q", "--seccomp-bpf", "-s", "64", "-e", f"trace={_CALLS}", "-o")
_LINE = re.compile(r"(\d+) +(.*)")
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>(.*)")
_RESULT = re.compile(r"\) += (-?\d+|\?)")
_SENDING = (
    "kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal",
)  # fmt: skip
_UNFINISHED = re.compile(r" ?<(?:unfinished|pid changed to \d+) \.\.\.>$")
_FORKS = ("clone", "clone3", "fork", "vfork")
_STATUS = re.compile(r"WIF(?:EXITED|SIGNALED)")
_GONE = re.compile(r"CLD_(?:EXITED|KILLED|DUMPED)")
_SIGNAL = r"(SIG\w+|\d+)"


@dataclass
class Facts:
    """What happened, as multisets that two observers can be compared by.

    A sender is (PID, how many programs it has exec'ed so far): who it was at that time.
    """

    spawned: Counter[tuple[int, int]] = field(default_factory=Counter)  # parent, child
    execed: Counter[int] = field(default_factory=Counter)
    exited: Counter[tuple[int, str]] = field(default_factory=Counter)  # pid, code or signal
    reaped: Counter[tuple[int, int]] = field(default_factory=Counter)  # by, child
    # sender, to (negative: a group), signal
    sent: Counter[tuple[tuple[int, int], int, str]] = field(default_factory=Counter)
    delivered: Counter[tuple[int, str]] = field(default_factory=Counter)  # to, signal


class _Reader:
    """State from line to line; threads are folded into their process."""

    def __init__(self) -> None:
        self.facts = Facts()
        self.first = 0
        self.process: dict[int, int] = {}  # thread id -> PID
        self.pending: dict[int, str] = {}
        self.group: dict[int, int] = {}  # PID -> its process group
        self.pidfd: dict[tuple[int, int], int] = {}  # (PID, descriptor) -> the PID behind it

    def line(self, tid: int, text: str, born: int = 0) -> None:
        """Read a line; ``born`` is whom an unfinished call will turn out to have made."""
        if (cut := _UNFINISHED.search(text)) is not None:
            self.pending[tid] = text[: cut.start()]
            if born:
                self._born(self.process.get(tid, tid), born, thread="CLONE_THREAD" in text)
            return
        if (resumed := _RESUMED.match(text)) is not None:
            text = self.pending.pop(tid) + resumed[1]
        pid = self.process.get(tid, tid)
        if text.startswith("+++ killed") and (last := self.pending.pop(tid, "")):
            self._sent(pid, last.partition("(")[0], last)  # it killed itself, in this very call
        if text.startswith("+++ superseded by execve in pid "):
            self._superseded(tid, int(text.split()[-2]))
        elif text.startswith("+++"):
            if self.process.pop(tid, tid) == tid:
                # "+++ exited with 3 +++", "+++ killed by SIGTERM +++"
                self.facts.exited[pid, _named(text.split()[3])] += 1
        elif signal := re.match(rf"--- {_SIGNAL} {{", text):
            self.facts.delivered[pid, _named(signal[1])] += 1
        else:
            found = _RESULT.findall(text)
            result = int(found[-1]) if found and found[-1] != "?" else -1
            call = text.partition("(")[0]
            if call not in _FORKS:
                self._call(pid, call, text, result)
            elif result > 0 and not resumed:  # a resumed one was told when it began
                self._born(pid, result, thread="CLONE_THREAD" in text)

    def _group(self, pid: int) -> int:
        return self.group.get(pid, self.group[self.first])

    def _superseded(self, leader: int, thread: int) -> None:
        """Note that a thread exec'ed: the first one is gone, and its PID is that thread's now."""
        self.process.pop(thread, None)
        self.pending.pop(thread, None)
        self.facts.execed[leader] += 1
        self.pending[leader] = "("  # its result, which may be "?", says no more

    def _born(self, pid: int, child: int, thread: bool) -> None:
        if thread:
            self.process[child] = pid
        else:
            self.process.pop(child, None)
            self.group[child] = self._group(pid)
            self.facts.spawned[pid, child] += 1

    def _call(self, pid: int, call: str, text: str, result: int) -> None:
        facts = self.facts
        if call in ("execve", "execveat") and result == 0:
            facts.execed[pid] += 1
        elif call in ("wait4", "waitid") and result >= 0:
            child = _reaped(call, text, result)
            if child:
                facts.reaped[pid, child] += 1
        elif call == "setsid" and result > 0:
            self.group[pid] = pid
        elif call == "setpgid" and result == 0:
            whom, group = map(int, re.findall(r"setpgid\((\d+), (\d+)", text)[0])
            self.group[whom or pid] = group or whom or pid
        elif call == "pidfd_open" and result >= 0:
            self.pidfd[pid, result] = int(re.findall(r"\((\d+)", text)[0])
        elif result == 0 or text.endswith("= ?"):  # the second: it killed itself
            self._sent(pid, call, text)

    def _sent(self, pid: int, call: str, text: str) -> None:
        if call not in _SENDING:
            return
        thread = r"-?\d+, -?\d+" if call in ("tgkill", "rt_tgsigqueueinfo") else r"-?\d+"
        found = re.match(rf"\w+\(({thread}), {_SIGNAL}", text)
        if found is None or found[2] == "0":  # kill(2): 0 only asks whether it is there
            return
        to = int(found[1].partition(",")[0])
        if call == "pidfd_send_signal":
            to = self.pidfd[pid, to]
        elif call == "tkill":
            to = self.process.get(to, to)
        elif call == "kill" and to == 0:
            to = -self._group(pid)
        sender = pid, self.facts.execed[pid]
        self.facts.sent[sender, to, _named(found[2])] += 1


def _births(told: list[tuple[int, str]]) -> dict[int, int]:
    """Return whom each unfinished clone(2) made, by its line.

    Its maker may be told of the birth long after the new one's first calls: what these are worth
    depends on whether it is a thread.
    """
    begun: dict[int, int] = {}  # thread id -> the line of its unfinished call
    births = {}
    for at, (tid, text) in enumerate(told):
        if _UNFINISHED.search(text):
            begun.pop(tid, None)
            if text.partition("(")[0] in _FORKS:
                begun[tid] = at
        elif (rest := _RESUMED.match(text)) and tid in begun:
            found = _RESULT.findall("(" + rest[1])
            if found and found[-1] != "?" and int(found[-1]) > 0:
                births[begun.pop(tid)] = int(found[-1])
    return births


def _reaped(call: str, text: str, result: int) -> int:
    """Return which child's status was taken for good, 0 = none."""
    if call == "wait4":
        blind = re.search(r"\(-?\d+, NULL, (?!.*(?:WSTOPPED|WUNTRACED|WCONTINUED))", text)
        return result if result and (_STATUS.search(text) or blind) else 0
    if "WNOWAIT" in text:
        return 0
    if _GONE.search(text):
        return int(re.findall(r"si_pid=(\d+)", text)[0])
    asked = re.match(r"waitid\(P_PID, (\d+), NULL, WEXITED", text)  # nobody looks at the answer
    return int(asked[1]) if asked else 0


def _named(signal: str) -> str:
    """Return our names: strace counts real-time signals from 32."""
    number = re.fullmatch(r"SIGRT_(\d+)", signal)
    return name(32 + int(number[1])) if number else signal


def parse(lines: Iterable[str], group: int = 0) -> Facts:
    """Read strace's output; ``group`` is the process group of the first process."""
    reader = _Reader()
    told = []
    for line in lines:
        match = _LINE.match(line)
        assert match, line
        told.append((int(match[1]), match[2]))
    births = _births(told)
    for at, (tid, text) in enumerate(told):
        if not reader.first:
            reader.first = tid
            reader.group[tid] = group
        reader.line(tid, text, births.get(at, 0))
    # a thread that is killed before its clone(2) came back looks like a process
    born = {child for _, child in reader.facts.spawned} | {reader.first}
    reader.facts.exited = Counter({e: n for e, n in reader.facts.exited.items() if e[0] in born})
    return reader.facts
