"""Text in a Mermaid diagram that stays text, whatever it says."""

import re

from procviz.safe import safe

# everything but letters, digits and these becomes an entity code: ``;`` ends a statement, ``#``
# and ``%%`` begin comments, ``:`` and ``>`` are syntax, and labels are read as HTML afterwards
_PLAIN = frozenset(" .,_-/'!?=+*")
_CODES = frozenset("ﬂ°¶ß")  # how mermaid marks entity codes on its way
_BREAKS = re.compile(r"style|classDef|end|wrap", re.IGNORECASE)  # words with a meaning of their own


def text(words: str, most: int = 120) -> str:
    """Return a text as Mermaid takes it literally; at most ``most`` characters, then …."""
    words = safe(words).strip()
    if len(words) > most:
        words = words[: most - 1] + "…"
    words = _BREAKS.sub(lambda m: "\0" + m.group(), words)
    out = []
    coded = False  # the next character must be a code, though it is a letter
    for char in words:
        if char == "\0":
            coded = True
        elif coded or not _is_plain(char):
            out.append(f"#{ord(char)};")
            coded = False
        else:
            out.append(char)
    return "".join(out) or "#32;"


def _is_plain(char: str) -> bool:
    return char.isalnum() or char in _PLAIN if char.isascii() else char not in _CODES
