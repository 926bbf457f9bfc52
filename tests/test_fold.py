from procviz import events as ev
from procviz.events import Event, Where
from procviz.fold import fold
from procviz.world import OUTPUT, State, World

ROOT = 100


def world(*events: Event) -> World:
    log: list[Event] = [
        ev.RunBegan(seq=1, pid=ROOT, argv=("/usr/bin/python3", "-u", "/x/zombie.py"))
    ]
    for i, event in enumerate(events, 2):
        object.__setattr__(event, "seq", i)
        if not event.t:
            object.__setattr__(event, "t", i * 10)
        log.append(event)
    return fold(log)


def spawn(child: int, parent: int = ROOT) -> Event:
    return ev.Spawned(pid=parent, child=child, source=("probe",))


def test_first_process_is_named_after_its_script() -> None:
    root = world().root
    assert root is not None
    assert (root.name, root.state, root.pid) == ("zombie.py", State.RUNNING, ROOT)


def test_life_of_a_child() -> None:
    w = world(
        spawn(7), ev.Exited(pid=7, code=3), ev.Zombie(pid=7), ev.Reaped(pid=ROOT, child=7, code=3)
    )
    child = w.by_pid(7)
    assert child is not None
    assert [s for _, s in child.spans] == [State.RUNNING, State.ZOMBIE, State.GONE]
    assert (child.code, child.reaped_by, child.died, child.gone) == (3, ROOT, 30, 50)
    assert [link.kind for link in w.links] == ["fork", "reap"]


def test_zombies_are_counted() -> None:
    w = world(spawn(7), spawn(8), ev.Exited(pid=7, code=0), ev.Exited(pid=8, signal="SIGKILL"))
    assert [p.pid for p in w.zombies] == [7, 8]
    assert [p.pid for p in w.alive] == [ROOT]


def test_wait_is_a_state_until_it_ends() -> None:
    began = ev.WaitBegan(pid=ROOT, call="os.wait")
    assert world(began).root.state is State.WAITING  # type: ignore[union-attr]
    ended = ev.WaitEnded(pid=ROOT, call="os.wait", error="ChildProcessError")
    root = world(began, ended).root
    assert root is not None
    assert (root.state, root.open) == (State.RUNNING, [])


def test_a_handler_inside_a_wait_leaves_the_wait_open() -> None:
    root = world(
        ev.WaitBegan(pid=ROOT, call="os.wait"),
        ev.HandlerBegan(pid=ROOT, signal="SIGALRM", handler="h"),
        ev.HandlerEnded(pid=ROOT, signal="SIGALRM"),
    ).root
    assert root is not None
    assert root.state is State.WAITING
    assert [type(e).__name__ for e in root.open] == ["WaitBegan"]


def test_samples_tell_run_from_sleep_and_nothing_else() -> None:
    sleeps = ev.Sampled(pid=ROOT, facts={"state": "S", "rss": 5})
    root = world(sleeps).root
    assert root is not None
    assert (root.state, root.facts["rss"]) == (State.SLEEPING, 5)
    assert world(ev.WaitBegan(pid=ROOT, call="w"), sleeps).root.state is State.WAITING  # type: ignore[union-attr]
    wakes = ev.LineReached(pid=ROOT, where=Where("a", 3), source=("probe",))
    assert world(sleeps, wakes).root.state is State.RUNNING  # type: ignore[union-attr]


def test_exec_keeps_the_pid_and_drops_the_handlers() -> None:
    w = world(
        ev.DispositionSet(pid=ROOT, signal="SIGUSR1", action="handler", handler="h"),
        ev.DispositionSet(pid=ROOT, signal="SIGINT", action="ignore"),
        ev.Execed(pid=ROOT, argv=("/bin/ls", "-l")),
    )
    root = w.root
    assert root is not None
    assert (root.pid, root.name) == (ROOT, "ls")
    assert root.dispositions == {"SIGINT": ("ignore", "")}
    assert len(w.processes) == 1


def test_fork_copies_name_and_handlers() -> None:
    w = world(ev.DispositionSet(pid=ROOT, signal="SIGUSR1", action="ignore"), spawn(7))
    child = w.by_pid(7)
    assert child is not None
    assert (child.name, child.dispositions) == ("zombie.py", {"SIGUSR1": ("ignore", "")})


def test_orphan_moves_to_its_adopter() -> None:
    w = world(spawn(7), spawn(8, 7), ev.Exited(pid=7, code=0),
              ev.Reparented(pid=8, old=7, new=99, new_name="sub"))  # fmt: skip
    orphan = w.by_pid(8)
    assert orphan is not None
    assert (orphan.parent, orphan.adopted_from, orphan.adopter) == (99, 7, "sub")


