"""What does not fit is cut where it costs least, and says that it was cut."""

import pytest

from procviz.draw.canvas import Canvas, Style
from procviz.draw.rows import fewer, put
from procviz.draw.spell import fit


def line(width: int, *parts: str) -> str:
    canvas = Canvas(width, 1)
    put(canvas, 0, 0, [(part, Style()) for part in parts])
    return canvas.text()[0]


@pytest.mark.parametrize(
    ("width", "shown"),
    [(9, "os.read(3"), (8, "os.read…"), (7, "os.rea…"), (3, "os…"), (2, "o…")],
)
def test_a_row_that_is_cut_between_two_spans_says_so(width: int, shown: str) -> None:
    assert line(width, "os", ".", "read", "(", "3") == shown


def test_blanks_at_the_end_of_a_row_are_nothing_to_cut() -> None:
    assert line(4, "pass", "   ") == "pass"
    assert line(4, "pass", "  ", "#") == "pas…"


def test_a_wide_character_is_never_cut_in_half() -> None:
    assert line(4, "中", "文", "字") == "中…"
    assert line(5, "中", "文", "字") == "中文…"


@pytest.mark.parametrize(
    ("name", "room", "shown"),
    [
        ("fork-exec-wait.py", 17, "fork-exec-wait.py"),
        ("fork-exec-wait.py", 16, "fork-exec-wait"),
        ("fork-exec-wait.py", 9, "fork-exe…"),
        ("Thread-1 (_handle_workers)", 15, "Thread-1"),
        ("ForkPoolWorker-12", 12, "ForkPool…-12"),
        ("ForkPoolWorker-12", 5, "Fork…"),
        ("worker-1234567", 8, "worker-…"),
        ("(sd-pam)", 5, "(sd-…"),
    ],
)
def test_a_name_loses_what_says_least(name: str, room: int, shown: str) -> None:
    assert fit(name, room) == shown


def test_what_is_cut_from_rows_is_joined_as_it_was_written() -> None:
    assert fewer(["one", "two", "three", "four"], 2, 9) == ["one", "two thre…"]
    assert fewer(["被终", "止，还没", "放"], 2, 20) == ["被终", "止，还没放"]
    assert fewer(["一", "a b", "c"], 2, 20) == ["一", "a b c"]
