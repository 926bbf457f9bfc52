"""The stage: goldens of typical worlds, and what must hold for any world at any size."""

import time

import pytest

from procviz import events as ev
from procviz.draw import narrator, stage, stage_bonds
from procviz.draw.canvas import Canvas, Style, cells
from procviz.draw.stage_layout import Form
from procviz.draw.theme import DARK, LIGHT
from procviz.draw.view import View
from procviz.events import Where
from tests import draw_worlds as worlds
from tests.draw_worlds import BACK, SIZES, check


def drawn(view: View, width: int, height: int) -> Canvas:
    canvas = Canvas(width, height, BACK)
    stage.draw(canvas, view)
    return canvas


CASES = {
    "fork": (worlds.forked, 70, 25, 1.0),
    "fork_growing": (worlds.forked, 70, 25, 0.5),
    "wait_reaped": (worlds.waited, 70, 25, 1.0),
    "zombies": (worlds.zombies, 70, 25, 1.0),
    "zombies_small": (worlds.zombies, 50, 21, 1.0),
    "orphan": (worlds.orphaned, 70, 25, 1.0),
    "signal_half_way": (worlds.handshake, 70, 25, 0.5),
    "signal_there": (worlds.handshake, 100, 37, 1.0),
    "pool_3": (worlds.pool, 70, 25, 1.0),
    "workers_12": (lambda: worlds.pool(12), 70, 25, 1.0),
    "workers_200": (lambda: worlds.pool(200), 70, 25, 1.0),
    "loop_of_9": (lambda: worlds.shell_loop(9), 70, 25, 1.0),
    "handshake_38": (worlds.handshake, 38, 13, 1.0),
    "pipe": (worlds.piped, 70, 22, 0.5),
    "lock": (worlds.contended, 100, 20, 1.0),
    "lock_small": (worlds.contended, 70, 20, 1.0),
}


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    make, width, height, progress = CASES[name]
    check(f"stage_{name}", drawn(make().view(progress, 4201), width, height))


@pytest.mark.parametrize("seed", range(30))
def test_any_world_at_any_size_stays_inside_and_says_no_control_character(seed: int) -> None:
    log = worlds.anything(seed)
    for width, height in SIZES:
        for progress in (0.0, 0.1, 0.5, 0.8, 1.0):
            view = log.view(progress=progress, selected=4200, lang=("en", "zh")[seed % 2])
            whole = Canvas(width + 4, height + 4, Style("#123456", "#654321"))
            whole.fill(0, 0, width + 4, height + 4, Style("#123456", "#654321"), "#")
            inside = whole.part(2, 2, width, height)
            inside.fill(0, 0, width, height, BACK)
            stage.draw(inside, view._replace(theme=LIGHT if seed % 3 else DARK))
            for y in range(height + 4):
                row = whole.chars[y]
                assert cells("".join(row)) == width + 4, (seed, width, height, progress, y)
                outside = row if y in (0, 1, height + 2, height + 3) else row[:2] + row[-2:]
                assert set(outside) == {"#"}, (seed, width, height, progress, y)
                assert not set("".join(row)) & set("\x1b\u202e\u200d"), (seed, y)


