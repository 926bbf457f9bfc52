"""Names of keys as the person has them: whoever moved a key reads its new name everywhere."""

import re
from collections.abc import Mapping

_ALIAS = {"Enter": "↵", "Ctrl+P": "^P", "Ctrl+S": "^S"}  # the help spells them out


def shown(text: str, moved: Mapping[str, str]) -> str:
    """Return the names of keys, such as ``n  p`` or ``↑ ↓``, with those that were ``moved``."""
    if not moved:
        return text
    return re.sub(r"\S+", lambda match: moved.get(_ALIAS.get(match[0], match[0]), match[0]), text)
