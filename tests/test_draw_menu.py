"""The list of scenarios, and menus."""

from procviz.draw import menu, picker
from procviz.draw.theme import DARK
from tests.draw_panes import ENTRIES, canvas


def test_every_word_of_a_search_must_occur() -> None:
    def ids(query: str) -> list[str]:
        return [e.id for e in picker.Choice(ENTRIES, query=query).found]

    assert ids("") == ["a", "b", "c", "d"]
    assert ids("FORK wait") == ["a", "b"]
    assert ids("handler") == ["c"]
    assert ids("handler fork") == []


def test_the_cursor_is_always_in_sight_and_under_the_mouse() -> None:
    entries = [picker.Entry(str(i), f"entry {i}", f"chapter {i // 7}") for i in range(60)]
    for height in (3, 10, 25):
        for cursor in range(60):
            choice = picker.Choice(entries, cursor)
            c = canvas(30, height)
            picker.draw(c, DARK, "en", choice, focused=True)
            (y,) = [i for i, line in enumerate(c.text()) if line.startswith("▌")]
            assert f"entry {cursor}" in c.text()[y]
            assert picker.hit(30, height, choice, 5, y) == cursor


def test_a_chapter_is_nothing_to_choose() -> None:
    choice = picker.Choice(ENTRIES)
    assert picker.hit(30, 10, choice, 5, 0) is None
    assert picker.hit(30, 10, choice, 5, 1) == 0
    assert picker.hit(30, 10, choice, 5, 9) is None


def test_a_menu_narrows_by_name_number_and_meaning() -> None:
    items = [("SIGTERM", "15", "polite"), ("SIGKILL", "9", "at once"), ("SIGSTOP", "19", "stops")]

    def found(query: str) -> list[str]:
        return [item[0] for item in menu.Menu("t", "h", items, query=query).found]

    assert found("kil") == ["SIGKILL"]
    assert found("9") == ["SIGKILL"]
    assert found("polite") == ["SIGTERM"]
    assert found("zzz") == []
    assert menu.Menu("t", "h", items, query="zzz").current == ""