def test_reused_pid_is_another_process() -> None:
    w = world(spawn(7), ev.Exited(pid=7, code=0), ev.Reaped(pid=ROOT, child=7, code=0), spawn(7))
    both = [p for p in w.processes.values() if p.pid == 7]
    assert [p.state for p in both] == [State.GONE, State.RUNNING]
    assert w.by_pid(7) is both[1]
    assert len({p.uid for p in both}) == 2


def test_signal_is_a_link_unless_it_was_refused() -> None:
    sent = ev.SignalSent(pid=ROOT, to=7, signal="SIGUSR1")
    link = world(spawn(7), sent).links[-1]
    assert (link.kind, link.label, link.target) == ("signal", "SIGUSR1", 2)
    refused = ev.SignalSent(pid=ROOT, to=7, signal="SIGUSR1", error="ProcessLookupError")
    assert [link.kind for link in world(spawn(7), refused).links] == ["fork"]


def test_signal_to_a_group_reaches_all_of_it() -> None:
    in_group = [ev.Sampled(pid=p, facts={"group": 100}) for p in (ROOT, 7)]
    w = world(spawn(7), spawn(8), *in_group, ev.Sampled(pid=8, facts={"group": 8}),
              ev.SignalSent(pid=0, to=-100, signal="SIGINT"))  # fmt: skip
    assert [link.target for link in w.links if link.kind == "signal"] == [1, 2]


def test_root_is_gone_when_the_run_ended() -> None:
    w = world(ev.RunEnded(pid=ROOT, code=0))
    assert w.ended is not None
    assert w.root.state is State.GONE  # type: ignore[union-attr]


def test_lines_of_output_are_put_together_by_writer() -> None:
    w = world(
        ev.Wrote(pid=ROOT, fd=1, text="ab"),
        ev.Wrote(pid=ROOT, fd=1, text="c\nd"),
        ev.Wrote(pid=7, fd=1, text="x\n"),
        ev.Wrote(pid=ROOT, fd=1, text="e\n"),
        ev.Wrote(pid=ROOT, fd=2, data="AAEC"),
    )
    assert [(line.pid, line.text) for line in w.output] == [
        (ROOT, "abc"), (ROOT, "d"), (7, "x"), (ROOT, "e"), (ROOT, "(binary data, 3 bytes)"),
    ]  # fmt: skip


def test_old_output_is_dropped_and_counted() -> None:
    w = world(ev.Wrote(pid=ROOT, fd=1, text="x\n" * (OUTPUT + 3)))
    assert (len(w.output), w.dropped) == (OUTPUT, 3)


# -- locks ---------------------------------------------------------------------------------------

LOCK: dict[str, str] = {"object": "/mp-1", "type": "Lock"}


def take(pid: int, thing: dict[str, str] = LOCK, tid: int = 0) -> list[Event]:
    return [ev.AcquireBegan(pid=pid, tid=tid, **thing), ev.Acquired(pid=pid, tid=tid, **thing)]


def state(w: World, pid: int) -> State:
    process = w.by_pid(pid)
    assert process is not None
    return process.state


def holders(w: World, name: str = "/mp-1") -> list[int]:
    [thing] = [thing for key, thing in w.objects.items() if key[1] == name]
    return [w.processes[who.uid].pid for who in thing.holders]


def test_who_asks_for_a_lock_waits_while_another_has_it() -> None:
    log = [spawn(7), spawn(8), *take(7), ev.AcquireBegan(pid=8, **LOCK)]
    w = world(*log)
    [thing] = w.objects.values()
    assert (thing.number, [w.processes[who.uid].pid for who in thing.wanted_by]) == (1, [8])
    assert (state(w, 7), state(w, 8), holders(w)) == (State.RUNNING, State.WAITING, [7])
    w = world(*log, ev.Released(pid=7, **LOCK), ev.Acquired(pid=8, **LOCK))
    assert (state(w, 8), holders(w)) == (State.RUNNING, [8])
    [thing] = w.objects.values()
    assert not thing.waiters
    assert [key for p in w.processes.values() for key, _ in p.holds] == [(0, "/mp-1")]


def test_a_free_lock_makes_nobody_wait_unless_it_is_seen_asleep() -> None:
    asks = ev.AcquireBegan(pid=ROOT, **LOCK)
    asleep = ev.Sampled(pid=ROOT, facts={"state": "S"})
    assert state(world(asks), ROOT) is State.RUNNING
    assert state(world(asks, asleep), ROOT) is State.WAITING
    assert (
        state(world(ev.AcquireBegan(pid=ROOT, **LOCK, block=False), asleep), ROOT) is State.SLEEPING
    )


