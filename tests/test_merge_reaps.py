"""Who reaped, and when: the kernel tells only that somebody did."""

from procviz import events as ev
from procviz.events import Event
from procviz.merge import HELPER_NAME, Merge
from tests.fidelity.order import violations
from tests.real import of
from tests.test_merge import HELPER, ROOT, kernel, merge, polling, probe


def told(m: Merge, *events: Event) -> list[Event]:
    m.push(events)
    return m.flush(0, final=True)


def reaps(log: list[Event]) -> list[tuple[int, int]]:
    assert violations([ev.RunBegan(pid=ROOT, argv=()), *log]) == []
    return [(e.pid, e.child) for e in of(log, ev.Reaped)]


def test_reap_that_was_noticed_after_the_reapers_exit_was_before_it() -> None:
    log = told(
        merge(),
        kernel(ev.Spawned, 1, ROOT, child=7),
        kernel(ev.Spawned, 2, 7, child=8),
        kernel(ev.Exited, 3, 8, code=5),
        kernel(ev.Exited, 6, 7, code=0),
        polling(ev.Exited, 20, 8, code=5),
        kernel(ev.Reaped, 30, 0, child=8, code=5),
        kernel(ev.Reaped, 31, 0, child=7, code=0),
    )
    assert reaps(log) == [(7, 8), (ROOT, 7)]
    assert of(log, ev.Reaped)[0].t == 6


def test_deaths_that_were_noticed_late_are_compared_by_when_they_were_noticed() -> None:
    """The reaper's own death is known better, as its parent told of the reap: no adoption."""
    log = told(
        merge(),
        kernel(ev.Spawned, 1, ROOT, child=7),
        kernel(ev.Spawned, 2, 7, child=8),
        probe(ev.Reaped, 15, ROOT, child=7, code=0),
        kernel(ev.Exited, 20, 8, code=5),
        kernel(ev.Exited, 21, 7, code=0),
        kernel(ev.Reaped, 30, 0, child=8, code=5),
    )
    assert reaps(log) == [(7, 8), (ROOT, 7)]
    assert of(log, ev.Reparented) == []
    assert [e.t for e in of(log, ev.Exited)] == [15, 15]


def test_what_a_process_did_is_told_though_its_reap_stands_before_older_words() -> None:
    """A process is put aside between the clock and the file, and looked at meanwhile."""
    log = told(
        merge(),
        probe(ev.Spawned, 10, ROOT, child=7),
        probe(ev.Spawned, 20, ROOT, child=8),
        probe(ev.Reaped, 100, ROOT, child=7, code=0),
        probe(ev.Exiting, 50, 8, how="os._exit"),
        polling(ev.Sampled, 60, 8, facts={}),
        kernel(ev.Execed, 90, 7, argv=("sh",)),
        kernel(ev.Spawned, 91, 7, child=9),
        kernel(ev.Execed, 92, 9, argv=("true",)),
        kernel(ev.Exited, 93, 9, code=1),
        kernel(ev.Reaped, 94, 0, child=9, code=1),
        kernel(ev.Execed, 95, 7, argv=("env",)),
        kernel(ev.Exited, 96, 7, code=0),
    )
    assert reaps(log) == [(7, 9), (ROOT, 7)]
    execs = [(e.pid, e.argv) for e in of(log, ev.Execed)]
    assert execs == [(7, ("sh",)), (7, ("env",)), (9, ("true",))]
    assert [(e.pid, e.child) for e in of(log, ev.Spawned)] == [(ROOT, 7), (ROOT, 8), (7, 9)]


def test_orphan_is_not_reaped_by_its_dead_parent() -> None:
    log = told(
        merge(),
        kernel(ev.Spawned, 1, ROOT, child=7),
        kernel(ev.Spawned, 2, 7, child=8),
        kernel(ev.Exited, 6, 7, code=0),
        kernel(ev.Exited, 9, 8, code=5),  # when its parent was dead
        kernel(ev.Reaped, 30, 0, child=8, code=5),
    )
    assert reaps(log) == [(ROOT, 8)]  # nobody else can have been: the helper tells of its own
    assert [(e.pid, e.old, e.new) for e in of(log, ev.Reparented)] == [(8, 7, ROOT)]


def test_zombie_that_the_helper_reaped_is_not_its_late_parents() -> None:
    log = told(
        merge(),
        kernel(ev.Spawned, 1, ROOT, child=7),
        kernel(ev.Spawned, 2, 7, child=8),
        kernel(ev.Exited, 3, 8, code=5),
        kernel(ev.Exited, 6, 7, code=0),
        ev.Reaped(t=7, pid=HELPER, child=8, code=5, source=("launch",)),
        kernel(ev.Reaped, 30, 0, child=8, code=5),
    )
    assert reaps(log) == [(HELPER, 8)]
    assert [e.new_name for e in of(log, ev.Reparented)] == [HELPER_NAME]


