"""The source with each process on its line."""

import pytest

from procviz import events as ev
from procviz.draw import source
from procviz.draw.highlight import COMMENT, KEYWORD, NUMBER, PLAIN, STRING, plain, tokens
from procviz.draw.source import follow
from procviz.draw.theme import DARK
from procviz.events import Event
from tests.draw_panes import LISTING, TEXT, at, canvas, log, view


def test_processes_stand_on_their_lines() -> None:
    c = canvas(60, 11)
    source.draw(c, DARK, LISTING, 0, view())
    lines = c.text()
    assert "▶" in lines[10]
    assert lines[10].endswith("4200")
    assert "▶" in lines[3]
    assert lines[3].endswith("4201")
    assert c.style(30, 3).bg != c.style(30, 4).bg
    assert "▎" in lines[8]  # the trail


def test_two_on_one_line_are_both_named() -> None:
    events = log()[:4]
    c = canvas(60, 11)
    source.draw(c, DARK, LISTING, 0, view(events, selected=1))
    assert c.text()[6].endswith("4200  4201")


def test_many_on_one_line_are_counted() -> None:
    events: list[Event] = [*log()[:4]]
    events += [
        ev.Spawned(seq=10 + i, pid=4200, child=4210 + i, source=("probe",), where=at(7))
        for i in range(9)
    ]
    c = canvas(60, 11)
    source.draw(c, DARK, LISTING, 0, view(events, selected=1))
    line = c.text()[6]
    assert "+" in line
    assert "pid = os.fork()" in line
    assert int(line.split("+")[1].split()[0]) + line.count("42") == 11


def test_the_source_scrolls_calmly() -> None:
    top = follow(0, 5, 20, 100)
    assert top == 0
    tops = []
    for line in range(1, 101):
        top = follow(top, line, 20, 100)
        assert top < line <= top + 20
        tops.append(top)
    assert len(set(tops)) < 12  # it jumps rarely, and not line by line
    assert follow(50, 3, 20, 100) == 0
    assert follow(7, 3, 20, 10) == 0


def test_syntax_colours() -> None:
    kinds = {text: kind for line in LISTING.lines for text, kind in line}
    assert kinds["import"] == KEYWORD
    assert kinds["10"] == NUMBER
    assert kinds["# a handler"] == COMMENT
    assert any(kind == STRING for kind in kinds.values())
    assert {kind for line in plain(TEXT) for _, kind in line} == {PLAIN}


@pytest.mark.parametrize("text", [TEXT, "", "\n\n", "x = '''\nnever ends\n", "\tif x:\r\n\t\ty()"])
def test_colours_never_change_the_text_or_its_lines(text: str) -> None:
    coloured = ["".join(part for part, _ in line) for line in tokens(text)]
    assert coloured == [line.rstrip("\r").expandtabs(4) for line in text.split("\n")]


def test_pygments_is_not_loaded_before_it_is_needed() -> None:
    import subprocess
    import sys

    code = "import sys, procviz.draw.source; print('pygments' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "False\n"
