"""The person's side of the gate: who is ready, who is chosen, and going on at human pace.

The gate itself always waits (policy "manual"); a policy of the screen only chooses, one step after
another, each when the picture has shown what the one before has done.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from procviz.draw.gated import Gated
from procviz.gate import policies
from procviz.places import WORTH

if TYPE_CHECKING:
    from procviz.events import Where
    from procviz.gate.policies import Policy
    from procviz.gate.ready import Ready
    from procviz.ui.show import Show

SETTLE = 0.12  # seconds in which the events of a step still come after the next stop was seen
PACE = 0.45  # seconds between two steps that go on by themselves
QUIET = 0.8  # seconds without anybody ready after which that is said
YOU = "manual"


class Gate(Protocol):
    """What is needed of `procviz.gate.scheduler.Gate`."""

    @property
    def held(self) -> bool:
        """Is it on?"""

    @property
    def asleep(self) -> bool:
        """Everybody waits, and nobody is at the gate."""

    def ready(self) -> "list[Ready]":
        """Return who may go on."""

    def grant(self, choice: "Ready") -> bool:
        """Let one go on."""

    def free(self) -> None:
        """Let all go on."""

    def hold(self) -> None:
        """Hold them again."""

    def listen(self, told: Callable[[], None]) -> None:
        """Have news told."""


class Turns:
    """The gate of one run, looked at by the screen's thread.  ``now``: seconds of its clock."""

    def __init__(self, gate: Gate, policy: str = YOU) -> None:
        self.gate = gate
        self.ready: tuple[Ready, ...] = ()  # in the picture
        self.chosen = ""  # who goes on next
        self.mode = "runs"
        self.take(policy)
        self._heard: tuple[Ready, ...] = ()
        self._since = self._let = float("-inf")
        self._last = ""  # who was let go last
        self._wanted = False  # the person wants the next step as soon as there is one

    def take(self, policy: str) -> None:
        """Let a policy choose from now on; "manual" = the person."""
        self.policy = policy
        self.auto = policy != YOU
        self._policy: Policy | None = None
        self._proposed: tuple[Ready, ...] = ()

    # -- time passes ----------------------------------------------------------------------------

    def look(self, show: "Show", now: float) -> bool:
        """See what is new, and let the next one go on if it is time; True when it has changed."""
        before = self.mode, self.ready, self.chosen
        heard = tuple(self.gate.ready()) if show.feed.live else ()
        if heard != self._heard:
            self._heard, self._since = heard, now
        self.mode = self._mode(show, now)
        if self.mode == "ready":
            if self.ready != heard or not self.chosen:
                self.ready = heard
                self._choose(show)
            if self._wanted or (self.auto and not show.playhead.paused and now >= self._let + PACE):
                self.grant(now)
        elif self.mode in ("asleep", "open", "over"):
            self.ready, self.chosen = (), ""
        return before != (self.mode, self.ready, self.chosen)

    def _mode(self, show: "Show", now: float) -> str:
        if not show.feed.live:  # the rest of it may still have to be shown
            return "over" if show.over else "open" if self.mode == "open" else "runs"
        if not self.gate.held:
            return "open"
        if not at_edge(show):
            return "runs" if show.playhead.following and not show.playhead.paused else "behind"
        if self._heard:
            if self.mode == "ready" and self._heard == self.ready:
                return "ready"
            rest = show.playhead.progress(now) >= 1 and now >= self._since + SETTLE
            return "ready" if rest else "runs"
        return "asleep" if self.gate.asleep and now >= self._since + QUIET else "runs"

    def _choose(self, show: "Show") -> None:
        """Choose as the policy would; the person goes on with the same one as long as it can."""
        if self.auto:
            chosen = self._proposal()
        else:
            chosen = next((r for r in self.ready if r.who == self._last), self.ready[0])
        self.choose(chosen, show)

    def _proposal(self) -> "Ready":
        if self._policy is None:
            self._policy = policies.named("round-robin" if self.policy == YOU else self.policy)
        self._proposed = self.ready
        return self._policy.choose(self.ready) or self.ready[0]

    def moving(self, now: float) -> bool:
        """Whether it will change by itself, without news from the gate."""
        if self.mode in ("open", "over", "behind"):
            return False
        if self.mode == "ready":
            return self.auto or self._wanted
        return bool(self._heard) or now < self._since + QUIET

    # -- the person -----------------------------------------------------------------------------

    def choose(self, ready: "Ready", show: "Show") -> None:
        """Choose one of those that are ready; it is the selected process from now on."""
        self.chosen = ready.who
        process = show.world.by_pid(ready.key.pid)
        if process is not None:
            show.selected = process.uid

    def turn(self, step: int, show: "Show") -> bool:
        """Choose the next or the previous one of them; False where nobody is ready."""
        if self.mode != "ready":
            return False
        names = [ready.who for ready in self.ready]
        at = names.index(self.chosen) if self.chosen in names else 0
        self.choose(self.ready[(at + step) % len(self.ready)], show)
        return True

    def pick(self, who: str, show: "Show") -> None:
        """Choose one by name, if it is ready."""
        own = next((ready for ready in self.ready if ready.who == who), None)
        if self.mode == "ready" and own is not None:
            self.choose(own, show)

    def pick_process(self, uid: int, show: "Show") -> None:
        """Choose a process, if it is ready."""
        pid = show.world.processes[uid].pid
        self.pick(next((ready.who for ready in self.ready if ready.key.pid == pid), ""), show)

    def step(self, now: float) -> None:
        """Let the chosen one do its next event, now or as soon as there is one."""
        self._wanted = self.mode == "runs"
        if self.mode == "ready":
            self.grant(now)

    def go(self, now: float) -> None:
        """Go on by itself, or stop that."""
        self.auto = not self.auto
        self._let = now - PACE
        self._wanted = False

    def grant(self, now: float) -> None:
        """Let the chosen one go on."""
        self._wanted = False
        if self.auto and self._proposed != self.ready:
            self.chosen = self._proposal().who
        one = next((ready for ready in self.ready if ready.who == self.chosen), self.ready[0])
        self._heard = ()
        self._since = self._let = now
        self._last, self.mode, self.chosen = one.who, "runs", ""
        if self.gate.grant(one):
            self.ready = tuple(ready for ready in self.ready if ready is not one)

    def where(self, pid: int) -> "Where | None":
        """Return where the next step of a process is, None where it is not held."""
        own = [ready for ready in self.seen.ready if ready.key.pid == pid]
        chosen = next((ready for ready in own if ready.who == self.chosen), None)
        first = chosen or next(iter(own), None)
        return first.where if first is not None else None

    @property
    def seen(self) -> Gated:
        """What is drawn."""
        shown = () if self.mode == "behind" else self.ready
        by = "round-robin" if self.auto and self.policy == YOU else self.policy
        return Gated(self.mode, shown, self.chosen, by, self.auto)


def at_edge(show: "Show") -> bool:
    """Whether the picture shows all that is worth seeing."""
    head = show.playhead
    if head.finished:
        return True
    show.history.reach(min(len(show.log), head.at + 1_000))
    return show.history.whole and show.history.places.next(head.at, WORTH) < 0
