"""The person's own keys: checked, given to Textual, and shown wherever a key is named."""

import unicodedata
from collections.abc import Iterable, Mapping

from textual.binding import Binding
from textual.keys import Keys, _character_to_key

from procviz.safe import safe

_NAMES = {
    "move(-1)": "up", "move(1)": "down", "page(-1)": "page_up", "page(1)": "page_down",
    "other(-1)": "previous", "other(1)": "next", "select(-1)": "select_previous",
    "select(1)": "select_next",
}  # fmt: skip
_LABELS = {
    "up": "↑", "down": "↓", "left": "←", "right": "→", "enter": "↵", "escape": "Esc",
    "space": "Space", "tab": "Tab", "home": "Home", "end": "End", "pageup": "PgUp",
    "pagedown": "PgDn", "backspace": "Backspace", "delete": "Del", "insert": "Ins",
}  # fmt: skip
_MODIFIERS = {"ctrl", "alt", "shift", "meta", "super", "hyper"}


def name(action: str) -> str:
    """Return the id of an action's binding: ``procviz.pause``, ``procviz.focus_pane_2``."""
    short = action.removeprefix("app.").removeprefix("screen.")
    what, _, argument = short.removesuffix(")").partition("(")
    back = "_back" if argument.startswith("-") else ""
    number = argument.removeprefix("-")
    return f"procviz.{_NAMES.get(short) or what + back + (f'_{number}' if number else '')}"


def label(key: str) -> str:
    """Return a key as it is shown: ``Space``, ``^P``, ``?``."""
    *modifiers, last = key.split("+") if key != "+" else ["+"]
    shown = _LABELS.get(last) or _character(last) or last.upper() * (len(last) < 4) or last
    for modifier in reversed(modifiers):
        shown = f"^{shown.upper()}" if modifier == "ctrl" else f"{modifier.capitalize()}+{shown}"
    return shown


def _character(key: str) -> str:
    """Return the character that a key types, "" for a key that types none."""
    if len(key) == 1:
        return key
    if key in _VALUES:
        return ""
    try:
        return unicodedata.lookup(key.replace("_", " "))
    except KeyError:
        return _SHORT.get(key, "")


_VALUES = {key.value for key in Keys}
# Textual shortens some names of Unicode's
_SHORT = {_character_to_key(chr(code)): chr(code) for code in range(0x21, 0x7F)}


def _known(key: str) -> bool:
    *modifiers, last = key.split("+")
    if not set(modifiers) <= _MODIFIERS:
        return False
    return key in _VALUES or last in _VALUES or bool(_character(last))


def checked(
    keymap: Mapping[str, str], bindings: Iterable[Binding], path: str
) -> tuple[dict[str, str], list[str]]:
    """Return the keymap for Textual, and a sentence for each entry that cannot be used."""
    defaults: dict[str, list[str]] = {}
    for binding in bindings:
        if binding.id:
            defaults.setdefault(binding.id, []).extend(binding.key.split(","))
    good: dict[str, str] = {}
    wrong: list[str] = []
    for given, text in keymap.items():
        which = given if given.startswith("procviz.") else f"procviz.{given}"
        where = f"{path}: keymap.{safe(given)}"
        if which not in defaults:
            known = ", ".join(sorted(key.removeprefix("procviz.") for key in defaults))
            wrong.append(f"{where}: there is no such action; there are {known}.")
            continue
        keys = [_normal(key) for key in text.split(",")]
        bad = [key for key in keys if not _known(key)]
        if bad:
            wrong.append(
                f"{where}: {safe(bad[0])!r} is no key; a key is a character, or a name such as "
                "space, f5, ctrl+x, question_mark."
            )
            continue
        good[which] = ",".join(keys)
    for which in list(good):
        taken = {
            key: other
            for other, own in defaults.items()
            if other != which
            for key in (good[other].split(",") if other in good else own)
        }
        clash = next((key for key in good[which].split(",") if key in taken), None)
        if clash is not None:
            other = taken[clash]
            wrong.append(
                f"{path}: keymap.{which}: the key {label(clash)} is that of {other}; give that "
                "another key too, or choose one that is free."
            )
            del good[which]
    return good, wrong


def _normal(key: str) -> str:
    key = key if key == " " else key.strip()
    return _character_to_key(key) if len(key) == 1 else key


def relabelled(keymap: Mapping[str, str], bindings: Iterable[Binding]) -> dict[str, str]:
    """Return how each key that was moved is shown now, by how it was shown."""
    return {
        label(key): label(keymap[binding.id].split(",")[0])
        for binding in bindings
        for key in binding.key.split(",")
        if binding.id and binding.id in keymap
    }
