"""Made-up reports of several sources in, one causal log out."""

import random

import pytest

from procviz import events as ev
from procviz.events import Event
from procviz.merge import HOLD, Merge

ROOT, HELPER = 100, 99


def merge() -> Merge:
    m = Merge(ROOT, 1, 0, HELPER)
    m.begin(ev.RunBegan(pid=ROOT, argv=("x",)))
    return m


def probe(cls: type[Event], t: int, pid: int, **fields: object) -> Event:
    return cls(t=t, pid=pid, source=("probe",), **fields)


def kernel(cls: type[Event], t: int, pid: int, **fields: object) -> Event:
    return cls(t=t, pid=pid, source=("kernel",), **fields)


def polling(cls: type[Event], t: int, pid: int, **fields: object) -> Event:
    return cls(t=t, pid=pid, source=("polling",), exact=False, within=(t - 50, t), **fields)


def log(*events: Event) -> list[Event]:
    m = merge()
    m.push(events)
    return m.flush(0, final=True)


def story(events: list[Event]) -> list[str]:
    return [type(e).__name__ for e in events]


def test_a_session_that_a_spawn_asked_for_is_told_before_a_quick_death() -> None:
    m = merge()
    m.push(
        [
            kernel(ev.Spawned, 1, ROOT, child=7),
            kernel(ev.Exited, 2, 7, code=0),
            probe(ev.Spawned, 3, ROOT, child=7, how="posix_spawn"),
            probe(ev.SessionChanged, 4, 7, session=7),
        ]
    )
    log = m.flush(0, final=True)
    assert [type(e).__name__ for e in log] == ["Spawned", "SessionChanged", "Exited"]
    assert log[1].t == 2


def test_one_fact_of_three_sources_is_one_event_that_names_all() -> None:
    out = log(
        kernel(ev.Spawned, 10, ROOT, child=5, child_start=77),
        probe(ev.Spawned, 12, ROOT, child=5, how="fork", where=ev.Where("a", 3)),
        polling(ev.Spawned, 40, ROOT, child=5, child_start=77, how=""),
    )
    assert story(out) == ["Spawned"]
    assert out[0] == ev.Spawned(
        seq=2, t=10, pid=ROOT, start=1, child=5, child_start=77, how="fork",
        source=("kernel", "polling", "probe"), where=ev.Where("a", 3),
    )  # fmt: skip


def test_what_only_polling_knows_says_so_with_its_interval() -> None:
    out = log(polling(ev.Spawned, 100, ROOT, child=5, child_start=7))
    assert (out[0].exact, out[0].within, out[0].source) == (False, (50, 100), ("polling",))


def test_numbers_run_without_gaps_from_one() -> None:
    m = merge()
    m.push([kernel(ev.Spawned, 10, ROOT, child=n) for n in range(200, 260)])
    seqs = [e.seq for e in m.flush(0, final=True)]
    assert seqs == list(range(2, 62))


def test_events_are_held_until_their_second_source_can_have_come() -> None:
    m = merge()
    m.push([kernel(ev.Spawned, 10, ROOT, child=5)])
    assert m.flush(10 + HOLD - 1) == []
    m.push([probe(ev.Spawned, 15, ROOT, child=5)])
    assert story(m.flush(10 + HOLD)) == ["Spawned"]
    assert m.flush(10 + 9 * HOLD) == []  # the second sight does not come back


def test_file_order_beats_the_clock() -> None:
    out = log(
        probe(ev.SignalSent, 50, ROOT, to=5, signal="SIGUSR1"),
        probe(ev.ForkReturned, 40, ROOT, value=5),
    )
    assert story(out) == ["SignalSent", "ForkReturned"]


def test_nothing_of_a_process_comes_before_its_spawn() -> None:
    out = log(
        kernel(ev.Exited, 5, 7, code=0),
        polling(ev.Sampled, 6, 7, facts={"state": "R"}),
        kernel(ev.Spawned, 9, ROOT, child=7),
    )
    assert story(out) == ["Spawned", "Exited"]  # the sample of the dead is dropped


