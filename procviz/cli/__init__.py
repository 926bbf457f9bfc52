"""The command line: what was typed, checked, and handed to whoever does it.

Each command is a module of this package with a function ``command``, imported when it is called:
`procviz --help` and the first picture wait for none of them.
"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from procviz import __version__
from procviz.errors import Sentence

if TYPE_CHECKING:
    from procviz.cli.typed import Typed

# command -> its module; a module named list would hide list() here once it is imported
COMMANDS = {
    "run": "run",
    "explore": "explore",
    "list": "listing",
    "replay": "replay",
    "info": "info",
    "export": "export",
    "serve": "serve",
    "record": "record",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run procviz; returns the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if sys.platform == "win32":
        print(
            "procviz: Windows has no fork, no signals and no zombies to show; "
            "procviz runs on Linux and macOS, and under WSL.",
            file=sys.stderr,
        )
        return 2
    before = words[: words.index("--")] if "--" in words else words
    head = before[0] if before else ""
    if {"-h", "--help"} & set(before[:2]) or head == "help":
        from procviz.cli.help import HELP

        print(HELP, end="")
        return 0
    if head == "--version":
        print(f"procviz {__version__}")
        return 0
    try:
        return _called(head, words[1:]) if head in COMMANDS else _opened(words)
    except Sentence as error:
        return _sorry(error)


def on_page(words: Sequence[str], size: tuple[int, int]) -> int:
    """Open the screen for a page of ``procviz serve``, ``size`` in cells; returns the status."""
    try:
        return _opened(words, size)
    except Sentence as error:
        return _sorry(error)


def _called(name: str, words: Sequence[str]) -> int:
    from importlib import import_module

    from procviz.cli.options import split

    status: int = import_module(f"procviz.cli.{COMMANDS[name]}").command(*split(words, name))
    return status


def _opened(words: Sequence[str], page: tuple[int, int] | None = None) -> int:
    from procviz.cli import asked, screen

    typed = _understood(words)
    if page is not None:
        typed[0].page = page
        if asked.is_recording(typed[1]):
            from procviz.cli import replay

            return replay.command(*typed)
    return screen.open_(*typed)


def _understood(words: Sequence[str]) -> "Typed":
    if not words:
        from procviz.cli.typed import ALONE, Namespace

        return Namespace(**ALONE), [], None
    from procviz.cli.options import split

    return split(words)


def _sorry(error: Sentence) -> int:
    print(f"procviz: {error}", file=sys.stderr)
    return 2
