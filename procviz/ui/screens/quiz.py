"""The questions before a run, one after another, and their answers after it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen

from procviz.draw import quiz as draw
from procviz.draw.canvas import Canvas
from procviz.draw.labels import label
from procviz.draw.rows import Row
from procviz.ui.quiz import Quiz
from procviz.ui.screens.ahead import Ahead
from procviz.ui.widgets.canvas_pane import CanvasPane

if TYPE_CHECKING:
    from procviz.ui.app import ProcvizApp


class _Sheet(Ahead, ModalScreen[None]):
    """A sheet as high as its rows, with a cursor."""

    app: "ProcvizApp"
    DEFAULT_CSS = """
    _Sheet { align: center middle; }
    _Sheet CanvasPane { max-width: 100%; max-height: 100%; }
    """

    def __init__(self, quiz: Quiz) -> None:
        super().__init__()
        self.quiz = quiz
        self.cursor = 0

    def compose(self) -> ComposeResult:
        """One canvas."""
        yield CanvasPane(self._draw, id="quiz")

    def on_mount(self) -> None:
        """Take the size of the rows."""
        self.fit()

    def on_resize(self) -> None:
        """Wrap anew."""
        self.fit()

    @property
    def wide(self) -> int:
        """Cells for a row of text."""
        return min(draw.WIDTH, self.app.size.width) - 6

    def rows(self) -> list[Row]:
        """Return what stands on it."""
        raise NotImplementedError

    def title_and_hint(self) -> tuple[str, str]:
        """Return what stands in its frame."""
        raise NotImplementedError

    def fit(self) -> None:
        """Draw, as high as is needed."""
        pane = self.query_one(CanvasPane)
        pane.styles.width, pane.styles.height = draw.WIDTH, len(self.rows()) + 4
        pane.paint()

    def _draw(self, canvas: Canvas) -> None:
        rows = self.rows()
        top = self.top(rows, canvas.height)
        draw.draw(canvas, self.app.desk.theme, *self.title_and_hint(), rows, top)

    def top(self, rows: list[Row], height: int) -> int:
        """Return the first row in sight: what the cursor is on is, too."""
        marked = [y for y, row in enumerate(rows) if row and row[0][0].startswith("▌")]
        return max(0, (marked[-1] + 1 if marked else 0) - (height - 3))

    def on_click(self) -> None:
        """A click beside it leaves, as Esc does."""
        self.leave()

    def leave(self) -> None:
        """Close it."""
        self.dismiss()

    def move(self, step: int, count: int) -> None:
        """Move the cursor; it stops at the ends."""
        self.cursor = max(0, min(self.cursor + step, count - 1))
        self.query_one(CanvasPane).paint()


class QuestionScreen(_Sheet):
    """Asks; ``then`` is called when all was answered or skipped."""

    def __init__(self, quiz: Quiz, then: Callable[[], None]) -> None:
        super().__init__(quiz)
        self._then = then

    def rows(self) -> list[Row]:
        """The question."""
        asked = self.quiz.asked
        return draw.question(self.app.desk.theme, asked, self.cursor, self.wide) if asked else []

    def title_and_hint(self) -> tuple[str, str]:
        """Which of how many, and the keys."""
        asked, lang = self.quiz.asked, self.app.desk.lang
        if asked is None:
            return "", ""
        title = label("quiz title", lang, asked.number, asked.of)
        return title, label("quiz hint", lang, len(asked.choices))

    def on_key(self, event: events.Key) -> None:
        """Digits and Enter answer, Esc runs without an answer."""
        event.stop()
        event.prevent_default()
        question = self.quiz.open
        if question is None:
            return
        count = len(question.choices)
        if event.key == "escape":
            self.leave()
        elif event.key in ("up", "down"):
            self.move(1 if event.key == "down" else -1, count)
        elif event.key == "enter":
            self._answer(self.cursor)
        elif event.character and event.character.isdecimal():
            number = int(event.character)
            if 1 <= number <= count:
                self._answer(number - 1)

    def leave(self) -> None:
        """Run without an answer."""
        if self.quiz.open is not None:
            self.quiz.skip()
            self._next()

    def on_canvas_pane_pressed(self, message: CanvasPane.Pressed) -> None:
        """A click on a choice answers."""
        asked = self.quiz.asked
        if asked is None:
            return
        row = message.y - 2 + self.top(self.rows(), message.pane.size.height)
        choice = draw.choice_at(asked, self.wide, row)
        if choice is not None:
            self._answer(choice)

    def _answer(self, choice: int) -> None:
        self.quiz.given.append(choice)
        self._next()

    def _next(self) -> None:
        self.cursor = 0
        if self.quiz.open is not None:
            self.fit()
            return
        self.dismiss()
        self._then()


class AnswersScreen(_Sheet):
    """Tells what is so; ``look`` is called with the event that proves it."""

    def __init__(self, quiz: Quiz, look: Callable[[int], None]) -> None:
        super().__init__(quiz)
        self._look = look

    def rows(self) -> list[Row]:
        """All answers."""
        desk = self.app.desk
        return draw.outcomes(desk.theme, desk.lang, self.quiz.outcomes, self.cursor, self.wide)

    def title_and_hint(self) -> tuple[str, str]:
        """How many were right, and the keys."""
        lang, found = self.app.desk.lang, self.quiz.outcomes
        right = sum(outcome.correct for outcome in found)
        return label("quiz result", lang, right, len(found)), label("quiz look", lang)

    def on_key(self, event: events.Key) -> None:
        """The arrows choose, Enter shows the moment, anything else closes."""
        event.stop()
        event.prevent_default()
        if event.key in ("up", "down"):
            self.move(1 if event.key == "down" else -1, len(self.quiz.outcomes))
        elif event.key == "enter":
            self._show()
        else:
            self.dismiss()

    def _show(self) -> None:
        self.dismiss()
        if self.quiz.proofs[self.cursor]:
            self._look(self.quiz.proofs[self.cursor])

    def on_canvas_pane_pressed(self, message: CanvasPane.Pressed) -> None:
        """A click chooses an answer; on the one that is chosen it shows the moment."""
        rows = self.rows()
        y = message.y - 2 + self.top(rows, message.pane.size.height)
        # an empty row parts the answers from each other
        at = sum(not row for row in rows[: max(0, y)])
        if not 0 <= y < len(rows) or not rows[y]:
            return
        if at == self.cursor:
            self._show()
        else:
            self.move(at - self.cursor, len(self.quiz.outcomes))

    def on_canvas_pane_wheel(self, message: CanvasPane.Wheel) -> None:
        """Choose, as the arrows do."""
        self.move(1 if message.rows > 0 else -1, len(self.quiz.outcomes))