def test_a_release_that_is_told_after_the_next_acquire() -> None:
    w = world(spawn(7), *take(ROOT), *take(7), ev.Released(pid=ROOT, **LOCK))
    assert holders(w) == [7]
    assert holders(world(spawn(7), *take(ROOT), ev.Released(pid=7, **LOCK))) == []


def test_a_reentrant_lock_is_given_back_as_often_as_it_was_taken() -> None:
    rlock = {"object": "/mp-1", "type": "RLock"}
    back = ev.Released(pid=ROOT, **rlock)
    assert holders(world(*take(ROOT, rlock), *take(ROOT, rlock), back)) == [ROOT]
    twice = [ev.Released(pid=ROOT, **rlock) for _ in range(2)]
    assert holders(world(*take(ROOT, rlock), *take(ROOT, rlock), *twice)) == []


def test_things_are_numbered_by_type_and_local_ones_belong_to_a_process() -> None:
    local = {"object": "7f1", "type": "Lock", "library": "threading"}
    other = {"object": "/mp-2", "type": "Semaphore"}
    w = world(spawn(7), *take(ROOT), *take(ROOT, local), *take(7, local), *take(7, other))
    assert {key: (t.type, t.number) for key, t in w.objects.items()} == {
        (0, "/mp-1"): ("Lock", 1), (1, "7f1"): ("Lock", 2), (2, "7f1"): ("Lock", 2),
        (0, "/mp-2"): ("Semaphore", 1),
    }  # fmt: skip


def test_a_dead_holder_still_has_what_is_shared_and_a_dead_waiter_waits_no_longer() -> None:
    w = world(spawn(7), spawn(8), *take(7), ev.AcquireBegan(pid=8, **LOCK),
              ev.Exited(pid=7, signal="SIGKILL"), ev.Exited(pid=8, code=0))  # fmt: skip
    [thing] = w.objects.values()
    assert (holders(w), thing.waiters) == ([7], {})


def test_exec_ends_threads_and_tasks_and_loses_shared_locks() -> None:
    local = {"object": "7f1", "type": "Lock", "library": "threading"}
    inside = [
        ev.ThreadStarted(pid=ROOT, tid=9, name="t"),
        ev.TaskCreated(pid=ROOT, task=1, name="T"),
    ]
    w = world(*take(ROOT), *take(ROOT, local), *inside, ev.Execed(pid=ROOT, argv=("ls",)))
    root = w.root
    assert root is not None
    assert (root.threads, root.tasks, root.holds, root.open) == ({}, {}, [], [])
    assert [[hold.lost for hold in t.holders.values()] for t in w.objects.values()] == [[True], []]


def test_a_wait_in_another_thread_or_task_does_not_stop_the_main_thread() -> None:
    taken = [spawn(7), *take(7)]
    w = world(*taken, ev.AcquireBegan(pid=ROOT, tid=9, **LOCK))
    assert state(w, ROOT) is State.RUNNING
    local = {"object": "7f1", "type": "Lock", "library": "asyncio"}
    one, two = (ev.TaskResumed(pid=ROOT, task=n) for n in (1, 2))
    w = world(one, *take(ROOT, local), two, ev.AcquireBegan(pid=ROOT, **local))
    assert (state(w, ROOT), w.root.open) == (State.RUNNING, [])  # type: ignore[union-attr]
    assert [who.task for t in w.objects.values() for who in t.wanted_by] == [2]


def test_a_handler_in_an_acquire_goes_back_to_it() -> None:
    handled = [cls(pid=ROOT, signal="SIGUSR1") for cls in (ev.HandlerBegan, ev.HandlerEnded)]
    log = [spawn(7), *take(7), ev.AcquireBegan(pid=ROOT, **LOCK), *handled]
    assert state(world(*log), ROOT) is State.WAITING
    failed = ev.AcquireFailed(pid=ROOT, **LOCK, why="KeyboardInterrupt")
    assert state(world(*log, failed), ROOT) is State.RUNNING


# -- queues, conditions, events -------------------------------------------------------------------

QUEUE: dict[str, str] = {"object": "q", "type": "Queue"}


