"""What the person wants to see run: the word between picker, command line and launch."""

from typing import NamedTuple


class Target(NamedTuple):
    """A scenario (``scenario`` is its id), or a command line of the person's own.

    ``argv`` is the command of the latter, ``title`` what the screen calls it.  ``gate``: under the
    gate, who chooses (`procviz.gate.policies.NAMES`), "" = no gate; ``lines``: it stops at lines.
    """

    scenario: str = ""
    argv: tuple[str, ...] = ()
    variant: str = ""
    title: str = ""
    gate: str = ""
    lines: bool = False