@pytest.mark.parametrize("seed", range(40))
def test_cards_do_not_overlap_and_a_click_finds_each(seed: int) -> None:
    view = worlds.anything(seed, 25).view()
    for width, height in SIZES:
        layout = stage.place(view, width, height).layout
        taken: dict[tuple[int, int], int] = {}
        for uid, box in layout.boxes.items():
            for y in range(box.y, box.y + box.height):
                for x in range(box.x, box.x + box.width):
                    assert 0 <= x < width, (width, height, uid, box)
                    assert 0 <= y < height, (width, height, uid, box)
                    assert taken.setdefault((x, y), uid) == uid
            assert stage.hit(width, height, view, box.x + box.width // 2, box.y) == uid
        assert len(layout.boxes) + layout.past + layout.more == len(view.world.processes)


def test_no_process_no_drawing() -> None:
    canvas = drawn(worlds.Log().view(), 70, 25)
    assert not any(canvas.text())
    assert stage.hit(70, 25, worlds.Log().view(), 35, 3) == 0


def boxes(
    log: worlds.Log, width: int = 70, height: int = 25, progress: float = 1.0
) -> dict[int, object]:
    view = log.view(progress)
    found = stage.place(view, width, height).layout.boxes
    return {view.world.processes[uid].pid: box for uid, box in found.items()}


def test_cards_stay_when_a_sibling_dies_and_is_reaped() -> None:
    log = worlds.zombies()
    before = boxes(log)
    log.reap(4200, 4202)
    assert boxes(log) == before
    log.reap(4200, 4201)
    assert boxes(log) == before


def test_an_orphan_stays_where_it_is_and_gets_a_link_from_outside() -> None:
    log = worlds.orphaned()
    log.events.pop()
    before = boxes(log, 96, 25)
    log.events = worlds.orphaned().events
    assert boxes(log, 96, 25) == before
    scene = stage.place(log.view(), 96, 25)
    orphan = log.view().world.by_pid(4202)
    assert orphan is not None
    path, box = scene.adopted[orphan.uid], scene.layout.boxes[orphan.uid]
    assert scene.outside is not None
    assert "812" in scene.title
    assert path[0] == (scene.outside.cx, scene.outside.bottom + 1)
    assert path[-1] == (box.cx, box.y - 1)
    for x, y in path:
        assert scene.layout.at(x, y) == 0, "the link must not cross a card"


def test_the_adopter_is_not_there_before_it_adopts() -> None:
    for make in (worlds.forked, worlds.waited, worlds.zombies):
        assert stage.place(make().view(), 96, 25).outside is None


def test_a_new_card_makes_the_others_glide() -> None:
    log = worlds.forked()
    log.events.pop()
    old = boxes(log)[4201]
    log.fork(4200, 4202)
    log.events.pop()
    assert boxes(log, progress=0.0)[4201] == old
    assert boxes(log, progress=1.0)[4201] != old
    on_the_way = boxes(log, progress=0.15)[4201]
    assert on_the_way not in (old, boxes(log, progress=1.0)[4201])


def pill(canvas: Canvas, text: str) -> tuple[int, int]:
    rows = canvas.text()
    y = next(i for i, row in enumerate(rows) if text in row)
    return rows[y].index(text), y


def test_a_signal_travels_from_the_sender_to_the_receivers_border() -> None:
    log = worlds.handshake()
    view = log.view()
    layout = stage.place(view, 100, 37).layout
    sender, receiver = (view.world.by_pid(p) for p in (4201, 4202))
    assert sender is not None
    assert receiver is not None
    rows = [pill(drawn(log.view(p), 100, 37), "SIGUSR1")[1] for p in (0.0, 0.3, 0.7, 1.0)]
    assert rows == sorted(rows)
    assert rows[0] == layout.boxes[sender.uid].bottom + 1
    assert rows[-1] == layout.boxes[receiver.uid].y - 1
    log.facts(4200, cpu=1.0)  # a sample changes figures, not the story
    assert pill(drawn(log.view(), 100, 37), "SIGUSR1")[1] == rows[-1]
    log.wait(4201)
    assert not any("SIGUSR1" in row for row in drawn(log.view(), 100, 37).text())


def test_a_signal_between_siblings_turns_below_the_parent() -> None:
    log = worlds.pool(3)
    log.add(ev.SignalSent(pid=4201, to=4203, signal="SIGTERM"))
    view = log.view()
    parent = stage.place(view, 70, 25).layout.boxes[1]
    xs, ys = zip(
        *(pill(drawn(log.view(i / 20), 70, 25), "SIGTERM") for i in range(21)), strict=True
    )
    assert list(xs) == sorted(xs)
    assert min(ys) > parent.bottom


def test_a_signal_from_the_person_comes_from_the_top_edge() -> None:
    log = worlds.forked()
    log.add(ev.SignalSent(pid=0, to=4201, signal="SIGTERM"))
    rows = drawn(log.view(0.0), 70, 25).text()
    assert "SIGTERM" in rows[0]
    rows = drawn(log.view(1.0), 70, 25).text()
    assert "you" in rows[0]
    child = stage.place(log.view(), 70, 25).layout.boxes[3]
    assert "▼ SIGTERM" in rows[child.y - 1]


def test_a_reap_takes_the_status_to_the_parent_then_the_card_fades() -> None:
    log = worlds.waited()
    early, late = drawn(log.view(0.1), 70, 25), drawn(log.view(1.0), 70, 25)
    assert any("zombie" in row for row in early.text())
    assert any("4201 reaped by 4200" in row for row in late.text())
    assert pill(late, "✓ exit 3")[1] < pill(early, "✓ exit 3")[1]


def test_without_motion_each_step_leaves_a_mark() -> None:
    log = worlds.forked()
    log.events.pop()
    assert any("fork" in row for row in drawn(log.view(), 70, 25).text())
    log.add(ev.Execed(pid=4201, argv=("/bin/date",)))
    assert any(" exec " in row for row in drawn(log.view(), 70, 25).text())
    log.add(ev.HandlerBegan(pid=4201, signal="SIGUSR1", handler="on_usr1"))
    assert any(
        " on_usr1 ─" in row or " on_usr1 ╯" in row for row in drawn(log.view(), 70, 25).text()
    )
    log.exit(4201, None, "SIGKILL")
    assert any("SIGKILL ╯" in row or " SIGKILL " in row for row in drawn(log.view(), 70, 25).text())


def test_the_oldest_reaped_make_room_and_are_counted() -> None:
    log = worlds.shell_loop(30)
    layout = stage.place(log.view(), 70, 25).layout
    assert layout.form is Form.CARDS
    assert layout.past > 20
    assert any(f"+{layout.past} reaped earlier" in row for row in drawn(log.view(), 70, 25).text())
    view = log.view()
    pids = {view.world.processes[uid].pid for uid in layout.boxes}
    assert pids == {4200, *range(4201 + layout.past, 4231)}


@pytest.mark.parametrize(
    ("workers", "form"), [(3, Form.CARDS), (5, Form.CARDS), (12, Form.ROWS), (200, Form.GRID)]
)
def test_as_much_of_each_process_as_fits(workers: int, form: Form) -> None:
    view = worlds.pool(workers).view(selected=4203)
    layout = stage.place(view, 70, 25).layout
    assert layout.form is form
    text = "\n".join(drawn(view, 70, 25).text())
    for pid in range(4200, 4201 + workers):
        assert str(pid) in text


def test_in_a_crowd_the_selected_one_is_in_sight() -> None:
    view = worlds.pool(900).view(selected=5100)
    assert any("5100" in row for row in drawn(view, 70, 25).text())
    assert any("a cell = 2 processes" in row for row in drawn(view, 70, 12).text())


def test_zombie_shows_status_and_true_age() -> None:
    view = worlds.zombies().view()
    text = "\n".join(drawn(view, 70, 25).text())
    assert "exit 2" in text
    assert "not reaped 1.1 s" in text
    later = view._replace(now=view.now + 5_000_000_000)
    assert "not reaped 6.1 s" in "\n".join(drawn(later, 70, 25).text())


def test_same_view_same_cells() -> None:
    view = worlds.handshake().view(0.4)
    one, other = drawn(view, 70, 25), drawn(view, 70, 25)
    assert (one.chars, one.styles) == (other.chars, other.styles)


def test_two_hundred_processes_are_drawn_within_a_frame() -> None:
    view = worlds.pool(200).view(selected=4210)
    canvas = Canvas(100, 40, BACK)
    times = []
    for _ in range(10):
        begin = time.process_time()
        stage.draw(canvas, view)
        times.append(time.process_time() - begin)
    assert min(times) < 0.02, "one frame at 30 per second has 33 ms; measured 3 to 5"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [6, 16, 40, 70])
