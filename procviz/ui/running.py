"""The keys that run something: what the cursor is on, again, the next, after questions or not."""

from functools import partial
from typing import TYPE_CHECKING

from procviz.draw.labels import label
from procviz.draw.layout import Pane
from procviz.target import Target
from procviz.ui.gating import Gates
from procviz.ui.zoom import Zoom

if TYPE_CHECKING:
    from procviz.ui.show import Show

RUNNING = (
    ("enter", "go"), ("r", "again"), ("n", "other(1)"), ("p", "other(-1)"),
    ("v", "variant"), ("V", "compare"), ("a", "ask"),
)  # fmt: skip


class Running(Gates, Zoom):
    """Mixed into the main screen."""

    def action_go(self) -> None:
        """Run what the cursor is on; on the stage show the family of the one selected alone."""
        if self.desk.focus is not Pane.PICKER and self.let_go():
            return
        if self.desk.show is None or self.desk.focus is Pane.PICKER:
            self.run_entry(self.desk.shelf.current)
        elif self.desk.focus is Pane.STAGE:
            self.enter()

    def run_entry(self, entry: str) -> None:
        """Run an entry of the shelf."""
        self.play(self.desk.shelf.target(entry))

    def play(self, target: Target | None) -> None:
        """Run a target, after its questions where they are wanted."""
        if target is None:
            return
        target = self.desk.gating.apply(target)
        quiz = self.desk.quiz = self.desk.questions(target)
        if quiz is None:
            self.player.play(target)
            return
        from procviz.ui.screens.quiz import QuestionScreen

        self.app.push_screen(QuestionScreen(quiz, partial(self.player.play, target)))

    def action_ask(self) -> None:
        """Turn questions on or off; after a run with questions, show the answers again."""
        desk = self.desk
        if desk.show is not None and desk.show.over and desk.quiz is not None:
            self.answers(desk.show)
            return
        desk.asking = not desk.asking
        self.app.tell(label("quiz on" if desk.asking else "quiz off", desk.lang), False)
        self.repaint()

    def answers(self, show: "Show") -> None:
        """Tell what the run has answered."""
        quiz = self.desk.quiz
        if quiz is None or quiz.target != show.target:
            return
        from procviz.ui.screens.quiz import AnswersScreen

        quiz.judge(show.log)
        self.app.push_screen(AnswersScreen(quiz, self.look))

    def look(self, seq: int) -> None:
        """Show the moment of an event; 0 = the latest again."""
        if self.desk.show is not None:
            self.desk.show.look(seq, self.app.clock())
            self.player.tick(True)

    def action_again(self) -> None:
        """Run it again: the same thing in the same variant."""
        if self.desk.show is None:
            self.action_go()
        elif self.desk.show.replay:
            self.app.tell(label("replay again", self.desk.lang), False)
        else:
            self.play(self.desk.show.target)

    def action_other(self, step: int) -> None:
        """Run the next or the previous scenario."""
        self.play(self.desk.shelf.beside(self.desk.entry, step))

    def action_variant(self) -> None:
        """Take the next variant; run it if something runs."""
        entry = self.desk.entry
        if not self.desk.shelf.turn(entry):
            self.app.tell(label("no variants", self.desk.lang), False)
        elif self.desk.show is not None:
            self.run_entry(entry)
        self.repaint()

    def action_compare(self) -> None:
        """Set the time lines of all variants one above the other."""
        if not self.desk.shelf.ways(self.desk.entry):
            self.app.tell(label("no variants", self.desk.lang), False)
            return
        from procviz.ui.screens.compare import CompareScreen

        self.app.push_screen(CompareScreen(self.desk.entry))
