"""The screen in ASCII: one character for one, so that nothing moves.

For terminals whose encoding is not UTF-8, or whose font lacks our glyphs.
"""

import os
import re
from functools import lru_cache

from rich.cells import get_character_cell_size

_SAME = {
    "-": "─━╌╍╴╶╸╺‐‑‒–—−―⎯",
    "=": "═",
    "|": "│┃╎╏┆┇┊┋╵╷╹╻║▏▎▍▌▐▕¦‖",
    "+": "┌┐└┘├┤┬┴┼╭╮╰╯┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬┍┎┑┒┕┖┙┚┝┞┟┠┡┢┥┦┧┨┩┪┭┮┯┰┱┲┵┶┷┸┹┺┽┾┿╀╁╂╃╄╅╆╇╈╉╊",
    "#": "█▉▊▋▓▒▄▆▇▅■▬",
    "_": "▁▂▃",
    "^": "▀▔↑▲△⇧",
    ".": "·•∙┄┅┈┉",
    ">": "→▶▷›»⇒⟶↦▸►",
    "<": "←◀◁‹«⇐◂◄",
    "v": "↓▼▽⇩▾",
    "~": "↔∼≈…",
    "*": "●◆★",
    "o": "○◦",
    "%": "◐◑◒◓",
    "x": "✗×✕",
    "V": "✓✔",
    "/": "╱",
    "\\": "╲",
    "X": "╳",
    "'": "‘’′",
    '"': "“”″",
    "`": "`",
    "u": "µμ",
    "$": "↵",
    "@": "␀",
    ":": "░",
}
_TO = {char: plain for plain, chars in _SAME.items() for char in chars}
_OTHER = re.compile("[^\x00-\x7f]")


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char in _TO:
        return _TO[char]
    code = ord(char)
    if 0x2801 <= code <= 0x28FF:
        return "."
    if code == 0x2800:
        return " "
    if 0x2400 <= code <= 0x2421:  # the picture of a control character
        return "^"
    return "?" * max(0, get_character_cell_size(char))


def plainly(text: str) -> str:
    """Return a text of the same width in ASCII; what it has no sign for is ?"""
    return text if text.isascii() else _OTHER.sub(lambda match: _plain(match.group()), text)


def wanted() -> bool:
    """Whether this locale's encoding is not UTF-8 (locale(7)); of none at all we know nothing.

    Python puts LC_CTYPE=C.UTF-8 into the environment where LANG says C (PEP 538).
    """
    environ = os.environ
    said = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    lang = environ.get("LANG") or ""
    if not environ.get("LC_ALL") and said == "C.UTF-8" and lang in ("C", "POSIX"):
        said = lang
    name, _, rest = said.partition(".")
    codeset = rest.partition("@")[0].lower().replace("-", "").replace("_", "")
    if codeset:
        return codeset != "utf8"
    if not said or name.lower().replace("-", "") == "utf8":  # macOS: LC_CTYPE=UTF-8
        return False
    return name in ("C", "POSIX") or not _utf8()


def _utf8() -> bool:
    """Whether the locale of this process, named without its encoding, has UTF-8."""
    import locale

    return locale.getencoding().lower().replace("-", "").replace("_", "") == "utf8"