def test_a_queue_counts_what_is_in_it() -> None:
    put = [ev.PutBegan(pid=ROOT, **QUEUE, item="1"), ev.Put(pid=ROOT, **QUEUE)]
    full = [ev.PutBegan(pid=ROOT, **QUEUE, item="2"), ev.Put(pid=ROOT, **QUEUE, error="Full")]
    w = world(spawn(7), ev.GetBegan(pid=7, **QUEUE), *put, *full)
    [thing] = w.objects.values()
    assert (thing.queued, len(thing.waiters), state(w, 7)) == (1, 1, State.WAITING)
    w = world(spawn(7), ev.GetBegan(pid=7, **QUEUE), *put, ev.Got(pid=7, **QUEUE, item="1"))
    [thing] = w.objects.values()
    assert (thing.queued, len(thing.waiters), state(w, 7)) == (0, 0, State.RUNNING)


def test_an_event_is_set_and_cleared() -> None:
    thing = {"object": "e", "type": "Event"}
    waits = ev.WaitingOn(pid=ROOT, **thing, call="Event.wait")
    w = world(waits)
    assert state(w, ROOT) is State.WAITING
    is_set = ev.Notified(pid=ROOT, **thing, call="Event.set")
    assert [t.is_set for t in world(is_set).objects.values()] == [True]
    clear = ev.Notified(pid=ROOT, **thing, call="Event.clear")
    assert [t.is_set for t in world(is_set, clear).objects.values()] == [False]
    assert state(world(waits, ev.Woken(pid=ROOT, **thing)), ROOT) is State.RUNNING


def test_a_wait_for_a_signal_or_a_thread_makes_no_thing() -> None:
    for kind in ("signal", "Thread"):
        waits = ev.WaitingOn(pid=ROOT, object="x", type=kind, library="x", call="pause")
        w = world(waits)
        assert (w.objects, state(w, ROOT)) == ({}, State.WAITING)
        woken = ev.Woken(pid=ROOT, object="x", type=kind, library="x")
        assert state(world(waits, woken), ROOT) is State.RUNNING


# -- channels -------------------------------------------------------------------------------------

PIPE: dict[str, str] = {"object": "pipe:[7]"}
OPEN = ev.PipeOpened(pid=ROOT, read=3, write=4, **PIPE)


