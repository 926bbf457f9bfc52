"""Text in a Mermaid diagram that stays text, whatever it says."""

import re
import textwrap

from procviz.safe import safe

# everything but letters, digits and these becomes an entity code: ``;`` ends a statement, ``#``
# and ``%%`` begin comments, ``$$`` formulas, and labels are read as HTML afterwards
_PLAIN = frozenset(" .,_-/'!?=+*()[]\":")
_CODES = frozenset("ﬂ°¶ß")  # how mermaid marks entity codes on its way
# words with a meaning of their own
_BREAKS = re.compile(r"style|classDef|\bend\b|wrap(?=:)", re.IGNORECASE)
_WIDE = re.compile(r"[\u1100-\uffdc\U00020000-\U0003fffd]")
BREAK = "<br/>"


def text(words: str, most: int = 160, width: int = 36) -> str:
    """Return a text as Mermaid takes it literally, in lines of about ``width`` cells.

    At most ``most`` characters, then ….  Mermaid's own wrapping would break entity codes in two.
    """
    words = safe(words).strip()
    if len(words) > most:
        words = words[: most - 1] + "…"
    if _WIDE.search(words):
        width = width * 6 // 10
    lines = textwrap.wrap(words, width, break_on_hyphens=False) or [" "]
    return BREAK.join(map(_literal, lines))


def _literal(line: str) -> str:
    # a letter as a code is enough to make another word of one
    coded = {found.start() for found in _BREAKS.finditer(line)}
    out = (c if i not in coded and _is_plain(c) else f"#{ord(c)};" for i, c in enumerate(line))
    made = "".join(out)
    return made if made.strip() else "#32;"


def _is_plain(char: str) -> bool:
    return char.isalnum() or char in _PLAIN if char.isascii() else char not in _CODES
