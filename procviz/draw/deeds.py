"""The keys that the help tells in pairs, each by its own name: for the palette."""

_DEEDS: dict[str, tuple[str, str, str]] = {  # action -> binding's key, English, Chinese
    "screen.go": ("Enter", "run what the cursor is on; on the stage: only this family",
                  "运行光标处的场景；在舞台上：只看这个家族"),
    "screen.move(1)": ("↓", "down: next scenario, process, row", "向下：下一个场景、进程、行"),
    "screen.move(-1)": ("↑", "up: previous scenario, process, row", "向上：上一个场景、进程、行"),
    "screen.page(1)": ("PgDn", "scroll the pane on", "窗格向下翻页"),
    "screen.page(-1)": ("PgUp", "scroll the pane back", "窗格向上翻页"),
    "screen.step(-1)": ("←", "one event back", "后退一个事件"),
    "screen.line(1)": ("Shift+→", "one source line of the selected process on",
                       "所选进程前进一个源代码行"),
    "screen.line(-1)": ("Shift+←", "one source line of the selected process back",
                        "所选进程后退一个源代码行"),
    "screen.deed(1)": (".", "what the selected process does next", "所选进程接下来做的事"),
    "screen.deed(-1)": (",", "what the selected process did before", "所选进程之前做的事"),
    "screen.event(1)": ("Ctrl+→", "one event on, samples and output too",
                        "前进一个事件，包括采样和输出"),
    "screen.event(-1)": ("Ctrl+←", "one event back, samples and output too",
                         "后退一个事件，包括采样和输出"),
    "screen.home": ("Home", "to the start", "到开头"),
    "screen.catch_up": ("End", "to the end or the live edge, and follow", "到末尾或实时处，并跟随"),
    "screen.speed(1)": ("]", "faster", "快一些"),
    "screen.speed(-1)": ("[", "slower", "慢一些"),
    "screen.to_mark(1)": ("'", "to the next bookmark", "到下一个书签"),
    "screen.to_mark(-1)": ('"', "to the previous bookmark", "到上一个书签"),
    "screen.to_break(1)": (")", "to where the next break holds", "到下一处断点"),
    "screen.to_break(-1)": ("(", "to where a break held before", "到上一处断点"),
    "screen.zoom(-1)": ("+", "time line: nearer", "时间线：放大"),
    "screen.zoom(1)": ("-", "time line: further", "时间线：缩小"),
    "screen.zoom(0)": ("0", "time line: all of the run", "时间线：全程"),
    "screen.pan(-1)": ("<", "time line: earlier", "时间线：更早"),
    "screen.pan(1)": (">", "time line: later", "时间线：更晚"),
    "screen.other(1)": ("n", "run the next scenario", "运行下一个场景"),
    "screen.other(-1)": ("p", "run the previous scenario", "运行上一个场景"),
    "screen.select(1)": ("Tab", "select the next process", "选择下一个进程"),
    "screen.select(-1)": ("Shift+Tab", "select the previous process", "选择上一个进程"),
    "screen.help": ("?", "all keys and signs", "全部按键和符号"),
}  # fmt: skip


def deeds(lang: str) -> list[tuple[str, str, str]]:
    """Return (what it does, its key, action)."""
    zh = lang == "zh"
    return [(chinese if zh else english, key, action)
            for action, (key, english, chinese) in _DEEDS.items()]  # fmt: skip
