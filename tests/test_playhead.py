"""The playhead: nothing is reordered or left out, at whatever pace, whatever the person does."""

import random

import pytest

from procviz import events as ev
from procviz.events import Event
from procviz.pace import SEEN
from procviz.playhead import AT_ONCE, CATCH_UP, FLOOR, HUMAN, IDLE, SPEEDS, Playhead

FRAME = 0.04
S = 1_000_000_000


def spawn(seq: int, t: float) -> Event:
    return ev.Spawned(seq=seq, t=round(t * S), pid=1, child=seq + 100)


def sample(seq: int, t: float) -> Event:
    return ev.Sampled(seq=seq, t=round(t * S), pid=1, facts={})


def replay(log: list[Event], **options: bool) -> Playhead:
    return Playhead(log, following=False, live=False, **options)


def due(head: Playhead, now: float) -> list[int]:
    """Return the numbers of the events that are shown now and were not before."""
    before = head.at
    assert head.due(now) == (head.at > before)
    return [event.seq for event in head.log[before : head.at]]


def play(head: Playhead, begin: float, end: float) -> list[tuple[float, int]]:
    out = []
    for i in range(round((end - begin) / FRAME)):
        now = begin + i * FRAME
        out += [(now, seq) for seq in due(head, now)]
    return out


def test_a_burst_is_shown_one_after_another() -> None:
    head = Playhead([spawn(i, 0) for i in range(1, 6)])
    shown = play(head, 10.0, 13.0)
    assert [seq for _, seq in shown] == [1, 2, 3, 4, 5]
    assert [round(at - 10, 1) for at, _ in shown] == [0.0, 0.4, 0.8, 1.2, 1.6]


def test_samples_and_output_take_no_time() -> None:
    head = Playhead(
        [spawn(1, 0), sample(2, 0), ev.Wrote(seq=3, pid=1, fd=1, text="x"), spawn(4, 0)]
    )
    assert due(head, 0.0) == [1, 2, 3]
    assert due(head, SEEN - 0.01) == []
    assert due(head, SEEN) == [4]


@pytest.mark.parametrize("speed", [HUMAN, 2.0])
def test_no_look_shows_more_than_a_key_can_wait_for(speed: float) -> None:
    head = Playhead([sample(i, 0) for i in range(1, 3 * AT_ONCE + 1)])
    head.speed = speed
    assert len(due(head, 0.0)) == AT_ONCE
    assert head.moving(0.0), "so it is looked at again"
    assert [len(due(head, i * FRAME)) for i in (1, 2, 3)] == [AT_ONCE, AT_ONCE, 0]


def test_after_idle_time_the_next_motion_begins_at_its_beginning() -> None:
    log = [spawn(1, 0)]
    head = Playhead(log)
    due(head, 0.0)
    assert due(head, 5.0) == []
    log += [spawn(2, 5), spawn(3, 5)]
    assert due(head, 5.1) == [2]
    assert head.progress(5.1) == 0.0
    assert head.progress(5.1 + SEEN / 2) == pytest.approx(0.5)


