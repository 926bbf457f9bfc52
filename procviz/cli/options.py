"""The words of a command line: ours, the target's, and what came after ``--``."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from procviz.cli.typed import Misused, Namespace, Typed


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Misused(message[:1].upper() + message[1:] + "; `procviz --help` tells all.")


def split(words: Sequence[str], head: str = "") -> Typed:
    """Return (options, target with its arguments, what came after ``--`` or None).

    procviz's options may stand anywhere before ``--``; what it does not know is the target's.
    ``head``: the command that these words are for.
    """
    parser = _options(head)
    takes = {o: a.nargs != 0 for a in parser._actions for o in a.option_strings}
    after = None
    if "--" in words:
        at = list(words).index("--")
        words, after = words[:at], list(words[at + 1 :])
    ours: list[str] = []
    target: list[str] = []
    left = list(words)
    while left:
        word = left.pop(0)
        name, equals, _ = word.partition("=")
        if name in takes:
            if name == "--gate" and not equals:
                word = _gate_word(left)
            ours.append(word)
            if takes[name] and not equals and name != "--gate":
                ours.extend(left[:1])
                del left[:1]
        elif word.startswith("-") and len(word) > 1 and not target:
            raise Misused(f"There is no option {word}; `procviz --help` tells all.")
        else:
            target.append(word)
    return parser.parse_args(ours, Namespace()), target, after


def _gate_word(left: list[str]) -> str:
    """Return ``--gate=POLICY``, taken from the words that follow; the policy may be left out."""
    from procviz.gate.policies import is_name

    return f"--gate={left.pop(0)}" if left and is_name(left[0]) else "--gate="


def _options(head: str = "") -> _Parser:
    parser = _Parser(prog="procviz", add_help=False, allow_abbrev=False)
    parser.add_argument("--variant", default="")
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--strace", action="store_true")
    parser.add_argument("--lang", choices=("en", "zh"))
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--timeout", type=float)
    parser.add_argument("--schema", action="store_true")
    parser.add_argument("--verify", action="store_true")
    parser.add_argument("--scenarios", type=Path)
    parser.add_argument("--linger", type=float, default=5.0)
    if head in ("run", "replay", ""):
        parser.add_argument("--break", dest="breaks", action="append", default=[])
    if head in ("run", ""):
        parser.add_argument("--gate")
        parser.add_argument("--lines", action="store_true")
        parser.add_argument("--schedule", type=Path)
    if head == "explore":
        _explore_options(parser)
    if head in ("", "replay"):
        parser.add_argument("--ascii", action="store_true", default=None)
        parser.add_argument("--presenter", action="store_true")
    if head == "export":  # elsewhere these are the target's own
        parser.add_argument("--as", dest="kind")
    if head == "serve":
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
    if head == "record":
        _film_options(parser)
    return parser


def _explore_options(parser: argparse.ArgumentParser) -> None:
    for name, usual in (("--runs", 200), ("--confirm", 3), ("--seed", 0), ("--jobs", 1)):
        parser.add_argument(name, type=int, default=usual)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--lines", action="store_true")
    parser.add_argument("--events", action="store_true")
    parser.set_defaults(linger=2.0)


def _film_options(parser: argparse.ArgumentParser) -> None:
    for name in ("--size", "--pace", "--theme", "--at"):
        parser.add_argument(name, default="")
    for name in ("--presenter", "--still", "--input", "--anew"):
        parser.add_argument(name, action="store_true")
    parser.add_argument("--script", type=Path)
    parser.add_argument("--fps", type=float, default=30.0)
    parser.add_argument("--asciicast", type=int, choices=(2, 3), default=3)