def test_orphan_below_several_goes_to_the_nearest_known_to_adopt_else_nobody_knows() -> None:
    tree = [
        kernel(ev.Spawned, 1, ROOT, child=6),
        kernel(ev.Spawned, 2, 6, child=7),
        kernel(ev.Spawned, 3, 7, child=8),
        kernel(ev.Spawned, 4, 7, child=9),
        kernel(ev.Exited, 6, 7, code=0),
    ]
    end = [kernel(ev.Exited, 9, 8, code=5), kernel(ev.Reaped, 30, 0, child=8, code=5)]
    adopted = kernel(ev.Reparented, 7, 9, old=7, new=6)
    assert reaps(told(merge(), *tree, *end)) == [(0, 8)]
    assert reaps(told(merge(), *tree, adopted, *end)) == [(6, 8)]
    # whoever looks at a busy machine sees the adoption of the one after the reap of the other
    late = kernel(ev.Reparented, 31, 9, old=7, new=6)
    assert reaps(told(merge(), *tree, *end, late)) == [(6, 8)]


def test_a_later_process_with_the_pid_of_a_subreaper_is_not_one() -> None:
    log = told(
        merge(),
        kernel(ev.Spawned, 1, ROOT, child=6),
        kernel(ev.Spawned, 2, 6, child=7),
        kernel(ev.Spawned, 3, 7, child=8),
        kernel(ev.Exited, 4, 7, code=0),
        kernel(ev.Reparented, 5, 8, old=7, new=6),
        kernel(ev.Exited, 6, 8, code=0),
        kernel(ev.Reaped, 7, 6, child=8, code=0),
        kernel(ev.Reaped, 8, 6, child=7, code=0),
        kernel(ev.Exited, 9, 6, code=0),
        kernel(ev.Reaped, 10, ROOT, child=6, code=0),
        kernel(ev.Spawned, 11, ROOT, child=6),
        kernel(ev.Spawned, 12, 6, child=10),
        kernel(ev.Spawned, 13, 10, child=11),
        kernel(ev.Exited, 14, 10, code=0),
        kernel(ev.Exited, 15, 11, code=5),
        kernel(ev.Reaped, 30, 0, child=11, code=5),
    )
    assert reaps(log)[-1] == (0, 11)


def test_children_of_who_ignores_sigchld_are_reaped_by_nobody() -> None:
    def ends(pid: int) -> list[Event]:
        return [kernel(ev.Exited, 9, pid, code=5), kernel(ev.Reaped, 12, 0, child=pid, code=5)]

    log = told(
        merge(),
        kernel(ev.Spawned, 1, ROOT, child=7),
        probe(ev.DispositionSet, 2, 7, signal="SIGCHLD", action="ignore"),
        kernel(ev.Spawned, 3, 7, child=8),
        *ends(8),
    )
    assert reaps(log) == [(0, 8)]
    unprobed = [  # the kernel source names the child itself where its parent did not wait
        kernel(ev.Spawned, 1, ROOT, child=7),
        kernel(ev.Exited, 9, 7, code=5),
        kernel(ev.Reaped, 12, 7, child=7, code=5),
    ]
    assert reaps(told(merge(), *unprobed)) == [(0, 7)]


def test_a_wait_that_was_seen_beats_what_is_concluded() -> None:
    log = told(
        merge(),
        kernel(ev.Spawned, 1, ROOT, child=7),
        kernel(ev.Exited, 9, 7, code=5),
        kernel(ev.Reaped, 12, 7, child=7, code=5),
        probe(ev.Reaped, 13, ROOT, child=7, code=5),
    )
    assert reaps(log) == [(ROOT, 7)]


def _shell(*others: Event) -> list[Event]:
    return told(
        merge(),
        probe(ev.WaitBegan, 1, ROOT, call="os.system"),
        kernel(ev.Spawned, 2, ROOT, child=7),
        *others,
        kernel(ev.Exited, 5, 7, code=3),
        probe(ev.WaitEnded, 6, ROOT, call="os.system", code=3),
        probe(ev.WaitBegan, 7, ROOT, call="os.system"),
        kernel(ev.Spawned, 8, ROOT, child=9),
        kernel(ev.Reaped, 30, 0, child=7, code=3),
    )


def test_the_shell_was_reaped_before_os_system_came_back() -> None:
    log = _shell()
    assert reaps(log) == [(ROOT, 7)]
    (reap,) = of(log, ev.Reaped)
    assert (reap.t, reap.source) == (6, ("kernel", "probe"))
    ended = of(log, ev.WaitEnded)[0]
    assert (ended.child, log.index(ended)) == (7, log.index(reap) + 1)


def test_which_of_two_unseen_children_the_shell_was_nobody_knows() -> None:
    log = _shell(kernel(ev.Spawned, 3, ROOT, child=8))
    assert of(log, ev.WaitEnded)[0].child == 0
    assert [e.t for e in of(log, ev.Reaped)] == [30]
    log = _shell(probe(ev.Spawned, 3, ROOT, child=8))  # the program made that one itself
    assert of(log, ev.WaitEnded)[0].child == 7
