"""What the probe and strace both tell of is one event; made-up reports, no process."""

import pytest

from procviz import events as ev
from procviz.events import Event
from procviz.merge import HOLD, TRACED_HOLD, Merge
from tests.test_merge import HELPER, ROOT, kernel, probe, story


def strace(cls: type[Event], t: int, pid: int, **fields: object) -> Event:
    return cls(t=t, pid=pid, source=("strace",), **fields)


def traced() -> Merge:
    m = Merge(ROOT, 1, 0, HELPER, traced=True)
    m.begin(ev.RunBegan(pid=ROOT, argv=("x",)))
    return m


def log(*events: Event) -> list[Event]:
    m = traced()
    m.push(events)
    return m.flush(0, final=True)


def sources(events: list[Event]) -> list[str]:
    return ["+".join(e.source) for e in events]


SPEAKS = probe(ev.LineReached, 1, ROOT)


def test_wait_of_a_probed_process_is_the_probe_s() -> None:
    where = ev.Where("a.py", 3)
    out = log(
        kernel(ev.Spawned, 1, ROOT, child=7),
        probe(ev.WaitBegan, 10, ROOT, call="os.wait", where=where),
        strace(ev.WaitBegan, 11, ROOT, call="wait4"),
        kernel(ev.Exited, 15, 7, code=0),
        strace(ev.Reaped, 20, ROOT, child=7, code=0),
        strace(ev.WaitEnded, 20, ROOT, call="wait4", child=7, code=0),
        probe(ev.Reaped, 23, ROOT, child=7, code=0),
        probe(ev.WaitEnded, 23, ROOT, call="os.wait", child=7, code=0),
    )
    assert story(out) == ["Spawned", "WaitBegan", "Exited", "Reaped", "WaitEnded"]
    assert sources(out[1:]) == ["probe+strace", "kernel", "probe+strace", "probe+strace"]
    assert (out[1].where, out[4].call) == (where, "os.wait")


def test_wait_of_any_other_program_is_strace_s() -> None:
    out = log(
        SPEAKS,
        probe(ev.Spawned, 2, ROOT, child=7),
        kernel(ev.Execed, 3, 7, argv=("sh",)),
        strace(ev.WaitBegan, 10, 7, call="wait4"),
        strace(ev.WaitEnded, 20, 7, call="wait4", error="ECHILD"),
    )
    assert story(out) == ["LineReached", "Spawned", "Execed", "WaitBegan", "WaitEnded"]


def test_waits_that_the_probe_folds_stay_folded_also_in_its_children() -> None:
    out = log(
        SPEAKS,
        kernel(ev.Spawned, 2, ROOT, child=7),
        *(strace(ev.WaitBegan, t, pid, call="wait4") for t in (10, 12) for pid in (ROOT, 7)),
        *(strace(ev.WaitEnded, t, pid, call="wait4") for t in (11, 13) for pid in (ROOT, 7)),
        strace(ev.PipeOpened, 14, 7, read=3, write=4, object="pipe:[1]"),
    )
    assert story(out) == ["LineReached", "Spawned"]


@pytest.mark.parametrize("late", [False, True])
def test_signal_is_told_once_whenever_strace_comes(late: bool) -> None:
    m = traced()
    m.push([SPEAKS, probe(ev.SignalSent, 10, ROOT, to=7, signal="SIGTERM")])
    seen = strace(ev.SignalSent, 11, ROOT, to=7, signal="SIGTERM", call="kill")
    if not late:
        m.push([seen])
    out = m.flush(10 + HOLD)
    m.push([seen] if late else [])
    out += m.flush(0, final=True)
    assert story(out) == ["LineReached", "SignalSent"]
    assert sources(out)[1] == ("probe" if late else "probe+strace")


def test_signal_that_was_refused_is_told_once_with_the_probe_s_error() -> None:
    out = log(
        SPEAKS,
        strace(ev.SignalSent, 10, ROOT, to=7, signal="SIGTERM", error="ESRCH"),
        probe(ev.SignalSent, 12, ROOT, to=7, signal="SIGTERM", error="ProcessLookupError"),
    )
    assert story(out) == ["LineReached", "SignalSent"]
    assert isinstance(out[1], ev.SignalSent)
    assert (out[1].error, out[1].source) == ("ProcessLookupError", ("probe", "strace"))


def test_signal_that_c_sent_is_told_by_strace_alone() -> None:
    out = log(SPEAKS, strace(ev.SignalSent, 10, ROOT, to=ROOT, signal="SIGABRT", call="tgkill"))
    assert sources(out) == ["probe", "strace"]


def test_the_very_first_wait_of_a_probed_process_too() -> None:
    out = log(
        strace(ev.WaitEnded, 5, ROOT, call="wait4", error="ECHILD"),
        probe(ev.WaitEnded, 6, ROOT, call="os.wait", error="ChildProcessError"),
    )
    assert sources(out) == ["probe+strace"]


