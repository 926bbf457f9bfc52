import random

import pytest

from procviz import events as ev
from procviz.events import Event
from procviz.pace import SEEN
from procviz.playhead import CATCH_UP, FLOOR, IDLE, Pacer

FRAME = 0.04


def spawn(seq: int, t: float) -> Event:
    return ev.Spawned(seq=seq, t=round(t * 1e9), pid=1, child=seq + 100)


def sample(seq: int, t: float) -> Event:
    return ev.Sampled(seq=seq, t=round(t * 1e9), pid=1, facts={})


def play(pacer: Pacer, begin: float, end: float) -> list[tuple[float, Event]]:
    out = []
    for i in range(round((end - begin) / FRAME)):
        now = begin + i * FRAME
        out += [(now, event) for event in pacer.due(now)]
    return out


def test_a_burst_is_shown_one_after_another() -> None:
    pacer = Pacer()
    pacer.feed([spawn(i, 0) for i in range(1, 6)], 10.0)
    shown = play(pacer, 10.0, 13.0)
    assert [event.seq for _, event in shown] == [1, 2, 3, 4, 5]
    assert [round(at - 10, 1) for at, _ in shown] == [0.0, 0.4, 0.8, 1.2, 1.6]


def test_samples_and_output_take_no_time() -> None:
    pacer = Pacer()
    log = [spawn(1, 0), sample(2, 0), ev.Wrote(seq=3, pid=1, fd=1, text="x"), spawn(4, 0)]
    pacer.feed(log, 0.0)
    assert [event.seq for event in pacer.due(0.0)] == [1, 2, 3]
    assert pacer.due(SEEN - 0.01) == []
    assert [event.seq for event in pacer.due(SEEN)] == [4]


def test_after_idle_time_the_next_motion_begins_at_its_beginning() -> None:
    pacer = Pacer()
    pacer.feed([spawn(1, 0)], 0.0)
    pacer.due(0.0)
    assert pacer.due(5.0) == []
    pacer.feed([spawn(2, 5), spawn(3, 5)], 5.1)
    assert [event.seq for event in pacer.due(5.1)] == [2]
    assert pacer.progress(5.1) == 0.0
    assert pacer.progress(5.1 + SEEN / 2) == pytest.approx(0.5)


