"""The real program on terminals of all kinds, byte by byte."""

from pathlib import Path

from tests.on_pty import on_pty

SCRIPT = """
import os, time
if os.fork() == 0:
    print("NO_COLOR is", ascii(os.environ.get("NO_COLOR")), flush=True)
    os._exit(3)
time.sleep(600)
"""


def test_no_color_sends_none_and_children_get_the_variable(tmp_path: Path) -> None:
    script = tmp_path / "mine.py"
    script.write_text(SCRIPT)
    with on_pty(120, 36, str(script), NO_COLOR="1", COLORTERM="truecolor") as it:
        it.sees("NO_COLOR is '1'", "Z zombie", "sleeping")
        assert it.colours() == set()
        assert b"\x1b[7m" in it.raw or b";7m" in it.raw or b"1;7" in it.raw  # PIDs are reversed
        it.press(b"?")
        it.sees("any key closes")
        it.press(b"x")
        it.sees_not("any key closes")
        it.press(b"\x10")  # Ctrl+P
        it.sees("Search")
        it.press(b"\x1b")
        it.sees_not("Search")
        assert it.colours() == set()
        assert it.quit() == 0
        assert it.colours() == set()


def test_sixteen_colours_are_what_a_console_gets() -> None:
    with on_pty(100, 30, TERM="linux", COLORTERM=None, NO_COLOR=None) as it:
        it.sees("Scenarios", "Enter")
        assert it.colours() - {38, 48} == it.colours()
        assert it.colours() & set(range(90, 98))
