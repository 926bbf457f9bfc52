"""Everything by name, by key and by mouse: none of the three ways leaves anything out."""

from pathlib import Path

import pytest
from textual.binding import Binding

from procviz import events as ev
from procviz.draw import guide
from procviz.draw.deeds import _DEEDS, deeds
from procviz.draw.guide_panes import MOUSE
from procviz.draw.layout import PANES, Pane
from procviz.export import KINDS
from procviz.ui import footing, keymap
from procviz.ui.commands import Commands
from procviz.ui.screens.main import MainScreen
from procviz.ui.screens.policies import POLICIES, PolicyScreen
from procviz.ui.screens.quiz import AnswersScreen, QuestionScreen
from procviz.ui.widgets.canvas_pane import CanvasPane
from tests.app_fakes import Stage, run, settle, stage

BINDINGS = [binding for binding in MainScreen.BINDINGS if isinstance(binding, Binding)]


def full(action: str) -> str:
    return action if action.startswith("app.") else f"screen.{action}"


def test_every_key_of_the_screen_is_in_the_palette() -> None:
    named = {action for _, action in guide.commands("en")} | set(_DEEDS)
    panes = {f"screen.focus_pane({pane.value})" for pane in PANES}  # by "Go to: …"
    missing = {full(binding.action) for binding in BINDINGS} - named - panes
    assert missing == {"app.hint_end"}  # which only says how to leave


def test_the_palette_names_the_keys_that_there_are() -> None:
    keys = {full(b.action): {keymap.label(key) for key in b.key.split(",")} for b in BINDINGS}
    spelt = {"↵": "Enter", "^←": "Ctrl+←", "^→": "Ctrl+→"}
    for action, (key, english, chinese) in _DEEDS.items():
        assert key in {spelt.get(each, each) for each in keys[action]}, action
        assert english != chinese
    assert len(deeds("zh")) == len(_DEEDS)


def test_every_key_in_the_footer_does_something_on_a_click_and_is_in_the_help() -> None:
    for key in footing.ACTIONS:
        assert guide.about(key, "en"), key
        assert guide.about(key, "zh"), key


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_mouse_action_names_its_key(lang: str) -> None:
    """All but two name one: the footer is keys, and what rests is told by key in full screen."""
    named = [what for _, what in MOUSE[lang] if "(" in what or "（" in what]
    assert len(named) >= len(MOUSE[lang]) - 2


def offered(it: Stage, *, gone: bool = False) -> list[str]:
    found = Commands(it.app.main)
    return [text for text, _ in found._all(gone=gone)]


async def test_the_palette_has_scenarios_gate_breaks_films_exports_layouts(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        before = offered(it)
        assert not any("Export" in text for text in before)
        await run(it, pilot)
        it.feed.give(ev.Reaped(seq=30, pid=100, t=90_000_000, child=101, code=3))
        await settle(pilot)
        await pilot.press("end")
        texts = offered(it)
        for part in (
            "Run: First lesson", "Run: Second lesson  [quick]", "Select process 102",
            "Break at exit", "bookmark", "screencast", "screenshot", "recording of this run",
            "Full screen: Stage", "Go to: Time line", "Layout: all panes", "audience",
            "Theme: procviz-light", "sub-lanes", "slower", "all keys and signs",
            *(f"Export this run as {kind}" for kind in KINDS),
        ):  # fmt: skip
            wanted = part if part != "sub-lanes" else "fold the threads"
            assert any(wanted in text for text in texts), part
        assert sum("At the gate chooses" in text for text in texts) == len(POLICIES) + 1
        assert not any("process 101" in text for text in texts)
        assert any("process 101" in text for text in offered(it, gone=True))


async def test_an_export_from_the_palette_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        for _ in range(2):
            do = next(d for t, d in Commands(it.app.main)._all() if "as mermaid" in t)
            do()
            await settle(pilot)
        files = sorted(tmp_path.glob("*.mmd"))
        assert len(files) == 2
        assert all("sequenceDiagram" in file.read_text() for file in files)
        assert files[0].name in " ".join(it.told())


async def test_full_screen_and_back_by_name(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        named = dict(Commands(it.app.main)._all())
        named["Full screen: Inspector"]()
        await pilot.pause()
        assert (it.desk.focus, it.desk.zoomed) == (Pane.INSPECTOR, True)
        named["Layout: all panes side by side"]()
        assert not it.desk.zoomed


async def test_the_mouse_answers_questions_and_leaves_menus(tmp_path: Path) -> None:
    async with stage(tmp_path) as (it, pilot):
        await pilot.press("a", "enter")
        await settle(pilot)
        sheet = it.app.screen
        assert isinstance(sheet, QuestionScreen)
        await click(it, "#quiz", "3")
        await settle(pilot)
        assert sheet.quiz.given == [1]
        await click(it, "#quiz", "becomes a zombie")
        await settle(pilot)
        assert sheet.quiz.given == [1, 1]
        await run_on(it)
        await settle(pilot)
        await pilot.press("end")
        await settle(pilot)
        if isinstance(it.app.screen, AnswersScreen):
            await pilot.click(offset=(0, 0))
            await settle(pilot)
        await pilot.press("G")
        assert isinstance(it.app.screen, PolicyScreen)
        pane = it.app.screen.query_one(CanvasPane)
        pane.post_message(CanvasPane.Wheel(pane, 3))
        await settle(pilot)
        assert it.app.screen.menu.cursor == 1
        await pilot.click(offset=(0, 0))
        await settle(pilot)
        assert isinstance(it.app.screen, MainScreen)


async def run_on(it: Stage) -> None:
    from tests.app_fakes import story

    it.feed.give(*story())
    it.feed.finish()


async def click(it: Stage, pane: str, text: str) -> None:
    widget = it.app.screen.query_one(pane, CanvasPane)
    rows = [widget.render_line(y).text for y in range(widget.size.height)]
    y = next(i for i, row in enumerate(rows) if text in row[4:] and i > 1)
    widget.post_message(CanvasPane.Pressed(widget, 8, y))
