import pytest

from procviz.draw.layout import MIN_HEIGHT, MIN_WIDTH, PANES, Pane, arrange


@pytest.mark.parametrize("running", [False, True])
@pytest.mark.parametrize("zoomed", [False, True])
def test_panes_cover_the_screen_and_never_overlap(running: bool, zoomed: bool) -> None:
    for width in range(50, 221):
        for height in (*range(10, 46), 50, 60, 70):
            for focus in (Pane.PICKER, Pane.STAGE, Pane.OUTPUT):
                regions = arrange(width, height, focus, zoomed, running)
                area = 0
                taken = []
                for r in regions.values():
                    assert r.x >= 0
                    assert r.y >= 0
                    assert r.width > 0
                    assert r.height > 0
                    assert r.x + r.width <= width
                    assert r.y + r.height <= height
                    for o in taken:
                        apart = (
                            r.x >= o.x + o.width
                            or o.x >= r.x + r.width
                            or r.y >= o.y + o.height
                            or o.y >= r.y + r.height
                        )
                        assert apart, (width, height, regions)
                    taken.append(r)
                    area += r.width * r.height
                assert area == width * height


def test_the_focused_pane_is_always_there() -> None:
    for width in range(MIN_WIDTH, 221, 3):
        for height in range(MIN_HEIGHT, 71):
            for focus in PANES:
                for running in (False, True):
                    for zoomed in (False, True):
                        regions = arrange(width, height, focus, zoomed, running)
                        assert focus in regions


def test_while_something_runs_its_narration_can_be_seen() -> None:
    for width in range(MIN_WIDTH, 221, 7):
        for height in range(MIN_HEIGHT, 71):
            for focus in PANES:
                regions = arrange(width, height, focus, False, True)
                assert Pane.NARRATOR in regions or Pane.STAGE in regions


def test_panes_are_wide_enough_to_be_read() -> None:
    least = {Pane.PICKER: 26, Pane.SOURCE: 34, Pane.STAGE: 34, Pane.INSPECTOR: 28, Pane.OUTPUT: 28}
    for width in range(100, 221):
        for running in (False, True):
            regions = arrange(width, 30, Pane.STAGE, False, running)
            for pane, cells in least.items():
                assert pane not in regions or regions[pane].width >= cells, (width, pane)


def test_as_in_the_picture() -> None:
    assert set(arrange(160, 45, Pane.STAGE, False, True)) == {*PANES, Pane.HEADER, Pane.FOOTER}
    at_120 = arrange(120, 36, Pane.STAGE, False, True)
    assert set(at_120) == {*PANES[1:], Pane.HEADER, Pane.FOOTER}
    choosing = arrange(120, 36, Pane.PICKER, False, False)
    assert set(choosing) == {*PANES[:3], Pane.HEADER, Pane.FOOTER}
    small = arrange(80, 24, Pane.OUTPUT, False, True)
    assert set(small) == {Pane.OUTPUT, Pane.HEADER, Pane.TABS, Pane.NARRATOR, Pane.FOOTER}
    assert small[Pane.OUTPUT].height == 18
    assert set(arrange(59, 40, Pane.STAGE, False, True)) == {Pane.SMALL}
    assert set(arrange(200, 15, Pane.STAGE, False, True)) == {Pane.SMALL}
