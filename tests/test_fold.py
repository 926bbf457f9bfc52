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


def test_signal_is_a_link_until_its_handler() -> None:
    sent = ev.SignalSent(pid=ROOT, to=7, signal="SIGUSR1")
    w = world(spawn(7), sent, ev.HandlerBegan(pid=7, signal="SIGUSR1"))
    link = w.links[-1]
    assert (link.kind, link.label, link.handled) == ("signal", "SIGUSR1", 40)
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
