"""Textual's side of the layout: puts every pane where `procviz.draw.layout` says."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.geometry import NULL_SPACING, Offset, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.layouts.vertical import VerticalLayout

from procviz.draw.layout import Pane, Regions

if TYPE_CHECKING:
    from textual.widget import Widget


class Board(Layout):
    """Absolute places; a pane that has none is not shown."""

    name = "board"

    def __init__(self, regions: Callable[[int, int], Regions]) -> None:
        self._regions = regions  # what goes where at a size

    def arrange(
        self, parent: "Widget", children: "list[Widget]", size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """Place the children by their ids, which are the names of panes."""
        parent.pre_layout(self)
        regions = self._regions(size.width, size.height)
        out: list[WidgetPlacement] = []
        others = [child for child in children if (child.id or "").upper() not in Pane.__members__]
        if others:  # Textual's own, such as tooltips, in a layer of theirs
            out += VerticalLayout().arrange(parent, others, size, greedy)
        for child in children:
            rect = regions.get(Pane[child.id.upper()]) if child.id and child not in others else None
            if rect is not None:
                place = Region(*rect)
                out.append(WidgetPlacement(place, Offset(0, 0), NULL_SPACING, child))
        return out