def test_grandchild_before_child_in_time_still_comes_out_as_a_tree() -> None:
    out = log(
        kernel(ev.Spawned, 5, 7, child=8),
        kernel(ev.Spawned, 6, ROOT, child=7),
    )
    assert [(e.pid, e.child) for e in out] == [(ROOT, 7), (7, 8)]


def test_last_words_do_not_overtake_what_others_wrote_before_to_the_same() -> None:
    out = log(
        kernel(ev.Spawned, 1, ROOT, child=7),
        kernel(ev.Wrote, 60, ROOT, fd=1, text="first"),
        kernel(ev.Wrote, 61, ROOT, fd=2, text="elsewhere"),
        kernel(ev.Wrote, 62, 7, fd=1, text="second"),
        kernel(ev.Wrote, 63, ROOT, fd=1, text="third"),
        kernel(ev.Exited, 30, 7, code=3),
    )
    assert [e.text for e in out if isinstance(e, ev.Wrote) and e.fd == 1] == [
        "first", "second", "third",
    ]  # fmt: skip
    assert story(out) == ["Spawned", "Wrote", "Wrote", "Exited", "Wrote", "Wrote"]


def test_its_own_last_words_come_before_its_exit() -> None:
    out = log(
        kernel(ev.Spawned, 1, ROOT, child=7),
        probe(ev.ForkReturned, 90, ROOT, value=7),  # written first, but with a later clock
        probe(ev.Exiting, 20, 7, how="os._exit", code=3),
        kernel(ev.Wrote, 60, 7, fd=1, text="bye"),  # read only after the exit
        kernel(ev.Exited, 30, 7, code=3),
    )
    assert story(out) == ["Spawned", "ForkReturned", "Exiting", "Wrote", "Exited"]
    assert out[3].t == 30


def test_no_reap_before_its_exit_even_when_the_kernel_is_late() -> None:
    out = log(
        kernel(ev.Spawned, 1, ROOT, child=7),
        probe(ev.Reaped, 20, ROOT, child=7, code=3),
        probe(ev.WaitEnded, 20, ROOT, call="os.wait", child=7),
        kernel(ev.Exited, 25, 7, code=3),
        kernel(ev.Reaped, 26, 0, child=7, code=3),
    )
    assert story(out) == ["Spawned", "Exited", "Reaped", "WaitEnded"]
    reaped = out[2]
    assert (reaped.pid, reaped.code, reaped.source) == (ROOT, 3, ("kernel", "probe"))


def test_exit_that_nobody_saw_is_concluded_from_the_reap() -> None:
    out = log(
        probe(ev.Spawned, 1, ROOT, child=7),
        probe(ev.Reaped, 20, ROOT, child=7, signal="SIGKILL"),
    )
    assert story(out) == ["Spawned", "Exited", "Reaped"]
    assert (out[1].signal, out[1].exact, out[1].within) == ("SIGKILL", False, (0, 20))


def test_reap_seen_by_the_kernel_alone_is_by_the_parent_with_the_status_of_the_exit() -> None:
    out = log(
        kernel(ev.Spawned, 1, ROOT, child=7),
        kernel(ev.Exited, 5, 7, code=9),
        kernel(ev.Reaped, 8, 0, child=7),
    )
    assert (out[2].pid, out[2].code, out[2].zombie_for) == (ROOT, 9, 3)


def test_reap_by_the_helper_means_that_it_had_adopted() -> None:
    out = log(
        kernel(ev.Spawned, 1, ROOT, child=7),
        kernel(ev.Exited, 2, 7, code=0),
        kernel(ev.Exited, 3, ROOT, code=0),
        ev.Reaped(t=4, pid=HELPER, child=7, code=0, source=("launch",)),
        ev.Reaped(t=4, pid=HELPER, child=ROOT, code=0, source=("launch",)),
    )
    assert story(out) == ["Spawned", "Exited", "RunEnded", "Reparented", "Reaped"]
    assert (out[3].old, out[3].new) == (ROOT, HELPER)
    assert out[4].pid == HELPER


