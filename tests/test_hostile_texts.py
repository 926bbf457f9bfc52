"""A program whose every text is hostile, on the real screen: no code of it reaches the terminal."""

import os
import re
import runpy
from pathlib import Path

import pytest

from tests.on_pty import OnPty, on_pty

SAMPLE = Path(__file__).parent / "programs" / "hostile_texts.py"
NASTY: str = runpy.run_path(str(SAMPLE))["NASTY"]
FILE = "[@click=app.quit]\x1b]52;c;aGk=\x07\udcff\u202e"  # a legal name of a file

# all that may be sent: SGR, cursor position, and what Textual begins and ends with
_ALLOWED = re.compile(
    rb"\x1b\]22;[a-z-]+\x07"  # the shape of the mouse pointer
    rb"|\x1b\[[0-9;:]*m|\x1b\[\d+;\d+H|\x1b\[\d*[ABCDG]|\x1b\[H"
    rb"|\x1b\[\?(?:1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2031|2048|25|7)[hl]"
    rb"|\x1b\[\?\d+\$p|\x1b\[>\d*u|\x1b\[=\d+;\d+u|\x1b\[<u|\x1b\[c|\x1b\[>0q|\x1b\[\?u"
)
_HIDDEN = re.compile(
    "[\x80-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)


def harmless(it: OnPty) -> None:
    """Fail if anything but text and Textual's own codes has been sent."""
    rest = _ALLOWED.sub(b"", it.raw[: it.raw.rfind(b"\x1b")])
    at = re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", rest)
    assert at is None, rest[max(0, at.start() - 40) : at.start() + 40]
    hidden = _HIDDEN.search(rest.decode("utf-8", "replace"))
    assert hidden is None, ascii(hidden)
    for code in (b"\x1b]5", b"\x1b]8", b"\x1b]0", b"\x1bP", b"\x1b_", b"\x1b^", b"\x1bc"):
        assert code not in it.raw
    assert it.raw.count(b"\x1b[?1049h") == 1


def block() -> str:
    """Metadata as hostile as the program."""
    nasty = '"' + "".join(f"\\U{ord(char):08X}" for char in NASTY) + '"'
    both = f"{{en = {nasty}, zh = {nasty}}}"
    lines = [
        "/// script", "[tool.procviz]", 'chapter = "own"', "order = 1",
        f"title.en = {nasty}", f"title.zh = {nasty}",
        *(f"{key} = {both}" for key in ("teaches", "watch", "trap", "habit", "differs", "read")),
        "[[tool.procviz.questions]]", f"en = {nasty}", f"zh = {nasty}",
        f"choices = [{{en = {nasty}, zh = {nasty}}}, "
        f'{{en = "b", zh = "b", when = [{{kind = "spawned"}}]}}]',
        "[tool.procviz.variants.one]", f"en = {nasty}", f"zh = {nasty}",
        "[tool.procviz.variants.two]", f"en = {nasty}", f"zh = {nasty}",
        "///",
    ]  # fmt: skip
    return "\n" + "".join(f"# {line}\n" for line in lines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / f"scenarios {FILE}"
    place.mkdir()
    (place / f"{FILE}.py").write_text(SAMPLE.read_text() + block())
    return place


def test_no_hostile_text_reaches_the_terminal(folder: Path) -> None:
    script = os.fspath(folder / f"{FILE}.py")
    with on_pty(120, 36, script, "long", TMPDIR=str(folder)) as it:
        it.sees("live")
        it.press_until(b"\x1b[F", "ALL OUT")  # End: what is there by now
        harmless(it)
        for keys in (b"e", b"5", b"5", b"\t", b"\t", b"2", b"2", b"4", b"4", b"6", b"6", b"e"):
            it.press(keys)
            it.read(0.1)
        it.hover("sleeping", "sleeping on a timer", "[/nothing] [bold red]x")  # the tooltip
        harmless(it)
        it.press(b"k")
        it.sees("SIGTERM")
        it.press(b"\x1b")
        it.sees_not("SIGTERM")
        it.press(b"\x10")
        it.sees("Search")
        it.press(b"select")
        it.sees("Select process")
        it.press(b"\x1b")
        it.sees_not("Select process")
        it.press(b"/[@click")
        it.sees("only: [@click")
        it.press(b"\x1b")
        it.sees_not("only:")
        it.press(b"?")
        it.sees("any key closes")
        it.press(b"x")
        it.sees_not("any key closes")
        harmless(it)
        assert it.quit() == 0  # nothing but q has ended it
        harmless(it)


def test_no_hostile_description_reaches_the_terminal(folder: Path) -> None:
    words = ("--scenarios", os.fspath(folder))
    with on_pty(120, 36, *words, TMPDIR=str(folder)) as it:
        it.sees("Enter")
        it.press(b"/click")
        it.sees("1 of ")
        it.press(b"\x1b")
        it.sees("56 in ")  # scenarios
        it.press(b"a")
        it.sees("Questions are on")
        it.press(b"/click\r")
        it.sees("Question 1 of 1")
        harmless(it)
        it.press(b"1")
        it.sees("live")
        it.press_until(b"\x1b[F", "ALL OUT")
        it.press(b"V")
        it.sees("Compare")
        harmless(it)
        it.press(b"\x1b")
        it.sees_not("Compare:")
        assert it.quit() == 0
        harmless(it)
