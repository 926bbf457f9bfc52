"""What is counted on from frame to frame is what would be counted anew, wherever the world goes."""

import random
from collections import Counter
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from procviz import events as ev
from procviz import fold
from procviz.draw import (
    inspector,
    lookback,
    narrator,
    source,
    stage,
    timeline,
    timeline_lanes,
    timeline_map,
)
from procviz.draw.canvas import Canvas, Style
from procviz.draw.census import Census, census
from procviz.draw.kept import forget
from procviz.draw.theme import DARK, LIGHT
from procviz.draw.timeline_scale import Scale
from procviz.draw.troubles import troubles
from procviz.draw.view import View
from procviz.events import Event
from procviz.findings import find
from procviz.history import History, Past
from procviz.state import State
from procviz.tape import Tape
from procviz.world import World, stamp
from tests import draw_worlds as worlds

GRID = 9, 4  # so few cells that even a few processes are shown as a grid


def run_map(canvas: Canvas, view: View) -> None:
    timeline_map.draw(canvas, view, 10, 2_000_000, None)


def picture(view: View) -> list[tuple[str, Style]]:
    """What is seen of all cells: the colour of a blank is not."""
    out: list[tuple[str, Style]] = []
    for draw, size in (
        (stage.draw, GRID), (stage.draw, (60, 9)), (inspector.draw, (40, 30)),
        (narrator.draw, (60, 6)), (timeline.draw, (60, 12)), (run_map, (60, 1)),
    ):  # fmt: skip
        canvas = Canvas(*size, worlds.BACK)
        draw(canvas, view)  # type: ignore[operator]
        for chars, styles in zip(canvas.chars, canvas.styles, strict=True):
            out += [
                (char, Style(bg=style.bg) if char == " " and not style.underline else style)
                for char, style in zip(chars, styles, strict=True)
            ]
    return out


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**9), st.integers(3, 40))
def test_a_world_that_plays_and_jumps_is_drawn_as_one_that_was_never_seen(
    seed: int, step: int
) -> None:
    rng = random.Random(seed)
    log = worlds.anything(seed, 150).events
    history, world, at = History(log, step=step, whole=3), World(), 0
    for _ in range(25):
        if rng.random() < 0.8:
            n = min(len(log), at + rng.choice((1, 1, 2, 5, step, step + 1)))
            if rng.random() < 0.7:
                history.reach(n)  # a live run may be ahead of what is known of its log
            world = history.forward(world, at, n)
        else:
            n = rng.randrange(len(log) + 1)
            world = history.world_at(n)
        at = n
        view = View(
            world, selected=rng.choice([0, *world.processes]), log=Past(log, at),
            now=world.t + rng.choice((0, 300_000_000)),
        )  # fmt: skip
        warm, found = picture(view), troubles(view)
        forget()
        assert picture(view) == warm
        for path in {p.stands.file for p in world.alive if p.stands is not None}:
            there = [p for p in world.alive if p.stands is not None and p.stands.file == path]
            assert source.here(view, path) == there
            for line, uids in source.standing(view, path)[1].items():
                assert uids == [p.uid for p in there if p.stands and p.stands.line == line]
        fresh = fold.fold(log[:at])
        assert world == fresh
        assert found == [f for f in find(fresh, view.now) if f.kind not in ("zombie", "orphan")]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**9))
def test_the_census_is_that_of_a_count(seed: int) -> None:
    rng = random.Random(seed)
    world, some = World(), set[int]()
    few = Census()
    for event in worlds.anything(seed, 120).events:
        fold.apply(world, event)
        if isinstance(event, ev.RunBegan | ev.Spawned) and rng.random() < 0.5:
            some.add(event.seq)
            few = Census()  # of others than before
        if rng.random() < 0.7:
            continue
        counted = census(world)
        few.look(world, some)
        assert +counted.states == Counter(p.state for p in world.processes.values())
        assert counted.alive == len(world.alive)
        assert counted.zombies == [p.uid for p in world.zombies]
        assert +few.states == Counter(world.processes[uid].state for uid in some)
        assert few.states[State.GONE] <= counted.states[State.GONE]


def _is_line(event: Event) -> bool:
    return isinstance(event, ev.LineReached)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.booleans(), max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20), st.integers(1, 5)), max_size=12),
)
def test_a_look_back_finds_what_a_scan_finds(
    lines: list[bool], looks: list[tuple[int, int, int]]
) -> None:
    log: list[Event] = [ev.LineReached(seq=i, pid=1) if line else ev.Exiting(seq=i, pid=1, how="")
                        for i, line in enumerate(lines)]  # fmt: skip
    pieces, far = patch.object(lookback, "_PIECE", 3), patch.object(lookback, "_FAR", 8)
    for n, reach, count in looks:
        past = Past(log, n)
        scanned = [e for e in reversed(past[-reach:]) if _is_line(e)]
        with pieces, far:
            assert list(lookback.latest(past, _is_line, reach)) == scanned
            early = [e for e in scanned if e.seq < len(past) - count]
            assert list(lookback.latest(past, _is_line, reach, count)) == early
            back = lookback.reaching(past, _is_line, count, reach)
        assert len([e for e in past[-back:] if back and _is_line(e)]) == min(count, len(scanned))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**9))
def test_a_lane_with_a_long_past_is_drawn_as_if_nothing_of_it_were_kept(seed: int) -> None:
    rng = random.Random(seed)
    tape: Tape[tuple[int, State]] = Tape()
    mark, t, view = stamp(), 0, View(World(), theme=rng.choice((DARK, LIGHT)))
    for _ in range(12):
        for _ in range(rng.randrange(40)):
            t = max(0, t + rng.choice((0, 10**3, 10**5, 10**6, 10**7, -(10**6))))
            tape.append((t, rng.choice(list(State))))
        now = t + rng.choice((0, 10**6, 10**8, 10**9))
        begin = rng.choice((0, 0, now // 3))
        scale = Scale(begin, rng.choice((now, 2 * now, now * 3 // 4, 10**8)), 50)
        drawn, line, tint = [], rng.randrange(5, 50), rng.choice((0, 30, 60))
        for kept in (mark, 0):
            canvas = Canvas(60, 1, worlds.BACK)
            canvas.put(line, 0, "┊", Style("#445566"))
            canvas.tint(tint, 0, 60, "#112233")
            timeline_lanes.spans(
                canvas, view._replace(now=now), tape, scale, 5, 0, "#aabb00",
                timeline_lanes.GLYPH, mark=kept,
            )  # fmt: skip
            drawn.append((canvas.chars, canvas.styles))
        assert drawn[0] == drawn[1]
