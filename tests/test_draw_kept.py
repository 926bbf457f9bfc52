"""What is kept between frames is never seen: the same view draws the same cells, kept or anew."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from procviz import fold
from procviz.draw import narrator, stage, timeline
from procviz.draw.canvas import Canvas, Style
from procviz.draw.kept import Kept, forget, picture
from procviz.draw.theme import DARK, LIGHT
from procviz.draw.view import View
from procviz.world import World
from tests import draw_worlds as worlds

Cells = list[tuple[list[str], list[object]]]
SIZES = [(38, 13), (66, 25), (100, 37), (30, 6), (15, 4)]


def cells(view: View, size: tuple[int, int]) -> Cells:
    out: Cells = []
    for draw in (stage.draw, timeline.draw, narrator.draw):
        canvas = Canvas(*size, worlds.BACK)
        draw(canvas, view)
        out += zip(canvas.chars, canvas.styles, strict=True)  # type: ignore[arg-type]
    return out


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**9))
def test_a_kept_frame_is_the_frame_that_would_be_drawn_anew(seed: int) -> None:
    rng = random.Random(seed)
    log = worlds.anything(seed, 150)
    world, done, late = World(), [], fold.fold(log.events)
    for event in log.events:
        fold.apply(world, event)
        done.append(event)
        if rng.random() < 0.8:
            continue
        uids = [0, *world.processes]
        view = View(
            world,
            theme=rng.choice((DARK, LIGHT)),
            lang=rng.choice(("en", "zh")),
            selected=rng.choice(uids),
            family=rng.choice((0, 0, rng.choice(uids))),
            progress=rng.choice((0.0, 0.2, 0.6, 1.0)),
            now=world.t + rng.choice((0, 0, 300_000_000)),
            log=done,
            ahead=rng.choice((None, late)),
            known=late.t,
            end=late.t,
        )
        size = rng.choice(SIZES)
        warm = cells(view, size)
        assert cells(view, size) == warm
        forget()
        assert cells(view, size) == warm


def test_a_world_that_went_another_way_is_not_taken_for_the_first(  # the same log, folded twice
) -> None:
    log = worlds.handshake()
    early, late = fold.fold(log.events[:-3]), fold.fold(log.events)
    for world in (early, late, early):
        kept = cells(View(world, now=world.t), (66, 25))
        forget()
        assert cells(View(world, now=world.t), (66, 25)) == kept


def test_no_more_is_kept_than_was_allowed() -> None:
    kept: Kept[int] = Kept(10)
    for i in range(1000):
        assert kept.get(i, lambda i=i: i * 2) == i * 2  # type: ignore[misc]
    assert len(kept._found) <= 10


def test_what_is_written_to_a_canvas_is_seen_on_no_other() -> None:
    back = Style("#111111", "#222222")
    kept = picture(6, 3, back, lambda part: part.put(1, 1, "kept", back) and None)
    one, other = Canvas(6, 3), Canvas(6, 3)
    for canvas in (one, other):
        kept.put(canvas, 0, 0)
    assert one.chars[1] is other.chars[1]
    one.part(2, 0, 3, 3).put(0, 1, "xy", Style("#ff0000"))
    one.fill(0, 2, 6, 1, Style(bg="#00ff00"), "z")
    one.tint(0, 0, 6, "#0000ff")
    one.upright(5, 0, 3, "|", back)
    assert other.text() == ["", " kept", ""]
    assert {style for row in other.styles for style in row} == {back}
    assert kept.chars[1] == [*" kept "]
    assert one.text() == ["     |", " kxyt|", "zzzzz|"]
