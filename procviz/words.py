"""The words of the screen in English and Simplified Chinese: the field's standard terms."""

import locale
import os

from procviz.state import State

LANGUAGES = ("en", "zh")

_STATES = {
    "en": {state: state.value for state in State},
    "zh": {
        State.RUNNING: "运行",
        State.SLEEPING: "睡眠",
        State.WAITING: "等待",
        State.STOPPED: "停止",
        State.ZOMBIE: "僵尸",
        State.GONE: "已回收",
    },
}
_STATES["en"][State.GONE] = "reaped"


def language(asked: str | None = None) -> str:
    """Return ``en`` or ``zh``: what was asked for, else what the locale says (locale(7))."""
    if asked in LANGUAGES:
        return asked
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").startswith("zh") else "en"


def state(which: State, lang: str) -> str:
    """Return the word for a state."""
    return _STATES[lang][which]
