"""Messages about strangers wait for the news of their birth, and no longer than that may take."""

import random

from procviz.sources.kernel_waiting import PATIENCE, Waiting
from procviz.sources.netlink import EXEC, EXIT, FORK, Message

ME = 10


def fork(t: int, parent: int, child: int) -> Message:
    return Message(FORK, t, parent, parent, child, child)


def thread(t: int, group: int, tid: int) -> Message:
    return Message(FORK, t, 1, 1, tid, group)  # the kernel names the parent of the process


def told(t: int, pid: int, what: int = EXIT) -> Message:
    return Message(what, t, pid, pid)


def test_a_family_comes_by_time_in_whatever_order_its_news_do() -> None:
    family = [
        *(fork(1, ME, 11), told(2, 11, EXEC), fork(3, 11, 12), thread(4, 12, 20)),
        *(fork(5, 12, 13), told(6, 13), told(7, 12), told(8, 11), told(9, ME, EXEC)),
    ]
    strangers = [fork(1, 90, 91), told(4, 91, EXEC), told(5, 91), told(6, 90), thread(7, 90, 92)]
    for seed in range(200):
        order = random.Random(seed)
        news = [*family, *strangers]
        order.shuffle(news)
        cut = order.randrange(len(news) + 1)
        waiting, known, found = Waiting(), {ME}, []
        for batch in (news[:cut], news[cut:], []):
            ours = waiting.ours(batch, known)
            assert ours == sorted(ours, key=lambda m: m.t)
            known |= {m.child for m in ours if m.what == FORK and m.child == m.child_group}
            found += ours
        assert sorted(found, key=lambda m: m.t) == family, seed
        assert len(waiting) == len(strangers)


def test_who_becomes_known_otherwise_gets_what_waited() -> None:
    waiting = Waiting()
    assert waiting.ours([told(5, 30)], {ME}) == []
    assert waiting.ours([], {ME, 30}) == [told(5, 30)]
    assert waiting.ours([], {ME, 30}) == []


def test_nothing_waits_for_ever() -> None:
    waiting = Waiting()
    t = 10**12
    waiting.add([fork(t, 90, 91), told(t, 91), told(t + 1, 90)])
    waiting.tidy(t + 1)
    assert len(waiting) == 3
    waiting.tidy(t + PATIENCE // 2)  # births come sooner, as nothing comes before them
    assert len(waiting) == 2
    waiting.tidy(t + PATIENCE)
    assert len(waiting) == 1
    waiting.tidy(t + 2 * PATIENCE)
    assert len(waiting) == 0