@pytest.mark.parametrize("count", [30, 100, 399, 5_000])
def test_any_backlog_is_caught_up_in_time_and_in_order(count: int) -> None:
    pacer = Pacer()
    pacer.feed([spawn(i, i / 1000) for i in range(1, count + 1)], 0.0)
    shown = play(pacer, 0.0, CATCH_UP + 1)
    assert [event.seq for _, event in shown] == list(range(1, count + 1))
    assert shown[-1][0] <= CATCH_UP + 2 * FRAME
    assert pacer.finished
    assert shown[len(shown) // 2][0] == pytest.approx(CATCH_UP / 2, rel=0.15)  # evenly, no jump


def test_the_floor_is_kept_while_there_is_time() -> None:
    pacer = Pacer()
    pacer.feed([ev.LineReached(seq=i, pid=1) for i in range(1, 350)], 0.0)
    held = [len(pacer.due(i * FLOOR / 2)) for i in range(1, 900)]
    assert max(held) == 1
    assert sum(held) == 349


def test_a_later_trickle_does_not_delay_the_first_burst() -> None:
    pacer = Pacer()
    pacer.feed([spawn(i, 0) for i in range(1, 201)], 0.0)
    shown = []
    for i in range(400):
        now = i * FRAME
        if i % 25 == 0:
            pacer.feed([spawn(1000 + i, now)], now)
        shown += [(now, event.seq) for event in pacer.due(now)]
    assert max(at for at, seq in shown if seq <= 200) <= CATCH_UP + 2 * FRAME


def test_nothing_is_lost_or_reordered_whatever_the_person_does() -> None:
    rng = random.Random(4)
    for replay in (False, True):
        for _ in range(60):
            pacer, now, seq, shown = Pacer(replay=replay), 0.0, 0, []
            for _ in range(120):
                now += rng.random() * 0.2
                what = rng.random()
                if what < 0.3:
                    new = [rng.choice((spawn, sample))(seq + i + 1, now) for i in range(5)]
                    seq += 5
                    pacer.feed(new, now)
                elif what < 0.4:
                    pacer.pause(now)
                elif what < 0.5:
                    pacer.resume(now)
                elif what < 0.55:
                    shown += pacer.skip(now)
                elif what < 0.65 and pacer.paused:
                    shown += pacer.step(now)
                shown += pacer.due(now)
                assert 0.0 <= pacer.progress(now) <= 1.0
                assert pacer.behind.events >= 0
            shown += pacer.skip(now)
            assert [event.seq for event in shown] == list(range(1, seq + 1))
            assert pacer.finished
            assert pacer.behind == (0, 0)


def test_paused_shows_nothing_new_and_resume_catches_up() -> None:
    pacer = Pacer()
    pacer.feed([spawn(1, 0)], 0.0)
    pacer.due(0.0)
    pacer.pause(0.1)
    pacer.feed([spawn(i, i) for i in range(2, 40)], 0.2)
    assert play(pacer, 0.2, 60.0) == []
    assert pacer.progress(60.0) == pytest.approx(0.25)
    assert not pacer.moving(60.0)
    assert pacer.behind == (38, 39_000_000_000)
    pacer.resume(60.0)
    shown = play(pacer, 60.0, 60.0 + CATCH_UP + 1)
    assert [event.seq for _, event in shown] == list(range(2, 40))
    assert shown[-1][0] <= 60.0 + CATCH_UP + 2 * FRAME


def test_step_shows_one_event_worth_seeing() -> None:
    for replay in (False, True):
        pacer = Pacer(replay=replay)
        pacer.pause(0.0)
        pacer.feed([sample(1, 0), spawn(2, 1), sample(3, 2), spawn(4, 30)], 0.0)
        assert [event.seq for event in pacer.step(1.0)] == [1, 2]
        assert pacer.progress(1.2) == pytest.approx(0.5)  # its motion is seen though paused
        assert pacer.moving(1.2)
        assert [event.seq for event in pacer.step(2.0)] == [3, 4]
        assert pacer.step(3.0) == []


def test_a_replay_keeps_time_but_shortens_idleness() -> None:
    pacer = Pacer(replay=True)
    pacer.feed([spawn(1, 0), spawn(2, 0.6), spawn(3, 100.6)], 50.0)
    shown = play(pacer, 50.0, 53.0)
    assert [round(at - 50, 1) for at, _ in shown] == [0.0, 0.6, round(0.6 + IDLE, 1)]


def test_a_paused_replay_stands_still() -> None:
    pacer = Pacer(replay=True)
    pacer.feed([spawn(1, 0), spawn(2, 0.8)], 0.0)
    pacer.due(0.0)
    pacer.pause(0.1)
    pacer.resume(90.0)
    assert pacer.due(90.3) == []
    assert [event.seq for event in pacer.due(90.85)] == [2]


def test_true_time_stands_at_the_event_while_behind_and_runs_with_reality_after() -> None:
    pacer = Pacer()
    pacer.feed([spawn(1, 1), spawn(2, 2)], 0.0)
    pacer.due(0.0)
    assert pacer.true_time(9_000_000_000) == 1_000_000_000
    pacer.due(SEEN)
    assert pacer.true_time(9_000_000_000) == 9_000_000_000


def test_true_time_of_a_replay_runs_through_shortened_gaps() -> None:
    pacer = Pacer(replay=True)
    pacer.feed([spawn(1, 0), spawn(2, 10)], 0.0)
    pacer.due(0.0)
    pacer.due(0.5)
    assert pacer.true_time(0) == 5_000_000_000
    pacer.due(1.0)
    assert pacer.true_time(0) == 10_000_000_000


def test_without_motion_every_event_is_at_rest() -> None:
    pacer = Pacer(motion=False)
    pacer.feed([spawn(1, 0)], 0.0)
    pacer.due(0.0)
    assert pacer.progress(0.0) == 1.0


def test_a_log_whose_times_go_back_is_still_played_in_order() -> None:
    pacer = Pacer(replay=True)
    pacer.feed([spawn(1, 5), spawn(2, 3), spawn(3, 5.2)], 0.0)
    assert [event.seq for _, event in play(pacer, 0.0, 3.0)] == [1, 2, 3]