def ends(w: World, name: str = "pipe:[7]") -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return who reads and who writes: PID -> descriptors."""
    channel = w.channels[name]
    readers, writers = (
        {w.processes[uid].pid: fds for uid, fds in side.items()}
        for side in (channel.readers, channel.writers)
    )
    return readers, writers


def test_fork_copies_the_ends_of_a_pipe_and_exit_closes_them() -> None:
    w = world(OPEN, spawn(7))
    assert ends(w) == ({ROOT: {3}, 7: {3}}, {ROOT: {4}, 7: {4}})
    w = world(OPEN, spawn(7), ev.FdClosed(pid=ROOT, fd=4, **PIPE), ev.Exited(pid=7, code=0))
    assert ends(w) == ({ROOT: {3}}, {})
    assert w.root.closed is not None  # type: ignore[union-attr]


def test_a_duplicate_is_one_more_way_to_write() -> None:
    dup = ev.FdDuped(pid=ROOT, fd=4, to=1, **PIPE)
    w = world(OPEN, dup, ev.FdClosed(pid=ROOT, fd=4, **PIPE))
    assert ends(w) == ({ROOT: {3}}, {ROOT: {1}})
    over = ev.FdDuped(pid=ROOT, fd=9, to=1, object="/dev/null")
    assert ends(world(OPEN, dup, over)) == ({ROOT: {3}}, {ROOT: {4}})


def test_exec_keeps_the_standard_descriptors_and_a_sample_tells_about_the_others() -> None:
    log = [OPEN, ev.FdDuped(pid=ROOT, fd=4, to=1, **PIPE), ev.Execed(pid=ROOT, argv=("x",))]
    assert ends(world(*log)) == ({}, {ROOT: {1}})
    sample = ev.Sampled(pid=ROOT, facts={"fds": {"1": "pipe:[7]", "3": "pipe:[7]", "4": "/x"}})
    assert ends(world(*log, sample)) == ({ROOT: {3}}, {ROOT: {1}})
    gone = ev.Sampled(pid=ROOT, facts={"fds": {"0": "pipe:[7]"}})
    assert ends(world(*log, gone)) == ({ROOT: {0}}, {})


def test_a_sample_does_not_overrule_what_is_known_exactly() -> None:
    seen = ev.LineReached(pid=ROOT, where=Where("a", 1), source=("probe",))
    stale = ev.Sampled(pid=ROOT, facts={"fds": {"0": "/dev/null", "1": "pipe:[7]"}})
    assert ends(world(OPEN, seen, stale)) == ({ROOT: {3}}, {ROOT: {4}})


def test_bytes_in_flight_and_blocked_readers() -> None:
    sends = [ev.SendBegan(pid=ROOT, fd=4, **PIPE, size=5), ev.Sent(pid=ROOT, fd=4, **PIPE, size=5)]
    reads = ev.ReceiveBegan(pid=7, fd=3, **PIPE)
    w = world(OPEN, spawn(7), *sends)
    assert w.channels["pipe:[7]"].flight == 5
    w = world(OPEN, spawn(7), reads)
    assert (state(w, 7), len(w.channels["pipe:[7]"].reading)) == (State.WAITING, 1)
    for end in (ev.Received(pid=7, fd=3, **PIPE, size=5), ev.EofRead(pid=7, fd=3, **PIPE)):
        w = world(OPEN, spawn(7), *sends, reads, end)
        channel = w.channels["pipe:[7]"]
        assert (state(w, 7), channel.reading) == (State.RUNNING, {})
        assert channel.flight == (0 if isinstance(end, ev.Received) else 5)


def test_who_uses_a_channel_from_outside_holds_it() -> None:
    w = world(ev.ReceiveBegan(pid=ROOT, fd=0, object="pipe:[99]"))
    assert ends(w, "pipe:[99]") == ({ROOT: {0}}, {})


def test_the_kernel_may_use_a_pipes_number_again() -> None:
    again = ev.PipeOpened(pid=ROOT, read=5, write=6, **PIPE)
    closes = [ev.FdClosed(pid=ROOT, fd=fd, **PIPE) for fd in (3, 4)]
    w = world(OPEN, *closes, again)
    assert (w.channels["pipe:[7]"].number, ends(w)) == (2, ({ROOT: {5}}, {ROOT: {6}}))


def test_sockets_are_connected_both_ways() -> None:
    pair = ev.PipeOpened(pid=ROOT, read=3, write=4, object="socket:[8]", other="socket:[9]")
    sent = ev.Sent(pid=ROOT, fd=4, object="socket:[9]", size=5)
    w = world(pair, sent)
    assert ends(w, "socket:[8]") == ({ROOT: {3}}, {ROOT: {3}})
    assert (w.channels["socket:[8]"].flight, w.channels["socket:[9]"].flight) == (5, 0)


# -- tasks and masks ------------------------------------------------------------------------------


def test_tasks_run_one_after_another() -> None:
    w = world(
        ev.TaskCreated(pid=ROOT, task=1, name="A", function="f"),
        ev.TaskResumed(pid=ROOT, task=1),
        ev.TaskSuspended(pid=ROOT, task=1, awaits="sleep"),
        ev.TaskResumed(pid=ROOT, task=2),
        ev.TaskFinished(pid=ROOT, task=2, error="ValueError"),
    )
    root = w.root
    assert root is not None
    assert [(t.name, t.state, t.awaits, t.error) for t in root.tasks.values()] == [
        ("A", "suspended", "sleep", ""), ("task 2", "finished", "", "ValueError"),
    ]  # fmt: skip
    assert root.task == 0


def test_a_mask_is_known_before_the_next_sample() -> None:
    block = ev.MaskChanged(pid=ROOT, how="block", signals=("SIGINT", "SIGTERM"))
    unblock = ev.MaskChanged(pid=ROOT, how="unblock", signals=("SIGINT",))
    assert world(block, unblock).root.facts["blocked"] == ["SIGTERM"]  # type: ignore[union-attr]
    only = ev.MaskChanged(pid=ROOT, how="set", signals=("SIGHUP",))
    assert world(block, only).root.facts["blocked"] == ["SIGHUP"]  # type: ignore[union-attr]


def test_a_role_is_kept() -> None:
    w = world(ev.Named(pid=ROOT, name="SyncManager-1", role="manager"))
    assert (w.root.name, w.root.role) == ("SyncManager-1", "manager")  # type: ignore[union-attr]


def test_a_pipe_with_the_number_of_another_is_a_new_one() -> None:
    """Whoever held the old one has closed it, or the kernel would not have given its number."""
    world = fold([
        ev.RunBegan(pid=1, seq=1, argv=("a",)),
        ev.PipeOpened(pid=1, seq=2, read=3, write=4, object="pipe:[7]"),
        ev.Spawned(pid=1, seq=3, child=2),
        ev.PipeOpened(pid=1, seq=4, read=3, write=5, object="pipe:[7]"),
    ])  # fmt: skip
    assert [sorted(process.fds) for process in world.processes.values()] == [[3, 5], []]
    assert world.channels["pipe:[7]"].readers == {1: {3}}
    assert world.channels["pipe:[7]"].writers == {1: {5}}
