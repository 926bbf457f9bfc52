"""The part of a run's time that is in sight: it never leaves the run, and never loses a moment."""

from hypothesis import given
from hypothesis import strategies as st

from procviz.draw.timeline_scale import Scale
from procviz.draw.window import CLOSEST, Window, whole

LAST = st.integers(CLOSEST * 2, 10**13)
FACTORS = st.sampled_from([0.5, 0.8, 1.25, 2.0])


@given(LAST, st.lists(st.tuples(FACTORS, st.floats(0, 1)), max_size=12))
def test_zooming_stays_within_the_run(last: int, steps: list[tuple[float, float]]) -> None:
    window: Window | None = None
    for factor, part in steps:
        seen = window or whole(last)
        window = seen.zoomed(factor, seen.begin + round(seen.width * part), last)
        if window is not None:
            assert 0 <= window.begin < window.end <= last
            assert window.width >= min(CLOSEST, last)


@given(LAST, st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_the_moment_under_the_mouse_stays_in_its_column(
    last: int, first: float, part: float
) -> None:
    before = whole(last).zoomed(0.5, round(last * first), last)
    assert before is not None
    at = before.begin + round(before.width * part)
    after = before.zoomed(0.5, at, last)
    assert after is not None
    if after.width > CLOSEST * 4:
        columns = [Scale(*window, 100).at(at) for window in (before, after)]
        assert abs(columns[0] - columns[1]) < 0.5


def test_out_to_the_whole_is_no_window() -> None:
    assert whole(10**9).zoomed(2.0, 0, 10**9) is None
    window = Window(0, 10**8).zoomed(16.0, 0, 10**9)
    assert window is None


def test_panning_stops_at_both_ends() -> None:
    window = Window(10**8, 2 * 10**8)
    assert window.panned(-5, 10**9) == Window(0, 10**8)
    assert window.panned(50, 10**9) == Window(9 * 10**8, 10**9)


@given(LAST, st.integers(0, 10**13))
def test_a_window_that_follows_holds_the_moment_and_rests_while_it_can(last: int, t: int) -> None:
    window = Window(last // 4, last // 2)
    after = window.following(t)
    assert after.holds(t)
    assert after.width == window.width
    assert after.following(t) == after
    if window.holds(t):
        assert after is window
