"""What the resting mouse tells of links, keys, marks and the map; what the map does."""

from collections.abc import Callable
from pathlib import Path

import pytest

from procviz import events as ev
from procviz.draw import hints, stage, stage_bonds, stage_told, ties, timeline_told
from procviz.draw.canvas import cells
from procviz.draw.layout import Pane
from procviz.draw.timeline_lanes import lanes
from procviz.draw.view import View
from procviz.ui import footing, sight
from procviz.ui.widgets.canvas_pane import CanvasPane
from tests import draw_worlds as worlds
from tests.app_fakes import Stage, run, settle
from tests.app_fakes import stage as on_stage
from tests.gate_fakes import ready

MS = 1_000_000


def test_the_words_are_there_in_both_languages() -> None:
    assert hints._WORDS["en"].keys() == hints._WORDS["zh"].keys()
    for key, text in hints._WORDS["en"].items():
        assert text.count("{") == hints._WORDS["zh"][key].count("{"), key


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("make", [worlds.contended, worlds.piped, worlds.orphaned])
def test_every_link_between_cards_is_told(make: Callable[[], worlds.Log], lang: str) -> None:
    view = make().view(lang=lang)
    scene = stage.place(view, 100, 30)
    laid = stage_bonds.lay(view, scene)
    paths = [path for _, path in laid] + list(scene.adopted.values()) + list(scene.routes.values())
    for path in paths:
        x, y = path[len(path) // 2]
        told = stage_told.told(view, 100, 30, x, y)
        assert told
        assert all("{" not in text for text in told)
    for bond, path in laid:
        told = " ".join(stage_told.told(view, 100, 30, *path[-1]))
        assert all(name in told for name in bond.names)
        assert str(view.world.processes[bond.source].pid) in told
    assert stage_told.told(view, 100, 30, 0, 29) == []


def test_a_signal_on_its_way_is_told() -> None:
    view = worlds.handshake().view(0.5)
    scene = stage.place(view, 100, 37)
    child = view.world.by_pid(4202)
    assert child is not None
    x, y = scene.routes[child.uid][0]
    assert "SIGUSR1" in stage_told.told(view, 100, 37, x, y)[0]


def test_a_process_tells_its_links() -> None:
    view = worlds.contended().view()
    for process in view.world.processes.values():
        found = ties.ties(view, process.uid).get(process.uid, [])
        told = ties.told(process, found, view)
        assert len(told) == len(found)
        assert all("Lock 1" in text for text in told)
    orphan = worlds.orphaned().view()
    found = ties.ties(orphan)
    (uid,) = found
    told = ties.told(orphan.world.processes[uid], found[uid], orphan)
    assert told == [f"4202 was adopted by {worlds.HELPER} (procviz, a subreaper)"]


def everywhere(seen: View, width: int, height: int) -> list[str]:
    span = (0, seen.now)
    every = ((x, y) for y in range(height) for x in range(width))
    return [t for x, y in every for t in timeline_told.told(width, height, seen, x, y, span, {})]


def test_every_stroke_and_state_of_the_time_line_is_told() -> None:
    view = worlds.handshake().view()
    told = set(everywhere(view._replace(marks=[100 * MS]), 90, 14))
    assert any("SIGSTOP from 4200 to 4204" in text for text in told)
    assert any("4202 made 4203" in text for text in told)
    assert any("4203 grandkid  zombie" in text for text in told)
    assert any(text.startswith("bookmark at 0.100 s") for text in told)
    assert any(text.startswith("the playhead") for text in told)
    adopted = everywhere(worlds.orphaned().view(), 90, 14)
    assert any("4202 is adopted by 812" in text for text in adopted)
    reaped = everywhere(worlds.waited().view(lang="zh"), 90, 14)
    assert any("4200 回收 4201" in text for text in reaped)


def told_at(it: Stage, pane: Pane, text: str) -> str:
    widget = it.app.main.query_one(f"#{pane.name.lower()}", CanvasPane)
    for y, line in enumerate(it.text(pane.name.lower()).splitlines()):
        if text in line:
            x = cells(line[: line.index(text)])
            return it.app.main._tell(pane, *widget.size, x + 1, y)
    raise AssertionError(text)


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_every_key_in_the_footer_tells_what_it_does(tmp_path: Path, lang: str) -> None:
    async with on_stage(tmp_path, (240, 50), lang=lang) as (it, pilot):
        for focus in (Pane.PICKER, Pane.SOURCE, Pane.TIMELINE):
            it.desk.focus = focus
            for key, _, _ in footing.keys(it.desk):
                it.app.main.repaint()
                text = told_at(it, Pane.FOOTER, f" {key} ")
                assert text.startswith(key.split()[0]), (focus, key)
            if it.desk.show is None:
                await run(it, pilot)


async def test_who_is_ready_at_the_gate_tells_where_and_how_to_go_on(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as (it, pilot):
        await pilot.press("g")
        await run(it, pilot)
        both = ready("0", 100, "os.wait()", 6, 1), ready("2", 102, "os.kill(100)", 5, 1)
        it.feed.gate.stand(*both)
        for _ in range(4):
            it.clock.t += 2
            it.app.main.player.tick()
            await pilot.pause()
        chosen, other = told_at(it, Pane.STAGE, "▶ 1"), told_at(it, Pane.STAGE, "▷ 1")
        assert "lesson.py:" in chosen
        assert "→" in chosen
        assert "Tab" in other
        assert "next" in told_at(it, Pane.FOOTER, " → ")


async def drag(pane: CanvasPane, y: int, *columns: int) -> None:
    for i, x in enumerate(columns):
        first, last = i == 0, i == len(columns) - 1
        pane.post_message(CanvasPane.Dragged(pane, x, y, first=first, last=last))


async def test_the_map_jumps_and_pans(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as (it, pilot):
        await run(it, pilot)
        await pilot.press("+", "+")
        pane = it.app.main.query_one("#timeline", CanvasPane)
        row = pane.size.height - 2
        view = it.desk.show.view(it.desk.theme, 1.0)
        left = 2 + lanes(view, pane.size.width - 4, pane.size.height - 3).left
        before = it.desk.window
        assert before is not None
        assert before.begin > 0
        await drag(pane, row, left, left)
        await settle(pilot)
        first = it.desk.window
        assert first is not None
        assert first.begin == 0
        assert first.width == before.width
        await drag(pane, row, left + 2, left + 12, left + 22)
        await settle(pilot)
        assert it.desk.window.begin > 0
        assert it.desk.window.width == before.width
        assert it.desk.show.playhead.at == len(it.desk.show.log)  # only the view moves
        told = it.app.main._tell(Pane.TIMELINE, *pane.size, left + 5, row)
        assert "< >" in told
        await pilot.press("<", "<", "<", "<")  # the keys that it names
        assert it.desk.window.begin < first.begin + before.width


async def test_with_all_in_sight_the_map_moves_the_playhead(tmp_path: Path) -> None:
    async with on_stage(tmp_path, (160, 80)) as (it, pilot):
        await run(it, pilot)
        assert it.desk.window is None
        pane = it.app.main.query_one("#timeline", CanvasPane)
        row = pane.size.height - 2
        left = 2 + lanes(sight.view(it.desk, 0.0), pane.size.width - 4, pane.size.height - 3).left  # type: ignore[arg-type]
        assert "Home" in it.app.main._tell(Pane.TIMELINE, *pane.size, left + 5, row)
        end = it.desk.show.playhead.at
        await drag(pane, row, left + 30, left + 30)
        await settle(pilot)
        assert 0 < it.desk.show.playhead.at < end


async def test_of_two_keys_on_one_cap_the_one_that_is_clicked_counts(tmp_path: Path) -> None:
    async with on_stage(tmp_path, (200, 45)) as (it, pilot):
        await run(it, pilot)
        await pilot.press("4")
        pane = it.app.main.query_one("#footer", CanvasPane)
        at = it.text("footer").index(" + - ")
        pane.post_message(CanvasPane.Pressed(pane, at + 1, 0))
        await settle(pilot)
        assert it.desk.window is not None
        pane.post_message(CanvasPane.Pressed(pane, at + 3, 0))
        await settle(pilot)
        assert it.desk.window is None
        focus = it.desk.focus
        pane.post_message(CanvasPane.Pressed(pane, it.text("footer").index("1-6"), 0))
        await settle(pilot)
        assert it.desk.focus.value == focus.value + 1


async def test_no_spelling_of_a_link_can_harm(tmp_path: Path) -> None:
    log = worlds.orphaned()
    log.add(ev.Reparented(pid=4202, old=4201, new=9, new_name="[/] \x1b[2J"))
    view = log.view()
    found = ties.ties(view)
    rows = [text for own in found.values() for text, _ in ties.short(view, own, 60)]
    assert rows
    assert "\x1b" not in "".join(rows)