def test_the_caption_keeps_to_its_rows(lang: str, width: int) -> None:
    for seed in range(20):
        view = worlds.anything(seed).view(lang=lang)
        canvas = Canvas(width, 3, BACK)
        narrator.draw(canvas, view)
        for row in canvas.chars:
            assert cells("".join(row)) == width


def test_the_caption_tells_the_true_time_and_passes_over_samples() -> None:
    log = worlds.forked()
    canvas = Canvas(70, 3, BACK)
    narrator.draw(canvas, log.view())
    spawned = next(e for e in log.events if isinstance(e, ev.Spawned))
    assert canvas.text()[0].startswith(f"▌ {spawned.t / 1e9:.3f} s")
    assert "4201" in canvas.text()[0]


def test_the_caption_and_what_is_found_outlast_thousands_of_samples() -> None:
    log = worlds.forked()
    canvas = Canvas(70, 6, BACK)
    narrator.draw(canvas, log.view())
    told = canvas.text()[0]
    for _ in range(1000):
        log.facts(4201, cpu=99.0)
    canvas = Canvas(70, 6, BACK)
    narrator.draw(canvas, log.view())
    assert canvas.text()[0] == told

    silent = worlds.Log()
    silent.begin()
    for _ in range(7):
        facts = {"cpu": 99.0, "state": "R", "stacks": {"4200": [["spin", worlds.FILE, 4]]}}
        silent.add(ev.Sampled(pid=4200, exact=False, where=Where(worlds.FILE, 4, "spin"),
                              facts=facts), 1000)  # fmt: skip
    view = silent.view()
    canvas = Canvas(70, 6, BACK)
    narrator.draw(canvas, view._replace(log=view.log[1:]))
    assert canvas.text()[0].startswith("! 4200")


