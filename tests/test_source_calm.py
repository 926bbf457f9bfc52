"""The source follows the selected process, but is not thrown there and back."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from procviz.draw.source import Listing
from procviz.events import Where
from procviz.ui.desk import STAYS, Desk

FILE = "/tmp/lesson.py"
HEIGHT = 20


@pytest.fixture
def desk() -> Desk:
    show = SimpleNamespace(stands=Where(FILE, 60, "main"), following=True, plays=True)
    desk = Desk("en", cast(Any, None))
    desk.show = cast(Any, show)
    return desk


def top(desk: Desk, line: int, now: float | None, *, plays: bool = True, file: str = FILE) -> int:
    show = cast(Any, desk.show)
    show.stands, show.plays = Where(file, line, "f"), plays
    return desk.source_top(Listing(file, [[]] * 100), HEIGHT, now)


def shows(desk: Desk, line: int) -> bool:
    return desk.top < line <= desk.top + HEIGHT


def test_the_first_line_is_in_sight_at_once(desk: Desk) -> None:
    top(desk, 60, 0.0)
    assert shows(desk, 60)


def test_a_short_call_elsewhere_does_not_move_the_text(desk: Desk) -> None:
    there = top(desk, 60, 0.0)
    for i in range(20):  # away and back, again and again
        assert top(desk, 5, 1.0 + i) == there
        assert top(desk, 5, 1.2 + i) == there
        assert top(desk, 61, 1.3 + i) == there


def test_who_stays_away_is_followed(desk: Desk) -> None:
    there = top(desk, 60, 0.0)
    assert top(desk, 5, 1.0) == there
    top(desk, 6, 1.0 + STAYS)
    assert shows(desk, 6)


@pytest.mark.parametrize("first", [True, False])
def test_whoever_steps_sees_each_line_at_once(desk: Desk, first: bool) -> None:
    if not first:
        top(desk, 60, 0.0)
    top(desk, 5, 0.01, plays=False)
    assert shows(desk, 5)


def test_looking_at_what_is_under_the_mouse_moves_nothing(desk: Desk) -> None:
    there = top(desk, 60, 0.0)
    assert top(desk, 5, None, plays=False) == there


def test_another_file_is_shown_at_its_line_at_once(desk: Desk) -> None:
    top(desk, 60, 0.0)
    top(desk, 30, 0.1, file="/tmp/other.py")
    assert shows(desk, 30)
