"""What is asked of the gate, before there is one."""

from dataclasses import dataclass

from procviz.gate.policies import Policy, named
from procviz.gate.schedule import Choice, Replay


@dataclass(frozen=True, slots=True)
class Plan:
    """How to schedule a program: by a policy's name, or by ``schedule``, if that is not empty.

    ``lines``: each line of the program is a stop too.
    """

    policy: str = "manual"
    lines: bool = False
    schedule: tuple[Choice, ...] = ()

    def make(self) -> Policy:
        """Return the policy; raises UnknownPolicy."""
        return Replay(self.schedule) if self.schedule else named(self.policy)
