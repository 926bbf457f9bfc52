"""The stage is calm: who is on it stays where it is, unless somebody is born."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procviz import events as ev
from procviz import fold
from procviz.draw import stage
from procviz.draw.stage_layout import Form
from procviz.draw.view import View
from procviz.events import Event
from procviz.world import State, World
from tests import draw_worlds as worlds

BIRTHS = ("RunBegan", "Spawned")


def moves(log: list[Event], width: int, height: int) -> Counter[str]:
    """Count, by the event at which it was, how often a card that is not reaped moved."""
    world, before, found = World(), None, Counter[str]()
    for event in log:
        fold.apply(world, event)
        layout = stage.place(View(world), width, height).layout
        if before is not None and before.form is layout.form:
            for uid, box in before.boxes.items():
                if world.processes[uid].state is not State.GONE and layout.boxes.get(uid) != box:
                    found[type(event).__name__] += 1
        before = layout
    return found


LOGS = {
    "pool of 3": lambda: worlds.pool(3).events,
    "pool of 12": lambda: worlds.pool(12).events,
    "loop of 30": lambda: worlds.shell_loop(30).events,
    "zombies": lambda: worlds.zombies().events,
    "handshake": lambda: worlds.handshake().events,
    "orphaned": lambda: worlds.orphaned().events,
}


@pytest.mark.parametrize("name", LOGS)
@pytest.mark.parametrize(("width", "height"), [(66, 20), (100, 37), (45, 15)])
def test_nobody_moves_but_when_somebody_is_born(name: str, width: int, height: int) -> None:
    found = moves(LOGS[name](), width, height)
    others = {kind for kind in found if kind not in BIRTHS}
    assert others <= ({"Reparented"} if name == "orphaned" else set())  # room for the adopter


@pytest.mark.parametrize(("width", "height"), [(66, 20), (76, 17), (100, 37), (68, 17)])
def test_who_is_reaped_from_outside_moves_the_others_only_once(width: int, height: int) -> None:
    log = worlds.zombies()
    log.exit(4200)
    for child in (4201, 4202, 4203):
        log.add(
            ev.Reparented(pid=child, old=4200, new=worlds.HELPER, new_name="a subreaper of procviz")
        )
        log.reap(worlds.HELPER, child)
    found = moves(log.events, width, height)
    assert found["Reaped"] == 0
    assert found["Reparented"] <= 4  # root and children make room for the adopter, once


def test_an_adopter_takes_no_room_from_the_cards() -> None:
    log = worlds.orphaned()
    sizes = [
        {
            uid: box[2:]
            for uid, box in stage.place(View(fold.fold(events)), 76, 17).layout.boxes.items()
        }
        for events in (log.events[:-1], log.events)
    ]
    assert sizes[0] == sizes[1]
    assert stage.place(View(fold.fold(log.events)), 76, 17).outside is not None


def test_a_loop_that_forks_and_waits_goes_on_in_the_same_places() -> None:
    few, many = (
        moves(worlds.shell_loop(12).events, 66, 20),
        moves(worlds.shell_loop(60).events, 66, 20),
    )
    assert few == many  # from some child on nobody has to make room


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**9))
def test_whatever_happens_siblings_stand_in_birth_order_until_one_has_to_go(seed: int) -> None:
    world = fold.fold(worlds.anything(seed, 80).events)
    if not world.processes:
        return
    layout = stage.place(View(world), 90, 30).layout
    if layout.form is not Form.CARDS or layout.past:
        return
    for siblings in layout.tree.children.values():
        assert siblings == sorted(siblings)


def test_a_crowd_keeps_its_cells_when_more_come_and_some_go() -> None:
    log = worlds.pool(300)
    world = fold.fold(log.events)
    before = stage.place(View(world), 90, 30).layout
    assert before.form is Form.GRID
    places = {uid: before.boxes[uid] for uid in world.processes}
    children = [p.pid for p in world.processes.values()][1:]
    seq = world.seq
    for i, pid in enumerate(children[:20]):
        for event in (
            ev.Exited(pid=pid, seq=seq + 3 * i + 1, t=world.t + 1),
            ev.Reaped(pid=4200, child=pid, seq=seq + 3 * i + 2, t=world.t + 2),
            ev.Spawned(pid=4200, child=90_000 + i, seq=seq + 3 * i + 3, t=world.t + 3),
        ):
            fold.apply(world, event)
    after = stage.place(View(world), 90, 30).layout
    wide = getattr(before.boxes, "wide", 0), getattr(after.boxes, "wide", 0)
    if wide[0] == wide[1]:
        assert {uid: after.boxes[uid] for uid in places} == places


def test_from_a_crowd_to_one_family_and_back() -> None:
    log = worlds.pool(200)
    world = fold.fold(log.events)
    chosen = world.by_pid(4250)
    assert chosen is not None
    family = stage.place(View(world, family=chosen.uid), 66, 20).layout
    assert family.form is Form.CARDS
    assert {world.processes[uid].pid for uid in family.boxes} == {4200, 4250}
    assert stage.place(View(world), 66, 20).layout.form is Form.GRID
