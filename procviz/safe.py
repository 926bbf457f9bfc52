"""Text from processes is hostile: make it harmless before any terminal or widget sees it.

Names, arguments, output and file names may hold escape codes (ECMA-48), clipboard writes (OSC 52),
bidirectional overrides (Unicode TR 36), zero-width characters and lone surrogates.  The recording
keeps the raw text; whatever is *drawn* or *printed* goes through :func:`safe` first.
"""

import re
import unicodedata
from functools import cache

_HARMFUL = (
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff\ud800-\udfff]"
)


@cache
def _harmful() -> re.Pattern[str]:
    return re.compile(_HARMFUL)  # late: a screen of plain texts does without


def _replace(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code == 9:
        return " "
    if code < 0x20:
        return chr(0x2400 + code)  # the control pictures: ESC shows as one visible cell
    if code == 0x7F:
        return "␡"
    if code < 0xA0:
        return "\ufffd"
    return ""


def safe(text: str) -> str:
    """Return ``text`` on one line, without a character that could move, hide or command."""
    if text.isascii() and text.isprintable():  # the usual case, 60 ns
        return text
    text = _harmful().sub(_replace, text)
    # Combining marks pile up over neighbouring cells: at most two on one base character.
    out: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= 2:
            out.append(char)
    return "".join(out)
