"""A film as one HTML file with a player of its own; it fetches nothing, from anywhere.

Distinct rows are written once, as pieces of SVG; a frame names the rows that it changes.  The page
forbids itself every connection (Content-Security-Policy).
"""

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TextIO

from procviz.draw.canvas import mix
from procviz.film import svg
from procviz.film.asciicast import MARKER, Cast
from procviz.film.frames import Frame, Row

_WORDS = {
    "en": {
        "PLAY": "play or pause", "BACK": "previous event", "NEXT": "next event",
        "SPEED": "speed", "SEEK": "position",
        "NOSCRIPT": "This film needs JavaScript, which is in this file.",
    },
    "zh": {
        "PLAY": "播放或暂停", "BACK": "上一个事件", "NEXT": "下一个事件",
        "SPEED": "速度", "SEEK": "位置",
        "NOSCRIPT": "播放需要 JavaScript，脚本就在这个文件里。",
    },
}  # fmt: skip


def save(frames: Sequence[Frame], cast: Cast, file: TextIO, lang: str = "en") -> None:
    """Write the page.  Frames of another size than the first are shown as far as they fit."""
    head = cast.head
    height = max(len(frame.rows) for frame in frames)
    width = max(len(frame.rows[0].chars) for frame in frames)
    numbers: dict[Row, int] = {}
    listed = []
    before: tuple[Row, ...] = ()
    for frame in frames:
        changed: list[int] = []
        for y in range(height):
            line = frame.rows[y] if y < len(frame.rows) else None
            old = before[y] if y < len(before) else None
            if line is not None and line is not old:
                changed += (y, numbers.setdefault(line, len(numbers)))
            elif line is None and old is not None:
                changed += (y, -1)
        before = frame.rows
        listed.append([frame.begin, frame.end, changed])
    pieces: dict[str, int] = {}
    lines = [
        [pieces.setdefault(piece, len(pieces)) for piece in svg.pieces(line, head)]
        for line in numbers
    ]
    data = {
        "height": height,
        "cell": svg.HEIGHT,
        "end": cast.duration,
        "pieces": list(pieces),
        "rows": lines,
        "frames": listed,
        "marks": [[event.t, event.data] for event in cast.events if event.code == MARKER],
    }
    dark = sum(int(head.bg[i : i + 2], 16) for i in (1, 3, 5)) < 384
    words = {
        "LANG": "zh-Hans" if lang == "zh" else "en",
        "TITLE": escape(head.title or "procviz"),
        "SCHEME": "dark" if dark else "light",
        "BG": head.bg,
        "FG": head.fg,
        "ACCENT": "#7dcfff" if dark else "#0b6fb3",
        "LINE": mix(head.bg, head.fg, 0.25),
        "MARK": "#f2c55c" if dark else "#8a5a00",
        "STYLE": svg.STYLE,
        "WIDTH": str(width * svg.WIDTH),
        "HEIGHT": str(height * svg.HEIGHT),
        **_WORDS[lang],
        # "<" as an escape: no text of a process can end the element
        "DATA": json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
    }
    template = Path(__file__).with_name("player.html").read_text("utf-8")
    for part in template.split("@"):
        file.write(words.get(part, part))
