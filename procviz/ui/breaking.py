"""The keys of breakpoints: set them, list them, take them away, go to where they hold."""

import re
from typing import TYPE_CHECKING

from procviz.draw.labels import label
from procviz.ui.part import Part

if TYPE_CHECKING:
    from procviz.breaks import Break
    from procviz.ui.show import Show

BREAKS = (
    ("B", "breaks"),
    ("right_parenthesis", "to_break(1)"),
    ("left_parenthesis", "to_break(-1)"),
)


class Breaking(Part):
    """Mixed into the main screen."""

    def action_breaks(self) -> None:
        """List them, set one, take one away."""
        from procviz.ui.screens.breaks import BreakScreen

        self.app.push_screen(BreakScreen(self.toggle_break))

    def toggle_break(self, text: str) -> None:
        """Set a break, or take it away.  Raises BadBreak."""
        from procviz.breaks import parse

        each, desk = parse(text), self.desk
        key = "break gone" if each in desk.breaks else "break set"
        if each in desk.breaks:
            desk.breaks.remove(each)
        else:
            desk.breaks.append(each)
        if desk.show is not None:
            desk.show.break_at(desk.breaks)
        self.app.tell(label(key, desk.lang, each.text), False)
        self.player.tick(True)

    def toggle_line(self, file: str, line: int) -> None:
        """Break at a line, or no longer."""
        name = file.rsplit("/", 1)[-1]
        named = not re.search(r"[\s:]", name)  # else it cannot be written: the line of any file
        self.toggle_break(f"line {name}:{line}" if named else f":{line}")

    def action_to_break(self, step: int) -> None:
        """To the next or the previous event at which one holds."""
        show, desk = self.desk.show, self.desk
        if show is None:
            self.app.tell(label("not running", desk.lang), False)
        elif not desk.breaks:
            self.app.tell(label("no breaks", desk.lang), False)
        else:
            show.take(self.app.clock())
            self.run_worker(self._look_for(show, list(desk.breaks), step), group="breaks")

    async def _look_for(self, show: "Show", breaks: "list[Break]", step: int) -> None:
        """Look for it in the time that nobody needs; whoever moves the playhead ends that."""
        import asyncio

        from procviz.breaks import find

        at = show.playhead.at
        for found in find(show.log, show.history, breaks, at, step):
            if show is not self.desk.show or show.playhead.at < at:
                return
            if found > 0:
                self.player.transport.seek(found, moving=step > 0)
            elif found == 0:
                self.app.tell(label("no more breaks", self.desk.lang), False)
            else:
                await asyncio.sleep(0)
