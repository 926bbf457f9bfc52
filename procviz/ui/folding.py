"""Folding the sub-lanes of the time line: the threads and tasks of a process into one row."""

from procviz.draw.labels import label
from procviz.draw.layout import Pane
from procviz.ui import under
from procviz.ui.part import Part

FOLDING = (("z", "fold"),)


class Folding(Part):
    """Mixed into the main screen."""

    def action_fold(self) -> None:
        """Fold the threads and tasks of the selected process into one row, or unfold them."""
        desk, place = self.desk, self.desk.regions(*self.size).get(Pane.TIMELINE)
        size = (place.width, place.height) if place is not None else self.size
        folded = under.folded(desk, *size, self.app.clock())
        if folded is None or desk.show is None or desk.show.process is None:
            self.app.tell(label("nothing to fold", desk.lang), False)
            return
        desk.folds[desk.show.process.uid] = not folded
        self.repaint()

    def press_head(self, uid: int, folded_row: bool) -> None:
        """The head of a lane is clicked: select it; if it is selected or folded: unfold or fold."""
        show = self.desk.show
        if show is None or show.process is None:
            return
        if folded_row:
            self.desk.folds[uid] = False
        elif show.process.uid == uid:
            self.action_fold()
        show.selected, show.following = uid, True
        self.repaint()