@pytest.mark.parametrize("count", [30, 100, 399, 5_000])
def test_any_backlog_is_caught_up_in_time_and_in_order(count: int) -> None:
    head = Playhead([spawn(i, i / 1000) for i in range(1, count + 1)])
    shown = play(head, 0.0, CATCH_UP + 1)
    assert [seq for _, seq in shown] == list(range(1, count + 1))
    assert shown[-1][0] <= CATCH_UP + 2 * FRAME
    assert head.finished
    assert shown[len(shown) // 2][0] == pytest.approx(CATCH_UP / 2, rel=0.15)  # evenly, no jump


def test_the_floor_is_kept_while_there_is_time() -> None:
    head = Playhead([ev.LineReached(seq=i, pid=1) for i in range(1, 350)])
    held = [len(due(head, i * FLOOR / 2)) for i in range(1, 900)]
    assert max(held) == 1
    assert sum(held) == 349


def test_a_later_trickle_does_not_delay_the_first_burst() -> None:
    log = [spawn(i, 0) for i in range(1, 201)]
    head = Playhead(log)
    shown = []
    for i in range(400):
        now = i * FRAME
        if i % 25 == 0:
            log.append(spawn(1000 + i, now))
        shown += [(now, seq) for seq in due(head, now)]
    assert max(at for at, seq in shown if seq <= 200) <= CATCH_UP + 2 * FRAME


def test_nothing_is_lost_or_reordered_whatever_the_person_does() -> None:
    rng = random.Random(4)
    for following in (False, True):
        for _ in range(60):
            log: list[Event] = []
            head, now = Playhead(log, following=following, live=following), 0.0
            for _ in range(120):
                now += rng.random() * 0.2
                what, back = rng.random(), head.at
                if what < 0.3:
                    log += [rng.choice((spawn, sample))(len(log) + i, now) for i in range(1, 6)]
                elif what < 0.4:
                    head.pause(now)
                elif what < 0.5:
                    head.resume(now)
                elif what < 0.6:
                    back = rng.randrange(-2, len(log) + 3)
                    back = max(0, min(back, len(log)))
                    head.seek(back, log[back - 1].t if back else 0, now, moving=what < 0.55)
                elif what < 0.65:
                    head.faster(rng.choice((-1, 1)), now)
                elif what < 0.68:
                    back = len(log)
                    head.seek(back, round(now * S), now)
                    head.follow(now)
                assert head.at == back
                head.due(now)
                assert back <= head.at <= len(log)
                assert 0.0 <= head.progress(now) <= 1.0
                assert head.behind.events >= 0
                assert head.true_time(0) >= 0
            head.seek(head.at, 0, now)
            head.resume(now)
            head.speed = HUMAN
            before = head.at
            shown = play(head, now, now + 200)
            assert [seq for _, seq in shown] == list(range(before + 1, len(log) + 1))
            assert head.finished
            assert head.behind == (0, 0)


def test_paused_shows_nothing_new_and_resume_catches_up() -> None:
    log = [spawn(1, 0)]
    head = Playhead(log)
    due(head, 0.0)
    head.pause(0.1)
    log += [spawn(i, i) for i in range(2, 40)]
    assert play(head, 0.2, 60.0) == []
    assert head.progress(60.0) == pytest.approx(0.25)
    assert not head.moving(60.0)
    assert head.behind == (38, 39 * S)
    head.resume(60.0)
    shown = play(head, 60.0, 60.0 + CATCH_UP + 1)
    assert [seq for _, seq in shown] == list(range(2, 40))
    assert shown[-1][0] <= 60.0 + CATCH_UP + 2 * FRAME


@pytest.mark.parametrize("following", [False, True])
def test_a_step_on_is_in_motion_and_a_step_back_at_rest(following: bool) -> None:
    head = Playhead([sample(1, 0), spawn(2, 1), spawn(3, 30)], following=following)
    head.seek(2, 1 * S, 1.0, moving=True)
    assert head.paused
    assert head.progress(1.2) == pytest.approx(0.5)  # its motion is seen though paused
    assert head.moving(1.2)
    head.seek(1, 0, 2.0)
    assert head.progress(2.0) == 1.0
    assert not head.moving(2.0)
    assert due(head, 9.0) == []


def test_who_went_back_sees_it_as_it_happened_and_then_what_happens_now() -> None:
    log = [spawn(i, i / 2) for i in range(1, 41)]
    head = Playhead(log)
    head.seek(40, 20 * S, 0.0)
    head.follow(0.0)
    assert head.following
    head.seek(10, 5 * S, 1.0)
    assert not head.following
    assert head.behind == (30, 15 * S)
    head.resume(2.0)
    shown = play(head, 2.0, 22.0)  # nothing is hurried
    assert [seq for _, seq in shown] == list(range(11, 41))
    assert shown[-1][0] == pytest.approx(2 + 15, abs=2 * FRAME)
    assert head.following
    log.append(spawn(41, 50))
    assert due(head, 30.0) == [41]


def test_steps_on_while_it_follows_leave_it_following() -> None:
    log = [spawn(i, 0) for i in range(1, 101)]
    head = Playhead(log)
    due(head, 0.0)
    head.pause(0.0)
    due(head, 0.1)
    head.seek(2, 0, 0.2, moving=True)
    assert head.following
    assert head.behind.events == 98
    head.resume(1.0)
    assert play(head, 1.0, 1.0 + CATCH_UP + 1)[-1] == (pytest.approx(9.0, abs=0.1), 100)


def test_a_replay_keeps_time_but_shortens_idleness() -> None:
    head = replay([spawn(1, 0), spawn(2, 0.6), spawn(3, 100.6)])
    shown = play(head, 50.0, 53.0)
    assert [round(at - 50, 1) for at, _ in shown] == [0.0, 0.6, round(0.6 + IDLE, 1)]


def test_a_paused_replay_stands_still() -> None:
    head = replay([spawn(1, 0), spawn(2, 0.8)])
    due(head, 0.0)
    head.pause(0.1)
    head.resume(90.0)
    assert due(head, 90.3) == []
    assert due(head, 90.85) == [2]


@pytest.mark.parametrize("speed", SPEEDS[1:])
def test_at_a_speed_true_time_passes_so_much_quicker(speed: float) -> None:
    head = replay([spawn(i, i) for i in range(1, 6)])
    while head.speed != speed:
        head.faster(1, 0.0)
    shown = play(head, 0.0, 5.5 / speed)
    assert [seq for _, seq in shown] == [1, 2, 3, 4, 5]
    for at, seq in shown:
        assert at == pytest.approx(seq / speed, abs=2 * FRAME)


def test_speeds_end_at_both_ends_and_change_on_the_way() -> None:
    head = replay([spawn(1, 0), spawn(2, 10), spawn(3, 20)])
    head.faster(-1, 0.0)
    assert head.speed == HUMAN
    for _ in range(20):
        head.faster(1, 0.0)
    assert head.speed == 8.0
    head.due(0.0)
    head.due(1.0)
    assert head.true_time(0) == 8 * S
    for _ in range(3):
        head.faster(-1, 1.0)
    assert head.speed == 1.0
    head.due(2.0)
    assert head.true_time(0) == 9 * S
    assert due(head, 3.01) == [2]


def test_a_live_run_at_true_time_is_shown_at_once_and_slowed_down_falls_behind() -> None:
    log = [spawn(1, 1)]
    head = Playhead(log)
    while head.speed != 1.0:
        head.faster(1, 0.0)
    log += [spawn(i, 1 + i / 100) for i in range(2, 50)]
    assert due(head, 0.1) == list(range(1, 50))
    assert head.following
    head.faster(-1, 0.2)
    log += [spawn(50, 2), spawn(51, 9)]
    assert due(head, 0.3) == []
    assert not head.following
    assert head.behind.events == 2
    assert due(head, 2.0) == [50]


@pytest.mark.parametrize("speed", [HUMAN, 8.0])
def test_playing_stops_where_it_was_asked_to(speed: float) -> None:
    head = replay([spawn(i, i / 10) for i in range(1, 9)])
    head.stop = lambda event: event.seq == 5
    head.speed = speed
    shown = play(head, 0.0, 20.0)
    assert [seq for _, seq in shown] == [1, 2, 3, 4, 5]
    assert head.paused
    head.resume(30.0)
    assert [seq for _, seq in play(head, 30.0, 50.0)] == [6, 7, 8]


def test_true_time_stands_at_the_event_while_behind_and_runs_with_reality_after() -> None:
    head = Playhead([spawn(1, 1), spawn(2, 2)])
    due(head, 0.0)
    assert head.true_time(9 * S) == 1 * S
    due(head, SEEN)
    assert head.true_time(9 * S) == 9 * S


def test_true_time_of_a_replay_runs_through_shortened_gaps() -> None:
    head = replay([spawn(1, 0), spawn(2, 10)])
    due(head, 0.0)
    due(head, 0.5)
    assert head.true_time(0) == 5 * S
    due(head, 1.0)
    assert head.true_time(0) == 10 * S


def test_without_motion_every_event_is_at_rest() -> None:
    head = Playhead([spawn(1, 0)], motion=False)
    due(head, 0.0)
    assert head.progress(0.0) == 1.0


def test_a_log_whose_times_go_back_is_still_played_in_order() -> None:
    head = replay([spawn(1, 5), spawn(2, 3), spawn(3, 5.2)])
    assert [seq for _, seq in play(head, 0.0, 3.0)] == [1, 2, 3]
