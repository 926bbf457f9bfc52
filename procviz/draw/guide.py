"""The help: every key and every sign, as words."""

from collections.abc import Mapping, Sequence

from procviz.draw.canvas import Canvas, Style, cells
from procviz.draw.frame import draw as frame
from procviz.draw.guide_panes import MEANING, MOUSE, SIGNS
from procviz.draw.keycaps import shown
from procviz.draw.labels import label
from procviz.draw.layout import Pane
from procviz.draw.rows import Row, column, wrap
from procviz.draw.theme import GLYPHS, Theme, state_colour
from procviz.state import State
from procviz.words import state as state_word

_TEXT = 76  # cells; longer lines are hard to read
_KEYS = {
    "en": (
        ("↑ ↓  Enter", "choose a scenario, run it"),
        ("/", "search the scenarios; in the output pane: filter"),
        ("n  p", "run the next, the previous scenario"),
        ("r", "run again"),
        ("v", "run the next variant"),
        ("V", "compare the variants: all time lines one above the other"),
        ("a", "ask questions before a scenario runs; the run answers them"),
        ("g", "the gate, you are the scheduler: on or off for the next runs; in one: open, hold"),
        ("G", "who chooses at the gate: you, parent first, child first, by turns, by chance"),
        ("Space", "stop the picture, reality goes on; again: play; at the end: from the start"),
        ("→  ←", "one event on, one back"),
        ("Shift+→  ←", "one source line of the selected process on, back"),
        (".  ,", "what the selected process does next, did before"),
        ("x", "to the next signal, exit, reap, lock … (← in the menu: the one before)"),
        ("Ctrl+→  ←", "one event on, back, samples and output too"),
        ("Home  End", "the start; the end or the live edge, and follow"),
        ("[  ]", "slower, faster: human pace, ⅛× … 8× of true time"),
        ("B  )  (", "break at a condition (a kind, a line, a process); to the next, the previous"),
        ("b  '  \"", "bookmark here or not; to the next, the previous one"),
        ("Tab  Shift+Tab", "select the next, the previous process"),
        ("f", "the source follows the selected process, or stands still"),
        ("Enter", "on the stage: only the family of the selected process; Esc: all again"),
        ("+  -  0", "time line: nearer, further, all of it (Ctrl+wheel too)"),
        ("<  >", "time line: earlier, later (Shift+wheel too)"),
        ("z", "time line: fold the threads and tasks of the selected process, unfold them"),
        ("k", "send a signal to the selected process"),
        ("e", "output as written, or every event as a sentence"),
        ("1 – 6", "go to a pane; again: full screen; again: back"),
        ("PgUp  PgDn", "scroll the pane (the mouse wheel too)"),
        ("Esc", "end the run, back to the scenarios"),
        ("Ctrl+S", "save the recording of this run, so far, where procviz was started"),
        ("R", "begin or end a screencast (a .cast file)"),
        ("s", "screenshot (SVG, and PNG where possible)"),
        ("t", "dark or light"),
        ("P", "for an audience: fewer panes, a large caption, the keys that are pressed"),
        ("Ctrl+P", "everything by name"),
        ("?", "this help, first about the pane that has the keyboard"),
        ("q", "end everything and quit"),
    ),
    "zh": (
        ("↑ ↓  Enter", "选择场景，运行"),
        ("/", "搜索场景；在输出窗格中：筛选"),
        ("n  p", "运行下一个、上一个场景"),
        ("r", "再次运行"),
        ("v", "运行下一个变体"),
        ("V", "比较各个变体：时间线上下对照"),
        ("a", "运行场景之前先提问，由运行结果回答"),
        ("g", "闸门，由您调度：接下来的运行用或不用；运行中：开放、拦住"),
        ("G", "闸门由谁选择：您、父进程优先、子进程优先、轮流、随机"),
        ("Space", "画面停住，现实继续；再按：播放；在末尾：从头播放"),
        ("→  ←", "前进、后退一个事件"),
        ("Shift+→  ←", "所选进程前进、后退一个源代码行"),
        (".  ,", "所选进程接下来、之前做的事"),
        ("x", "转到下一个信号、结束、回收、锁……（菜单中 ←：上一个）"),
        ("Ctrl+→  ←", "前进、后退一个事件，包括采样和输出"),
        ("Home  End", "开头；末尾或实时处，并跟随"),
        ("[  ]", "慢一些、快一些：人的节奏，真实时间的 ⅛× … 8×"),
        ("B  )  (", "断点：按条件（种类、行、进程）停下；转到下一处、上一处"),
        ("b  '  \"", "在此处设置或取消书签；转到下一个、上一个"),
        ("Tab  Shift+Tab", "选择下一个、上一个进程"),
        ("f", "源代码跟随所选进程，或保持不动"),
        ("Enter", "在舞台上：只看所选进程的家族；Esc：再看全部"),
        ("+  -  0", "时间线：放大、缩小、全部（也可用 Ctrl+滚轮）"),
        ("<  >", "时间线：更早、更晚（也可用 Shift+滚轮）"),
        ("z", "时间线：折叠、展开所选进程的线程和任务"),
        ("k", "向所选进程发送信号"),
        ("e", "原样输出，或每个事件一句话"),
        ("1 – 6", "转到窗格；再按：全屏；再按：返回"),
        ("PgUp  PgDn", "滚动窗格（鼠标滚轮也可以）"),
        ("Esc", "结束运行，返回场景列表"),
        ("Ctrl+S", "把到目前为止的录像存到启动 procviz 的目录"),
        ("R", "开始或结束录屏（.cast 文件）"),
        ("s", "截图（SVG，可能时还有 PNG）"),
        ("t", "深色或浅色"),
        ("P", "面向观众：更少的窗格，大字说明，并显示按下的键"),
        ("Ctrl+P", "按名字找到一切"),
        ("?", "本帮助，先介绍当前窗格"),
        ("q", "结束一切并退出"),
    ),
}
_SIGNS = {
    "en": (
        ("▶", "the line where a process stands (▷ while it sleeps or is stopped)"),
        ("≈", "where a quiet one stood when last looked at: sampled, not told"),
        ("▎", "lines that it ran just before"),
        ("▼", "a signal on its way"),
        ("╱╱", "a zombie: dead, its status not taken yet"),
        ("█ ─ ┄ ═", "time line: runs, sleeps, waits, stopped"),
        ("!", "written to stderr"),
        ("↔", "who else has the same pipe open"),
        ("×2", "a scenario in two variants"),
    ),
    "zh": (
        ("▶", "进程所在的行（睡眠或停止时为 ▷）"),
        ("≈", "无事件的进程上次采样时所在的行"),
        ("▎", "它刚刚运行过的行"),
        ("▼", "正在送达的信号"),
        ("╱╱", "僵尸进程：已死亡，状态尚未被取走"),
        ("█ ─ ┄ ═", "时间线：运行、睡眠、等待、停止"),
        ("!", "写到 stderr"),
        ("↔", "还有谁打开着同一个管道"),
        ("×2", "有两个变体的场景"),
    ),
}


