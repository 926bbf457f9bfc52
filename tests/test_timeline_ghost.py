"""The future on the time line: pale, in the lanes of later, and nothing of it where it is known."""

from procviz.draw import timeline
from procviz.draw.canvas import Canvas, Style
from procviz.draw.view import View
from procviz.fold import fold
from tests.app_fakes import story

LOG = story()
MS = 1_000_000


def drawn(n: int, known: int = 80 * MS) -> Canvas:
    world = fold(LOG[:n])
    view = View(world, now=world.t, ahead=fold(LOG), known=known, end=80 * MS, marks=[30 * MS])
    canvas = Canvas(70, 12)
    timeline.draw(canvas, view)
    return canvas


def styles(canvas: Canvas, y: int) -> set[Style]:
    return {canvas.style(x, y) for x in range(canvas.width) if canvas.get(x, y) == "█"}


def test_lanes_stay_where_they_are_wherever_the_playhead_is() -> None:
    early, late = drawn(1).text(), drawn(len(LOG)).text()
    for pid in ("100", "101", "102"):
        rows = [[y for y, row in enumerate(text) if row.startswith(pid)] for text in (early, late)]
        assert rows[0] == rows[1] != []
    assert "◆" in early[0]


def test_what_comes_is_paler_than_what_was() -> None:
    past, future = drawn(len(LOG)), drawn(1)
    y = next(y for y, row in enumerate(future.text()) if row.startswith("102"))
    assert styles(past, y)
    assert styles(future, y)
    assert not styles(past, y) & styles(future, y)
    assert "╱" in "".join(future.text())  # the zombie of later


def test_what_is_not_known_yet_is_dots() -> None:
    assert "·" not in "".join(drawn(3).text())
    assert "·" in "".join(drawn(3, known=40 * MS).text())


def test_without_a_future_nothing_changes() -> None:
    world = fold(LOG)
    one, other = Canvas(70, 12), Canvas(70, 12)
    view = View(world, now=world.t)
    timeline.draw(one, view)
    timeline.draw(other, view._replace(ahead=world, known=world.t, end=world.t))
    assert one.text() == other.text()
