"""The keys that move the playhead."""

from procviz.draw.labels import label
from procviz.ui.part import Part

KEYS = (
    ("space", "pause"), ("left_square_bracket", "speed(-1)"), ("right_square_bracket", "speed(1)"),
    ("right", "step(1)"), ("left", "step(-1)"),
    ("ctrl+right", "event(1)"), ("ctrl+left", "event(-1)"),
    ("shift+right", "line(1)"), ("shift+left", "line(-1)"),
    ("full_stop", "deed(1)"), ("comma", "deed(-1)"),
    ("x", "find"),
    ("home", "home"), ("end", "catch_up"),
    ("b", "mark"), ("apostrophe", "to_mark(1)"), ("quotation_mark", "to_mark(-1)"),
)  # fmt: skip


class Moves(Part):
    """Mixed into the main screen."""

    def action_pause(self) -> None:
        """Stop the picture, or let it go on."""
        self.player.transport.pause()

    def action_speed(self, step: int) -> None:
        """Play faster or slower."""
        self.player.transport.speed(step)

    def action_step(self, step: int) -> None:
        """To the next or the previous event worth seeing."""
        from procviz.places import WORTH

        self.player.transport.find(step, WORTH)

    def action_event(self, step: int) -> None:
        """One event on or back, samples and output too."""
        self.player.transport.step(step)

    def action_line(self, step: int) -> None:
        """To the next or the previous line of the selected process."""
        from procviz.places import LINES

        self._of_selected(step, LINES, "no line")

    def action_deed(self, step: int) -> None:
        """To what the selected process does next, or did before."""
        from procviz.places import DEEDS

        self._of_selected(step, DEEDS, "no deed")

    def _of_selected(self, step: int, kinds: frozenset[type], nothing: str) -> None:
        process = self.desk.show.process if self.desk.show is not None else None
        if process is not None:
            self.player.transport.find(step, kinds, process.pid, nothing)

    def action_find(self) -> None:
        """Choose a kind of event, and go to the next or the previous one."""
        if self.desk.show is None:
            self.app.tell(label("not running", self.desk.lang), False)
            return
        from procviz.ui.screens.kinds import KindScreen

        self.app.push_screen(KindScreen(self.desk.show, self.find))

    def find(self, kind: str, step: int) -> None:
        """Go to the next or the previous event of a kind (`procviz.places.KINDS`)."""
        from procviz.places import KINDS

        self.desk.kind = kind
        self.player.transport.find(step, KINDS[kind], nothing="no such event")

    def action_home(self) -> None:
        """To the start."""
        self.player.transport.home()

    def action_catch_up(self) -> None:
        """Show everything at once, and go on from there."""
        self.player.transport.end()

    def action_mark(self) -> None:
        """Set a bookmark, or take it away."""
        self.player.transport.mark()

    def action_to_mark(self, step: int) -> None:
        """To the next or the previous bookmark."""
        self.player.transport.to_mark(step)