def test_adoption_is_told_once_and_after_the_parents_exit() -> None:
    out = log(
        kernel(ev.Spawned, 1, ROOT, child=7),
        kernel(ev.Spawned, 2, 7, child=8),
        polling(ev.Reparented, 9, 8, old=7, new=HELPER),
        kernel(ev.Reparented, 10, 8, old=7, new=HELPER),
        kernel(ev.Exited, 12, 7, code=0),
    )
    assert story(out) == ["Spawned", "Spawned", "Exited", "Reparented"]
    assert out[3].exact


def test_adopter_has_its_name_whoever_tells_first() -> None:
    out = log(
        kernel(ev.Spawned, 1, ROOT, child=7),
        kernel(ev.Spawned, 2, 7, child=8),
        kernel(ev.Spawned, 3, 7, child=9),
        kernel(ev.Exited, 5, 7, code=0),
        polling(ev.Reparented, 9, 8, old=7, new=HELPER),
        kernel(ev.Reparented, 10, 9, old=7, new=1, new_name="init"),
        polling(ev.Reparented, 9, 9, old=7, new=1),
    )
    assert [(e.pid, e.new_name) for e in out[4:]] == [(8, "procviz's subreaper"), (9, "init")]


def test_first_process_begins_and_ends_the_run_and_is_no_spawn() -> None:
    out = log(
        kernel(ev.Execed, 1, ROOT, argv=("x",)),  # the beginning itself
        kernel(ev.Execed, 5, ROOT, argv=("y",)),
        kernel(ev.Exited, 9, ROOT, code=0),
        kernel(ev.Reaped, 10, 0, child=ROOT),
    )
    assert story(out) == ["Execed", "RunEnded"]
    assert out[0].argv == ("y",)


def test_exec_is_told_once_though_our_probe_comes_up_in_it_much_later() -> None:
    m = merge()
    m.push([kernel(ev.Spawned, 1, ROOT, child=7), kernel(ev.Execed, 2, 7, argv=("python", "a"))])
    out = m.flush(2 + HOLD)
    m.push([probe(ev.Execed, 50 + HOLD, 7, argv=("python", "a"))])
    out += m.flush(0, final=True)
    assert story(out) == ["Spawned", "Execed"]


def test_two_execs_in_a_row_stay_two() -> None:
    out = log(
        kernel(ev.Spawned, 1, ROOT, child=7),
        kernel(ev.Execed, 2, 7, argv=("env", "python")),
        kernel(ev.Execed, 3, 7, argv=("python",)),
        probe(ev.Execed, 9, 7, argv=("python",)),
    )
    assert [e.argv for e in out[1:]] == [("env", "python"), ("python",)]
    assert out[2].source == ("kernel", "probe")
    assert out[1].source == ("kernel",)


def test_command_line_that_could_not_be_read_is_the_one_that_was_asked_for() -> None:
    out = log(
        probe(ev.ExecBegan, 1, ROOT, argv=("sh", "-c", "exec sleep 1")),
        kernel(ev.Execed, 0, ROOT, argv=("x",)),  # the beginning of the run
        kernel(ev.Execed, 2, ROOT, argv=()),
        kernel(ev.Execed, 3, ROOT, argv=("sleep", "1")),
    )
    assert [e.argv[0] for e in out] == ["sh", "sh", "sleep"]


def test_reused_pid_is_a_new_process_and_late_news_of_the_old_one_is_dropped() -> None:
    m = merge()
    m.push(
        [
            kernel(ev.Spawned, 1, ROOT, child=7, child_start=50),
            kernel(ev.Exited, 2, 7, code=1),
            kernel(ev.Reaped, 3, 0, child=7, child_start=50),
        ]
    )
    out = m.flush(3 + HOLD)
    m.push(
        [
            polling(ev.Spawned, 60, ROOT, child=7, child_start=50),  # it was seen before it went
            probe(ev.Spawned, 2, ROOT, child=7),  # written late, with the old time
            kernel(ev.Spawned, 70, ROOT, child=7, child_start=51),
            kernel(ev.Exited, 80, 7, code=2),
        ]
    )
    out += m.flush(0, final=True)
    assert story(out) == ["Spawned", "Exited", "Reaped", "Spawned", "Exited"]
    assert (out[3].child_start, out[4].code) == (51, 2)