def test_kernel_and_strace_tell_of_the_same_execs_in_order() -> None:
    out = log(
        kernel(ev.Spawned, 1, ROOT, child=7),
        strace(ev.Spawned, 1, ROOT, child=7, how="vfork"),
        kernel(ev.Execed, 5, 7, argv=()),
        kernel(ev.Execed, 8, 7, argv=("cat",)),
        strace(ev.Execed, 9, 7, argv=("env", "cat")),
        strace(ev.Execed, 10, 7, argv=("cat",)),
        kernel(ev.Execed, 2, ROOT, argv=("x",)),  # the beginning of the run
        strace(ev.Execed, 3, ROOT, argv=("x",)),
        strace(ev.Execed, 12, ROOT, argv=("y",)),
        kernel(ev.Execed, 11, ROOT, argv=("y",)),
    )
    assert story(out) == ["Spawned", "Execed", "Execed", "Execed"]
    assert set(sources(out)) == {"kernel+strace"}
    assert isinstance(out[0], ev.Spawned)
    assert out[0].how == "vfork"
    assert [e.argv for e in out[1:]] == [("env", "cat"), ("cat",), ("y",)]


def test_an_exec_that_came_too_late_to_be_named_is_not_told_again() -> None:
    m = traced()
    m.push([kernel(ev.Spawned, 1, ROOT, child=7), kernel(ev.Execed, 2, 7, argv=("a",))])
    out = m.flush(3 + TRACED_HOLD)
    assert story(out) == ["Spawned", "Execed"]
    m.push([strace(ev.Execed, 3, 7, argv=("a",)), strace(ev.Execed, 9, 7, argv=("b",))])
    out += m.flush(0, final=True)
    assert [getattr(e, "argv", None) for e in out] == [None, ("a",), ("b",)]


def test_probe_s_calls_end_with_the_exec_of_a_program_without_it() -> None:
    out = log(
        SPEAKS,
        kernel(ev.Execed, 2, ROOT, argv=("x",)),  # the beginning of the run
        strace(ev.Execed, 2, ROOT, argv=("x",)),
        strace(ev.Execed, 5, ROOT, argv=("sh",)),
        kernel(ev.Execed, 5, ROOT, argv=("sh",)),
        strace(ev.WaitBegan, 6, ROOT, call="wait4"),
    )
    assert story(out)[1:] == ["Execed", "WaitBegan"]


def test_new_session_or_group_is_told_once_with_the_line_that_did_it() -> None:
    where = ev.Where("a.py", 3)
    out = log(
        kernel(ev.SessionChanged, 5, ROOT, session=ROOT),
        strace(ev.SessionChanged, 6, ROOT, session=ROOT),
        probe(ev.SessionChanged, 7, ROOT, session=ROOT, where=where),
        strace(ev.GroupChanged, 8, ROOT, group=HELPER),
        probe(ev.GroupChanged, 9, ROOT, group=HELPER),
        strace(ev.GroupChanged, 10, ROOT, group=4),
        strace(ev.GroupChanged, 11, ROOT, group=HELPER),
    )
    assert story(out) == ["SessionChanged", "GroupChanged", "GroupChanged", "GroupChanged"]
    assert sources(out) == ["kernel+probe+strace", "probe+strace", "strace", "strace"]
    assert out[0].where == where


def test_news_of_a_life_waits_for_strace_s_words_from_before() -> None:
    m = traced()
    m.push([kernel(ev.Spawned, 1, ROOT, child=7), strace(ev.Spawned, 1, ROOT, child=7)])
    m.push([kernel(ev.Exited, 9, 7, signal="SIGTERM"), kernel(ev.Reaped, 10, 0, child=7)])
    out = m.flush(3 * HOLD)
    assert story(out) == ["Spawned"]
    m.push([strace(ev.SignalDelivered, 5, 7, signal="SIGTERM", sender=ROOT)])
    out += m.flush(4 * HOLD)
    assert story(out) == ["Spawned", "SignalDelivered"]
    m.push([strace(ev.Exited, 11, 7, signal="SIGTERM")])
    out += m.flush(5 * HOLD)
    assert story(out) == ["Spawned", "SignalDelivered", "Exited", "Reaped"]
    assert sources(out)[2] == "kernel+strace"


def test_news_that_strace_has_told_already_does_not_wait() -> None:
    m = traced()
    m.push([strace(ev.Spawned, 1, ROOT, child=7), strace(ev.Execed, 2, 7, argv=("a",))])
    m.push([strace(ev.Exited, 3, 7, code=0), strace(ev.Reaped, 4, ROOT, child=7, code=0)])
    out = m.flush(4 + HOLD)
    m.push([kernel(ev.Spawned, 1, ROOT, child=7), kernel(ev.Execed, 2, 7, argv=("a",))])
    m.push([kernel(ev.Exited, 3, 7, code=0), strace(ev.SignalSent, 8, ROOT, to=9, signal="SIGHUP")])
    out += m.flush(8 + HOLD)
    assert story(out) == ["Spawned", "Execed", "Exited", "Reaped", "SignalSent"]


def test_news_does_not_wait_for_ever() -> None:
    m = traced()
    m.push([kernel(ev.Spawned, 1, ROOT, child=7)])
    assert m.flush(1 + TRACED_HOLD) == []
    assert story(m.flush(2 + TRACED_HOLD)) == ["Spawned"]


def test_last_words_of_the_dead_are_told_however_late() -> None:
    out = log(
        kernel(ev.Spawned, 1, ROOT, child=7),
        kernel(ev.Exited, 5, 7, code=0),
        strace(ev.SignalSent, 6, 7, to=ROOT, signal="SIGHUP"),
        strace(ev.Stopped, 7, 7, signal="SIGSTOP"),
    )
    assert story(out) == ["Spawned", "Exited", "SignalSent"]
