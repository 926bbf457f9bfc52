"""What is kept from one moment of a run to another is what would be found anew at that one."""

import random
from collections import Counter
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from procviz import fold, places
from procviz.draw import timeline_map, timeline_together
from procviz.draw.canvas import Canvas
from procviz.draw.census import census
from procviz.draw.roll import Roll, roll
from procviz.draw.timeline_lanes import lanes
from procviz.draw.timeline_scale import Scale
from procviz.draw.view import View
from procviz.draw.whereabouts import Whereabouts, whereabouts
from procviz.history import History, Past
from procviz.world import World
from tests import draw_worlds as worlds

Told = list[tuple[object, ...]]


def strokes(world: World, late: World) -> Told:
    found = lanes(View(late), 80, 30)
    scale = Scale(0, late.t, 70)
    return [
        (at, each.links, each.ends, each.own, each.names, each.targets, each.senders, each.arrows)
        for at, each in timeline_together.together(world, found, scale)
    ]


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**9))
def test_wherever_the_playhead_goes(seed: int) -> None:
    rng = random.Random(seed)
    log = worlds.anything(seed, 200).events
    history = History(log, step=rng.choice((5, 20)), whole=4)
    history.reach(len(log))
    at, world = 0, history.world_at(0)
    for _ in range(12):
        n = rng.randrange(len(log) + 1)
        world = history.world_at(n) if n < at else history.forward(world, at, n)
        at = n
        fresh = fold.fold(log[:n])
        mine, anew = roll(world), Roll().look(fresh)
        assert (mine.here, mine.gone, mine.when) == (anew.here, anew.gone, anew.when)
        assert mine.adopted == anew.adopted
        for uid in (0, *world.processes):
            assert mine.children(uid) == anew.children(uid)
        counted = census(world)
        assert +counted.states == Counter(p.state for p in fresh.processes.values())
        assert counted.alive == len(fresh.alive)
        assert counted.zombies == [p.uid for p in fresh.zombies]
        for path in {p.stands.file for p in fresh.alive if p.stands is not None}:
            there = Whereabouts(path)
            there.look(fresh)
            assert whereabouts(world, path).uids == there.uids
        if history.latest.processes:
            assert strokes(world, history.latest) == strokes(fresh, history.latest)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from((6, 40, 10_000)))
def test_the_map_shows_the_same_whether_times_are_known_or_looked_up(seed: int, most: int) -> None:
    rng = random.Random(seed)
    log = worlds.anything(seed, 150).events
    end = max(event.t for event in log)
    with patch.object(places, "_TIMES", most):
        history = History(log)
        history.reach(len(log))
    each = history.places.each
    assert (each == 1) is (most > len(log))
    for n in (rng.randrange(1, len(log) + 1) for _ in range(6)):
        some = [log[i] for i in range(0, n, each)]
        drawn = []
        for past in (Past(log, n, history.places), some):
            canvas = Canvas(60, 1)
            view = View(history.latest, log=past)
            timeline_map.draw(canvas, view, 10, end, None)
            drawn.append(canvas.text())
        assert drawn[0] == drawn[1]