def test_zombie_only_between_exit_and_reap_and_once() -> None:
    out = log(
        kernel(ev.Spawned, 1, ROOT, child=7),
        kernel(ev.Zombie, 4, 7),
        kernel(ev.Exited, 3, 7, code=0),
        kernel(ev.Zombie, 5, 7),
        kernel(ev.Reaped, 6, 0, child=7),
        kernel(ev.Zombie, 7, 7),
    )
    assert story(out) == ["Spawned", "Exited", "Zombie", "Reaped"]


def test_unrelated_processes_stay_out() -> None:
    assert log(kernel(ev.Exited, 1, 4242, code=0), polling(ev.Sampled, 2, 4242, facts={})) == []


def _storm(rng: random.Random, children: int) -> tuple[list[Event], list[Event]]:
    """Return a fork storm as (the probe's file, everything else), with jitter as in real life."""
    records: list[tuple[int, Event]] = []
    others: list[Event] = []
    t = 100
    for child in range(1000, 1000 + children):
        t += rng.randint(5, 50)
        fork, out = t, t + rng.randint(10, 200)
        others.append(kernel(ev.Spawned, fork, ROOT, child=child, child_start=child))
        records.append((fork + 2, probe(ev.Spawned, fork + rng.randint(0, 4), ROOT, child=child)))
        records.append((out - 1, probe(ev.Exiting, out - rng.randint(1, 3), child, how="_exit")))
        others.append(kernel(ev.Exited, out, child, code=child % 256))
        reap = out + rng.randint(1, 100)
        if rng.random() < 0.9:
            others.append(kernel(ev.Reaped, reap + rng.randint(0, 30), 0, child=child))
        records.append((reap + 5, probe(ev.Reaped, reap, ROOT, child=child, code=child % 256)))
    rng.shuffle(others)
    return [event for _, event in sorted(records, key=lambda r: r[0])], others


@pytest.mark.parametrize("seed", range(40))
def test_storm_is_complete_and_causal_however_it_arrives(seed: int) -> None:
    rng = random.Random(seed)
    records, others = _storm(rng, 60)
    m, out, now = merge(), [], 0
    while records or others:  # arrives in pieces, never later than HOLD
        now += 40
        take = [e for e in others if e.t <= now]
        others = [e for e in others if e.t > now]
        m.push(take)
        while records and records[0].t <= now:
            m.push([records.pop(0)])
        out += m.flush(now)
    out += m.flush(0, final=True)
    seen: dict[int, str] = {}
    for event in out:
        child = getattr(event, "child", event.pid)
        before = seen.get(child, "")
        kind = type(event).__name__
        allowed = {"Spawned": [""], "Exiting": ["Spawned"], "Exited": ["Exiting"],
                   "Reaped": ["Exited"]}[kind]  # fmt: skip
        assert before in allowed, (event, before)
        seen[child] = kind
        if kind == "Reaped":
            assert (event.pid, event.code) == (ROOT, child % 256)
            assert "probe" in event.source
    assert list(seen.values()) == ["Reaped"] * 60


def test_death_without_a_status_gets_it_from_whoever_reaped() -> None:
    out = log(
        kernel(ev.Spawned, 1, ROOT, child=7),
        polling(ev.Exited, 60, 7),
        kernel(ev.Exited, 70, 7),  # a pidfd tells the death, here even later than the reap
        kernel(ev.Reaped, 70, 0, child=7),
        probe(ev.Reaped, 50, ROOT, child=7, code=7),
    )
    assert story(out) == ["Spawned", "Exited", "Reaped"]
    assert (out[1].code, out[1].exact, out[1].t) == (7, True, 50)
