"""What was drawn or worked out before and is still true, so that a frame costs what has changed.

Keys are made of revisions (`procviz.world.stamp`), which never come twice, and of all else that
the result depends on: the same view draws the same cells, kept or not.
"""

from collections.abc import Callable, Hashable
from typing import Generic, NamedTuple, TypeVar

from procviz.draw.canvas import Canvas, Style
from procviz.draw.theme import Theme

T = TypeVar("T")


class Kept(Generic[T]):
    """At most ``most`` results by key; when there are more, the older half goes."""

    every: "list[Kept[object]]" = []  # noqa: RUF012 - all of them, on purpose

    def __init__(self, most: int) -> None:
        self._most, self._found = most, dict[Hashable, T]()
        Kept.every.append(self)  # type: ignore[arg-type]

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the result for a key; ``make`` works it out if it is not there."""
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= self._most:
                for old in list(self._found)[: self._most // 2]:
                    del self._found[old]
            found = self._found[key] = make()
        return found

    def clear(self) -> None:
        """Forget all."""
        self._found.clear()


def forget() -> None:
    """Forget everything that was ever kept: for tests."""
    for kept in Kept.every:
        kept.clear()


_THEMES: dict[int, tuple[int, Theme]] = {}


def theme_key(theme: Theme) -> int:
    """Return a number that stands for a theme; hashing all its colours would take a microsecond."""
    known = _THEMES.get(id(theme))
    if known is None:
        known = _THEMES[id(theme)] = len(_THEMES), theme  # held, so that its id stays its own
    return known[0]


class Picture(NamedTuple):
    """A rectangle of cells that was drawn before, which nobody may change any more."""

    chars: list[list[str]]
    styles: list[list[Style]]

    def put(self, canvas: Canvas, x: int, y: int) -> None:
        """Copy it onto a canvas, where it must fit as a whole."""
        left = canvas.x0 + x
        right = left + len(self.chars[0]) if self.chars else left
        whole = left == 0 and self.chars and right == len(canvas.chars[canvas.y0 + y])
        for i, (chars, styles) in enumerate(
            zip(self.chars, self.styles, strict=True), canvas.y0 + y
        ):
            if whole:
                canvas.share(i, chars, styles)
                continue
            row, pens = canvas.row(i)
            row[left:right] = chars
            pens[left:right] = styles

    def put_part(self, canvas: Canvas, x: int, y: int, width: int) -> None:
        """Copy the first ``width`` columns of its first row onto a canvas, where they must fit."""
        if width > 0:
            left, row = canvas.x0 + x, canvas.y0 + y
            right = left + min(width, len(self.chars[0]))
            chars, styles = canvas.row(row)
            chars[left:right] = self.chars[0][:width]
            styles[left:right] = self.styles[0][:width]


def picture(
    width: int, height: int, ground: Style, draw: Callable[[Canvas], None], left: int = 0
) -> Picture:
    """Draw a rectangle apart; its first ``left`` columns are not part of the picture."""
    canvas = Canvas(width, height, ground)
    draw(canvas)
    if not left:
        return Picture(canvas.chars, canvas.styles)
    return Picture([row[left:] for row in canvas.chars], [row[left:] for row in canvas.styles])
