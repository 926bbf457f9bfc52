"""How the person wants procviz: ``~/.config/procviz/config.toml`` (XDG Base Directory).

A mistake in it never keeps procviz from starting: whatever is wrong is left out, and told in one
sentence that names the file, the key, and what is allowed.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from procviz.safe import safe
from procviz.words import LANGUAGES

_SWITCHES = ("motion", "ascii", "presenter", "questions")


class Settings(NamedTuple):
    """``theme`` by its name, "" = ours; ``lang`` None and ``ascii`` None = what the locale says.

    ``keymap``: id of a key as in the help (``procviz.pause``) -> keys, separated by commas.
    ``wrong``: one sentence for each thing in the file that could not be used.
    """

    theme: str = ""
    lang: str | None = None
    motion: bool = True
    ascii: bool | None = None
    presenter: bool = False
    questions: bool = False
    keymap: Mapping[str, str] = MappingProxyType({})
    path: str = ""
    wrong: tuple[str, ...] = ()


def place() -> Path:
    """Return where the file is, whether it exists or not."""
    home = os.environ.get("XDG_CONFIG_HOME", "")
    base = Path(home) if home.startswith("/") else Path.home() / ".config"
    return base / "procviz" / "config.toml"


def read(path: Path | None = None) -> Settings:
    """Return the settings; without the file, those that nobody has changed."""
    path = path or place()
    shown = safe(str(path))
    try:
        text = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Settings(path=shown)
    except OSError as error:
        return Settings(path=shown, wrong=(f"Cannot read {shown}: {error.strerror}.",))
    import tomllib  # late: nearly nobody has the file

    try:
        data = tomllib.loads(text.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        why = safe(str(error) or type(error).__name__)
        return Settings(path=shown, wrong=(f"{shown} is not TOML, so none of it is used: {why}.",))
    return _checked(data, shown)


def _checked(data: Mapping[str, Any], shown: str) -> Settings:
    good: dict[str, Any] = {}
    wrong: list[str] = []
    for key, value in data.items():
        allowed = _allowed(key, value)
        if not allowed:
            good[key] = value
        elif allowed == "?":
            known = ", ".join(("theme", "lang", *_SWITCHES, "keymap"))
            wrong.append(f"{shown}: there is no setting {safe(key)}; there are {known}.")
        else:
            wrong.append(f"{shown}: {key} is {_shown(value)}, but must be {allowed}.")
    keymap = good.pop("keymap", {})
    for name, keys in list(_flat(keymap)):
        if isinstance(keys, str) and keys.strip():
            continue
        wrong.append(
            f"{shown}: keymap.{safe(name)} is {_shown(keys)}, but must be a key or several, as in "
            '"space,w".'
        )
    usable = {name: keys for name, keys in _flat(keymap) if isinstance(keys, str) and keys.strip()}
    return Settings(**good)._replace(keymap=usable, path=shown, wrong=tuple(wrong))


def _flat(table: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """Return ids and keys: ``procviz.pause`` may be written with its quotes or without them."""
    out: list[tuple[str, Any]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            out += _flat(value, f"{before}{name}.")
        else:
            out.append((before + name, value))
    return out


def _allowed(key: str, value: object) -> str:
    """Return what a setting must be, "" where it is that, "?" where there is no such setting."""
    if key == "theme":
        return "" if isinstance(value, str) and value else 'the name of a theme, as in "nord"'
    if key == "lang":
        return "" if value in LANGUAGES else " or ".join(f'"{lang}"' for lang in LANGUAGES)
    if key in _SWITCHES:
        return "" if isinstance(value, bool) else "true or false"
    if key == "keymap":
        return "" if isinstance(value, dict) else 'a table, as in [keymap] and procviz.pause = "w"'
    return "?"


def _shown(value: object) -> str:
    text = safe(repr(value))
    return text if len(text) <= 40 else text[:39] + "…"
