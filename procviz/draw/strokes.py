"""Lines that join: each line cell has arms, and cells that meet add their arms up to ┼ ├ ┬ ╭."""

from collections.abc import Sequence

from procviz.draw.canvas import Canvas, Style

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
LIGHT = " ╵╷│╴╯╮┤╶╰╭├─┴┬┼"
HEAVY = " ╹╻┃╸┛┓┫╺┗┏┣━┻┳╋"

ARMS = {char: arms for glyphs in (LIGHT, HEAVY) for arms, char in enumerate(glyphs) if arms}
ARMS |= dict.fromkeys("┄╌┈═╍", LEFT | RIGHT) | dict.fromkeys("┊╎║╏", UP | DOWN)

Cell = tuple[int, int]
Path = Sequence[Cell]


def join(canvas: Canvas, x: int, y: int, arms: int, style: Style) -> None:
    """Add arms to whatever line is at (x, y) already."""
    canvas.put(x, y, LIGHT[ARMS.get(canvas.get(x, y), 0) | arms], style)


def arms_at(path: Path, i: int, first: int = 0, last: int = 0) -> int:
    """Return the arms of cell ``i`` of a path; ``first`` and ``last`` are its ends' outer arms."""
    x, y = path[i]
    arms = 0
    for j, end in ((i - 1, first), (i + 1, last)):
        if 0 <= j < len(path):
            arms |= direction(x, y, *path[j])
        else:
            arms |= end
    return arms


def direction(x: int, y: int, to_x: int, to_y: int) -> int:
    """Return the arm that points from one cell to another (the longer way counts)."""
    if abs(to_x - x) > abs(to_y - y):
        return RIGHT if to_x > x else LEFT
    return DOWN if to_y > y else UP if to_y < y else 0


def line(canvas: Canvas, path: Path, style: Style, first: int = 0, last: int = 0) -> None:
    """Draw a path so that it joins with the lines that it meets."""
    for i, (x, y) in enumerate(path):
        join(canvas, x, y, arms_at(path, i, first, last), style)


def straight(x0: int, y0: int, x1: int, y1: int) -> list[Cell]:
    """Return the cells of a horizontal or vertical line, both ends included."""
    if y0 == y1:
        step = 1 if x1 >= x0 else -1
        return [(x, y0) for x in range(x0, x1 + step, step)]
    step = 1 if y1 >= y0 else -1
    return [(x0, y) for y in range(y0, y1 + step, step)]


def elbow(x0: int, y0: int, x1: int, y1: int, bend: int) -> list[Cell]:
    """Return the cells down from (x0, y0) to row ``bend``, across, and on to (x1, y1)."""
    cells = straight(x0, y0, x0, bend)
    cells += straight(x0, bend, x1, bend)[1:]
    cells += straight(x1, bend, x1, y1)[1:]
    return cells
