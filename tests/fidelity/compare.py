"""One program, observed by strace and by procviz in the same run, and the difference."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from procviz import events as ev
from procviz.events import Event
from procviz.session import Program
from tests.fidelity.order import violations
from tests.real import of, running
from tests.truth import STRACE, Facts, parse

KINDS = ("spawned", "execed", "exited", "reaped", "sent", "handled")
LIMIT = 120.0  # seconds for one program under strace; far more than it takes, on any machine
_HANDLED = re.compile(r"^handled (\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact: how many there were, which we did not tell, which were not so."""

    truth: int
    missed: Counter
    invented: Counter

    @property
    def same(self) -> bool:
        """Nothing missed and nothing invented."""
        return not self.missed and not self.invented


@dataclass(frozen=True, slots=True)
class Result:
    """What the comparison of one run found.

    ``untold``: signals that programs without a probe sent; only a tracer can know of those.
    ``disorder``: sentences about effects that stand before their causes.
    """

    kinds: dict[str, Kind]
    untold: int = 0
    disorder: list[str] = field(default_factory=list)
    log: list[Event] = field(default_factory=list, repr=False)

    @property
    def same(self) -> bool:
        """The log is true."""
        return not self.disorder and all(kind.same for kind in self.kinds.values())


def compare(program: Program, out: Path) -> Result:
    """Run a program under both; strace's lines stay in the file ``out``.

    Procviz observes strace as well as the program; what strace itself does is left out.
    """
    with running(replace(program, argv=(*STRACE, str(out), "--", *program.argv))) as run:
        assert run.wait(LIMIT), f"it did not end within {LIMIT} s"
        log = run.take()
    lines = out.read_text().splitlines()
    strace, traced = log[0].pid, int(lines[0].split()[0])
    outside = {e.pid for e in of(log, ev.Reaped) if "launch" in e.source} | {strace}
    # strace tries the kernel's ptrace out on children of its own before it begins
    outside |= {e.child for e in of(log, ev.Spawned) if e.pid == strace} - {traced}
    return difference(parse(lines, group=strace), log, outside)


def difference(truth: Facts, log: list[Event], outside: set[int]) -> Result:
    """Compare a log with the truth; ``outside``: processes that are no part of the program."""
    probed = _instrumented(log)
    seen = ours(log, outside)
    told = Counter({fact: n for fact, n in truth.sent.items() if fact[0] in probed})
    untold = truth.sent.total() - told.total()
    truth.sent = told
    kinds = {what: kind(getattr(truth, what), getattr(seen, what)) for what in KINDS[:-1]}
    kinds["handled"] = kind(said_handled(log), handled(log))
    return Result(kinds, untold, violations(log), log)


def kind(truth: Counter, seen: Counter) -> Kind:
    """Compare two multisets."""
    return Kind(truth.total(), truth - seen, seen - truth)


def ours(log: list[Event], outside: set[int], traced: bool = False) -> Facts:
    """Return our log as facts, without what strace itself and procviz's helper did.

    ``traced``: the log has what strace saw already.
    """

    def count(found: Iterable[tuple]) -> Counter:
        return Counter(f for f in found if f[0] not in outside)

    facts = Facts()
    facts.spawned = count((e.pid, e.child) for e in of(log, ev.Spawned))
    facts.execed = Counter(e.pid for e in of(log, ev.Execed) if e.pid not in outside)
    facts.exited = count((e.pid, e.signal or str(e.code)) for e in of(log, ev.Exited))
    facts.reaped = count((e.pid, e.child) for e in of(log, ev.Reaped) if e.pid)  # 0: by nobody
    execs: Counter[int] = Counter()
    leaving: dict[int, str] = {}
    for e in log:
        if isinstance(e, ev.Execed):
            execs[e.pid] += 1
        elif isinstance(e, ev.SignalSent) and not e.error:
            facts.sent[(e.pid, execs[e.pid]), e.to, e.signal] += 1
        elif isinstance(e, ev.Exiting):
            leaving[e.pid] = e.how
        elif isinstance(e, ev.Exited) and not traced:
            # what C sends to itself: abort(3), and Python after a KeyboardInterrupt
            own = {"os.abort": "SIGABRT", "exception": "SIGINT"}.get(leaving.get(e.pid, ""))
            if own and own == e.signal:
                facts.sent[(e.pid, execs[e.pid]), e.pid, own] += 1
    return facts


def _instrumented(log: list[Event]) -> set[tuple[int, int]]:
    """Return who had our probe inside, as in Facts: (PID, number of execs)."""
    execs: Counter[int] = Counter()
    found = set()
    for e in log:
        execs[e.pid] += isinstance(e, ev.Execed)
        if "probe" in e.source:
            found.add((e.pid, execs[e.pid]))
    return found


def handled(log: list[Event]) -> Counter:
    """Return PID -> how many runs of handlers the log tells of, or says that it cannot."""
    found = Counter(e.pid for e in of(log, ev.HandlerBegan))
    for e in of(log, ev.Lost):
        if "signal handlers" in e.why:  # they came faster than they could be written
            found[e.pid] += e.count
    return found


def said_handled(log: list[Event]) -> Counter:
    """Return PID -> how often a handler ran there, as the programs themselves count and print.

    strace sees what is delivered, not what Python makes of it: signals coalesce (signal(7)).
    A program that prints nothing of the kind is taken at our word.
    """
    text: dict[int, str] = {}
    for e in of(log, ev.Wrote):
        text[e.pid] = text.get(e.pid, "") + e.text
    said = {pid: sum(map(int, _HANDLED.findall(t))) for pid, t in text.items()}
    if not any(_HANDLED.search(t) for t in text.values()):
        return handled(log)
    return +Counter(said)