@pytest.mark.parametrize(
    ("text", "width", "rows"),
    [
        ("a bc def", 4, ["a bc", "def"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("进程一号", 4, ["进程", "一号"]),
        ("等待 4202，退出", 8, ["等待", "4202，退", "出"]),
        ("", 5, []),
    ],
)
def test_wrap(text: str, width: int, rows: list[str]) -> None:
    assert narrator.wrap(text, width) == rows


# -- locks and pipes ------------------------------------------------------------------------------


def bonds(log: worlds.Log) -> list[tuple[bool, int, int, tuple[str, ...]]]:
    world = log.view().world
    pids = {uid: process.pid for uid, process in world.processes.items()}
    found = stage_bonds.bonds(world, "en")
    return [(b.waits, pids[b.source], pids[b.target], b.names) for b in found]


def test_who_waits_is_linked_with_the_holder() -> None:
    log = worlds.contended()
    lock = {"object": "/mp-1", "type": "Lock"}
    assert bonds(log) == [(True, 4201, 4202, ("Lock 1",)), (True, 4203, 4202, ("Lock 1",))]
    log.add(ev.Released(pid=4202, **lock))
    log.add(ev.Acquired(pid=4201, **lock))
    assert bonds(log) == [(True, 4203, 4201, ("Lock 1",))]
    log.exit(4201, None, "SIGKILL")  # the dead holder still stands in the way
    assert bonds(log) == [(True, 4203, 4201, ("Lock 1",))]


def test_who_writes_is_linked_with_who_reads() -> None:
    log = worlds.piped()
    assert bonds(log) == [(False, 4201, 4200, ("pipe 1",))]
    log.add(ev.FdClosed(pid=4201, fd=4, object="pipe:[4711]"))
    assert bonds(log) == []


def test_before_anything_is_written_the_kept_ends_tell_the_way() -> None:
    log = worlds.Log()
    log.begin()
    pipe = {"object": "pipe:[4711]"}
    log.add(ev.PipeOpened(pid=4200, read=3, write=4, **pipe))
    log.fork(4200, 4201)
    assert bonds(log) == []  # both can do both
    log.add(ev.FdClosed(pid=4200, fd=3, **pipe))
    log.add(ev.FdClosed(pid=4201, fd=4, **pipe))
    assert bonds(log) == [(False, 4200, 4201, ("pipe 1",))]


def test_too_many_links_are_no_help() -> None:
    log = worlds.pool(12)
    for i in range(12):
        log.add(ev.PipeOpened(pid=4200, read=3, write=4, object=f"pipe:[{i}]"))
        log.add(ev.ReceiveBegan(pid=4201 + i, fd=3, object=f"pipe:[{i}]"))
    assert bonds(log) == []


def test_data_travels_from_the_writer_to_the_reader() -> None:
    log = worlds.piped()
    begin, end = (drawn(log.view(progress), 70, 22) for progress in (0.1, 1.0))
    assert pill(begin, "6 B")[1] > pill(end, "6 B")[1]  # upwards: the child writes
    queue = {"object": "q", "type": "Queue"}
    log.add(ev.Put(pid=4200, **queue))
    log.add(ev.Got(pid=4201, **queue, item="'hello'"))
    begin, end = (drawn(log.view(progress), 70, 22) for progress in (0.1, 1.0))
    assert pill(begin, "'hello'")[1] < pill(end, "'hello'")[1]


def test_no_link_is_drawn_over_a_card() -> None:
    for seed in range(30):
        view = worlds.anything(seed, 120).view()
        for width, height in SIZES:
            scene = stage.place(view, width, height)
            for _, path in stage_bonds.lay(view, scene):
                inner = path[1:-1]
                assert path
                assert not [cell for cell in inner if scene.layout.at(*cell)], (seed, width)


def test_the_narrator_says_what_will_not_go_on() -> None:
    view = worlds.leaky().view()
    canvas = Canvas(60, 4, BACK)
    narrator.draw(canvas, view._replace(now=view.world.t + 300 * worlds.MS))
    text = canvas.text()
    assert "4201 ended" in text[0]
    assert text[2].startswith("! 4200 waits for the end of pipe 1, which cannot come")
    assert text[3].endswith("…")
    narrow = Canvas(60, 2, BACK)
    narrator.draw(narrow, view)
    assert "!" not in "".join(narrow.text())