_COMMANDS = (
    ("Space", "screen.pause"),
    ("r", "screen.again"),
    ("v", "screen.variant"),
    ("V", "screen.compare"),
    ("a", "screen.ask"),
    ("g", "screen.gate"),
    ("G", "screen.policies"),
    ("→  ←", "screen.step(1)"),
    ("x", "screen.find"),
    ("Home  End", "screen.catch_up"),
    ("B  )  (", "screen.breaks"),
    ("b  '  \"", "screen.mark"),
    ("f", "screen.follow"),
    ("z", "screen.fold"),
    ("k", "screen.signal"),
    ("e", "screen.events"),
    ("/", "screen.search"),
    ("Esc", "screen.back"),
    ("Ctrl+S", "screen.save"),
    ("R", "app.film"),
    ("s", "app.picture"),
    ("t", "screen.theme"),
    ("P", "screen.presenter"),
    ("q", "app.quit"),
)


def commands(lang: str, moved: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Return (what it does and its key, action) of the keys that the palette offers too."""
    words = dict(_KEYS[lang])
    return [(f"{words[key]}  ({shown(key, moved or {})})", action) for key, action in _COMMANDS]


_ALIAS = {"↵": "Enter", "^P": "Ctrl+P", "^S": "Ctrl+S", "1-6": "1 – 6"}


def about(key: str, lang: str) -> str:
    """Return what a key does, as the footer calls it; "" for one that the help does not have."""
    key = _ALIAS.get(key, key)
    for keys, what in _KEYS[lang]:
        if key == keys or key in keys.split():
            return what
    return ""


def rows(
    theme: Theme, lang: str, pane: Pane | None = None, moved: Mapping[str, str] | None = None
) -> list[Row]:
    """Return the help, row by row: first what ``pane`` is about.  ``moved``: see `keycaps`."""
    moved = moved or {}
    head, text = Style(theme.accent, bold=True), Style(theme.text)
    wide = max(cells(key) for key, _ in _KEYS[lang]) + 3
    out: list[Row] = _about(theme, lang, pane, wide, moved) if pane in MEANING[lang] else []
    out.append([(label("keys", lang), head)])
    out += _pairs(theme, _KEYS[lang], wide, moved)
    out += [[], [(label("glyphs", lang), head)]]
    states = []
    for state in State:
        colour = state_colour(theme, state)
        states.append((f"{GLYPHS[state]} {state_word(state, lang)}   ", Style(colour, bold=True)))
    out.append(states)
    for sign, what in _SIGNS[lang]:
        pad = " " * (wide - cells(sign))
        out.append([(sign + pad, Style(theme.bright)), (what, text)])
    out += [[], [(label("mouse", lang), head)]]
    out += _pairs(theme, MOUSE[lang], wide + 4, {})
    return out


def _pairs(
    theme: Theme, pairs: Sequence[tuple[str, str]], wide: int, moved: Mapping[str, str]
) -> list[Row]:
    out: list[Row] = []
    for key, what in pairs:
        key = shown(key, moved)
        pad = " " * max(1, wide - cells(key))
        out.append([(key + pad, Style(theme.bright, bold=True)), (what, Style(theme.text))])
    return out


def _about(
    theme: Theme, lang: str, pane: Pane | None, wide: int, moved: Mapping[str, str]
) -> list[Row]:
    """Return what a pane means, and its own signs and keys."""
    if pane is None:
        return []
    head = Style(theme.accent, bold=True)
    out: list[Row] = [[(f"{pane.value} {label(pane.name.lower(), lang)}", head)]]
    out += [[(line, Style(theme.text))] for line in wrap(MEANING[lang][pane], _TEXT)]
    return [*out, *_pairs(theme, SIGNS[lang][pane], wide, moved), []]


def size(
    theme: Theme, lang: str, pane: Pane | None = None, moved: Mapping[str, str] | None = None
) -> tuple[int, int]:
    """Return the cells that the help takes with its frame."""
    lines = rows(theme, lang, pane, moved)
    return max(sum(cells(text) for text, _ in row) for row in lines) + 6, len(lines) + 2


def draw(
    canvas: Canvas,
    theme: Theme,
    lang: str,
    top: int = 0,
    pane: Pane | None = None,
    moved: Mapping[str, str] | None = None,
) -> None:
    """Draw it in a frame, from row ``top`` on."""
    inside = frame(
        canvas, theme, title=label("help", lang), subtitle=label("close", lang), focused=True
    )
    lines = rows(theme, lang, pane, moved)
    column(inside.part(1, 0, inside.width - 1, inside.height), lines, top)
    if len(lines) - top > inside.height > 0:
        inside.put(inside.width - 1, inside.height - 1, "↓", Style(theme.dim))
