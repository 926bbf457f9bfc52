"""Questions before a run, answered by what really happened."""

from pathlib import Path

from procviz.draw.canvas import Canvas, Style
from procviz.draw.quiz import Asked, Outcome, draw, outcomes, question
from procviz.draw.theme import DARK
from procviz.ui.screens.quiz import AnswersScreen, QuestionScreen
from tests.app_fakes import later, run, settle, stage, story


async def test_questions_are_off_until_somebody_turns_them_on(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        assert "questions off" in it.text("footer")
        await run(it, pilot)
        assert it.desk.quiz is None
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("a")
        assert "Questions are on" in it.told()[0]
        assert "questions on" in it.text("footer")
        await pilot.press("a")
        assert it.told()[-1] == "Questions are off."


async def test_they_are_asked_before_the_run_and_answered_by_it(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("a", "enter")
        await settle(pilot)
        assert isinstance(it.app.screen, QuestionScreen)
        assert it.feeds == []  # not yet
        text = it.screen_text()
        assert "Question 1 of 2" in text
        assert "How many processes will there be?" in text
        await pilot.press("2")
        assert "it becomes a zombie" in it.screen_text()
        await pilot.press("9", "up", "enter")  # there is no choice 9; the first is chosen
        await settle(pilot)
        it.feed.give(*story())
        it.feed.finish()
        await settle(pilot)
        await pilot.press("end")
        assert isinstance(it.app.screen, AnswersScreen)
        text = it.screen_text()
        assert "1 of 2 right" in text
        assert "✓ 3" in text
        assert "✗ it is reaped" in text
        assert "→ it becomes a zombie" in text
        assert "0.060 s" in text  # when it was seen in state Z


async def test_enter_shows_the_moment_that_proves_it_and_escape_goes_back(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("a", "enter", "escape")  # skips both
        await settle(pilot)
        it.feed.give(*story())
        it.feed.finish()
        await settle(pilot)
        await pilot.press("end")
        assert "0 of 2 right" in it.screen_text()
        await pilot.press("down", "enter")
        show = it.desk.show
        assert show.past
        assert show.world.event.seq == 9  # the zombie
        assert show.process.pid == 101
        assert "looking back" in it.text("header")
        assert "0.060 s" in it.text("header")
        await pilot.press("escape")
        assert not show.past
        assert isinstance(it.app.screen, AnswersScreen)
        await pilot.press("escape", "a")
        assert isinstance(it.app.screen, AnswersScreen)  # once more
        await pilot.press("x")
        assert show.world.event.seq == 11


async def test_another_run_asks_again_and_one_without_questions_does_not(tmp_path: Path) -> None:
    async with stage(tmp_path, lang="zh") as (it, pilot):
        await pilot.press("a", "enter", "2", "2")
        await settle(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert isinstance(it.app.screen, QuestionScreen)
        assert "一共有几个进程？" in it.screen_text()
        await pilot.press("escape", "n")
        await settle(pilot)
        assert len(it.feeds) == 3
        assert it.desk.quiz is None
        await later(it, pilot, 1)


async def test_it_fits_on_a_small_terminal(tmp_path: Path) -> None:
    async with stage(tmp_path, size=(60, 16)) as (it, pilot):
        await pilot.press("a", "enter")
        await settle(pilot)
        assert "How many processes will there be?" in it.screen_text()
        assert "4" in it.screen_text()


def _text(rows: list) -> list[str]:
    return ["".join(text for text, _ in row) for row in rows]


def test_long_questions_and_choices_are_wrapped() -> None:
    asked = Asked(1, 2, "a question " * 8, ["short", "a long choice " * 6])
    rows = _text(question(DARK, asked, 1, 40))
    assert max(map(len, rows)) <= 40
    assert rows[rows.index("") + 1] == "  1  short"
    assert rows[rows.index("") + 2].startswith("▌ 2  a long choice")


def test_an_answer_is_mark_and_word_not_colour_alone() -> None:
    found = [
        Outcome("q1", "yes", "yes", True, [(1_500_000_000, "12 ended")]),
        Outcome("q2", "no", "", False),
    ]
    rows = _text(outcomes(DARK, "en", found, 0, 60))
    assert rows == [
        "▌ q1", "▌ ✓ yes", "▌     1.500 s  12 ended", "",
        "  q2", "  ✗ no", "  → nothing was seen of it",
    ]  # fmt: skip


def test_the_sheet_scrolls_and_says_so() -> None:
    canvas = Canvas(30, 8)
    draw(canvas, DARK, "T", "hint", [[(f"row {i}", Style())] for i in range(20)], 4)
    lines = canvas.text()
    assert "row 4" in lines[2]
    assert "↓" in lines[-2]
