"""What a command line was understood as."""

from types import SimpleNamespace as Namespace

from procviz.errors import Sentence

__all__ = ["ALONE", "Misused", "Namespace", "Typed"]

# options, the target with its arguments, what came after ``--`` or None
Typed = tuple[Namespace, list[str], list[str] | None]

# What `procviz` alone means.  Made by no parser: argparse would be a tenth of the first picture.
ALONE: dict[str, object] = {
    "variant": "", "output": None, "strace": False, "lang": None, "plain": False, "json": False,
    "timeout": None, "schema": False, "verify": False, "scenarios": None, "linger": 5.0,
    "breaks": [], "gate": None, "lines": False, "schedule": None, "ascii": None,
    "presenter": False,
}  # fmt: skip


class Misused(Sentence):
    """The command line makes no sense."""
