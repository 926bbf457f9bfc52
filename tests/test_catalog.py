import re
import sys
from pathlib import Path

import pytest

from procviz import events as ev
from procviz.scenarios import catalog
from procviz.scenarios.expect import differences
from procviz.words import LANGUAGES

ALL = catalog.load()
TEN = [
    "fork-basics", "wait", "waitpid", "zombie", "orphan",
    "exec", "handler", "mp-process", "exit-codes", "pool",
]  # fmt: skip
CHINESE = re.compile("[\u4e00-\u9fff]")
ZOMBIE = catalog.find("zombie").path.read_text()


def test_scenarios_come_in_teaching_order() -> None:
    order = [s.id for s in ALL if s.id in TEN]
    assert order == TEN
    places = [(s.chapter, s.order) for s in ALL]
    assert len(set(places)) == len(places)


def test_seven_chapters_have_titles_in_both_languages() -> None:
    english, chinese = catalog.chapters("en"), catalog.chapters("zh")
    assert [c.id for c in english] == [c.id for c in chinese]
    assert [c.title for c in english] == [
        "Fork and wait", "Running other programs", "Pipes and other channels", "Signals",
        "multiprocessing", "Synchronising", "Threads and async", "Your scenarios",
    ]  # fmt: skip
    assert all(CHINESE.search(c.title) or c.id == "fork-and-wait" for c in chinese)
    assert {s.chapter for s in ALL} <= {c.id for c in english}


@pytest.mark.parametrize("scenario", ALL, ids=lambda s: s.id)
def test_metadata_is_complete_in_both_languages(scenario: catalog.Scenario) -> None:
    assert not scenario.problem
    for which in catalog.TEXTS:
        english, chinese = (scenario.text(which, lang) for lang in LANGUAGES)
        assert english, which
        assert not CHINESE.search(english), which
        assert CHINESE.search(chinese), which
        for text in (english, chinese):
            assert text == " ".join(text.split()), (which, "one paragraph, single spaces")
    assert len(re.findall(r"[.!?](?= |$)", scenario.text("teaches", "en"))) == 3
    assert scenario.text("teaches", "zh").count("。") == 3
    for variant in scenario.variants:
        assert variant.text("en")
        assert CHINESE.search(variant.text("zh"))


def test_the_seven_chapters_are_whole() -> None:
    counts = {
        chapter: sum(s.chapter == chapter for s in ALL) for chapter in {s.chapter for s in ALL}
    }
    assert counts == {
        "fork-and-wait": 10, "programs": 6, "channels": 5, "signals": 6,
        "multiprocessing": 11, "synchronising": 11, "threads-and-async": 6,
    }  # fmt: skip


@pytest.mark.parametrize("scenario", ALL, ids=lambda s: s.id)
def test_two_questions_are_asked_of_every_variant(scenario: catalog.Scenario) -> None:
    for name in scenario.names or ("",):
        asked = scenario.asked(name)
        assert len(asked) >= 2
        for question in asked:
            assert CHINESE.search(question.words["zh"])
            assert not CHINESE.search(question.words["en"])
            assert 2 <= len(question.choices) <= 4
            for lang in LANGUAGES:
                assert len({choice[lang] for choice in question.choices}) == len(question.choices)


@pytest.mark.parametrize("scenario", ALL, ids=lambda s: s.id)
def test_expectation_is_consistent(scenario: catalog.Scenario) -> None:
    for name in [v.name for v in scenario.variants] or [""]:
        expect = scenario.expected(name)
        assert expect["exit"] == 0
        assert expect["spawned"] == expect["exited"] == expect["reaped"] == len(expect["statuses"])


@pytest.mark.parametrize("scenario", ALL, ids=lambda s: s.id)
def test_script_stands_alone_and_is_small(scenario: catalog.Scenario) -> None:
    shown = catalog.source_text(scenario.path)
    code = [line for line in shown.split("\n") if line.strip() and not line.startswith("#")]
    assert len(code) <= 45
    assert not re.search(r"^\s*(import|from)\s+procviz", shown, re.MULTILINE)
    assert scenario.path.stem not in sys.stdlib_module_names, "it would shadow that module"
    if "multiprocessing" in shown:
        assert 'if __name__ == "__main__":' in shown


@pytest.mark.parametrize("scenario", ALL, ids=lambda s: s.id)
def test_shown_source_keeps_line_numbers_and_hides_the_block(scenario: catalog.Scenario) -> None:
    whole, shown = scenario.path.read_text(), catalog.source_text(scenario.path)
    assert whole.startswith(shown)
    assert "tool.procviz" in whole
    assert "# ///" not in shown
    assert shown.startswith('"""')


def test_source_of_other_scripts_is_left_as_it_is(tmp_path: Path) -> None:
    own = tmp_path / "own.py"
    block = "# /// script\n# dependencies = []\n# ///\n"
    for text in (block + "print(1)\n", "print(1)\n\n" + block):
        own.write_text(text)
        assert catalog.source_text(own) == text
    own.write_bytes("# coding: latin-1\nprint('é')\n".encode("latin-1"))
    assert "é" in catalog.source_text(own)
    own.write_bytes(b"print('\xff')\n")
    assert catalog.source_text(own) == "print('\ufffd')\n"


def test_line_breaks_are_spaces_but_not_in_chinese() -> None:
    wait = catalog.find("wait")
    assert "packed number: os.waitstatus" in wait.text("teaches", "en")
    assert "它的 PID 和状态。状态是" in wait.text("teaches", "zh")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("zombi", "there is no scenario 'zombi'; did you mean 'zombie'?"),
        ("forkbasics", "there is no scenario 'forkbasics'; did you mean 'fork-basics'?"),
        ("Q", "there is no scenario 'Q'; `procviz list` shows them all"),
        ("\x1b[2J", "there is no scenario '␛[2J'; `procviz list` shows them all"),
    ],
)
def test_unknown_scenario_names_the_nearest(asked: str, told: str) -> None:
    with pytest.raises(catalog.Unknown) as caught:
        catalog.find(asked)
    assert str(caught.value) == told


@pytest.mark.parametrize(
    ("scenario", "asked", "told"),
    [
        ("zombie", "repaed", "'zombie' has no variant 'repaed'; did you mean 'reaped'?"),
        ("zombie", "x", "'zombie' has no variant 'x': there is unreaped and reaped"),
        ("wait", "reaped", "'wait' has no variants, so there is no 'reaped'"),
    ],
)
def test_unknown_variant_names_the_nearest(scenario: str, asked: str, told: str) -> None:
    with pytest.raises(catalog.Unknown) as caught:
        catalog.variant(catalog.find(scenario), asked)
    assert str(caught.value) == told


def test_first_variant_is_the_default() -> None:
    zombie = catalog.find("zombie")
    assert [v.name for v in zombie.variants] == ["unreaped", "reaped"]
    assert catalog.variant(zombie).name == "unreaped"
    assert catalog.variant(zombie, "reaped").name == "reaped"


def _line(text: str, of: str) -> int:
    return text[: text.index(of)].count("\n") + 1


NO_TOML = ZOMBIE.replace("# order = 8", "# order == 8")
NO_TRAP = ZOMBIE.replace("trap.zh", "trip.zh")
ELSEWHERE = ZOMBIE.replace('chapter = "fork-and-wait"', 'chapter = "signals"')
NO_TEXT = ZOMBIE.replace('title.zh = "僵尸进程"', "title.zh = 7")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("print(1)\n", 1, "no metadata block"),
        (NO_TOML, _line(NO_TOML, "# order =="), "not TOML"),
        (NO_TRAP, _line(NO_TRAP, "# [tool.procviz]"), "'zh' is missing"),
        (ELSEWHERE, _line(ELSEWHERE, "# chapter"), "chapter is not 'fork-and-wait', its folder"),
        (NO_TEXT, _line(NO_TEXT, "# [tool.procviz]"), "a value has the wrong type"),
    ],
    ids=["no block", "no TOML", "missing text", "other chapter", "wrong type"],
)
def test_bad_block_is_told_with_its_place_and_others_load(
    tmp_path: Path, text: str, line: int, reason: str
) -> None:
    folder = tmp_path / "fork_and_wait"
    folder.mkdir()
    (folder / "good.py").write_text(ZOMBIE)
    bad = folder / "bad.py"
    bad.write_text(text)
    good, broken = sorted(catalog.load(tmp_path), key=lambda s: -len(s.id))
    assert (good.id, good.problem) == ("good", "")
    assert broken.id == "bad"
    assert broken.problem.startswith(f"{bad}:{line}: ")
    assert reason in broken.problem
    assert "\n" not in broken.problem
    assert broken.text("watch", "en") == ""


def test_a_file_that_is_no_text_is_a_problem_too(tmp_path: Path) -> None:
    folder = tmp_path / "signals"
    folder.mkdir()
    (folder / "bad.py").write_bytes(b"\xff\xfe\x00")
    (broken,) = catalog.load(tmp_path)
    assert broken.problem.startswith(f"{folder / 'bad.py'}:1: ")


def test_trailing_underscore_is_not_part_of_the_id(tmp_path: Path) -> None:
    folder = tmp_path / "fork_and_wait"
    folder.mkdir()
    (folder / "queue_.py").write_text(ZOMBIE)
    assert catalog.find("queue", tmp_path).path.name == "queue_.py"


LOG = [
    ev.RunBegan(pid=1, argv=("python",)),
    ev.Spawned(pid=1, child=2),
    ev.Spawned(pid=1, child=3),
    ev.Exited(pid=2, code=0),
    ev.Exited(pid=3, signal="SIGTERM"),
    ev.RunEnded(pid=1, code=4),
]


def test_a_log_that_holds_what_was_promised_has_no_differences() -> None:
    promised = {"spawned": 2, "zombie": 0, "statuses": ["SIGTERM", 0], "exit": 4}
    assert differences(promised, LOG) == []


def test_each_difference_is_a_sentence() -> None:
    promised = {"spawned": 3, "exited": 2, "statuses": [0, 1], "exit": 0}
    assert differences(promised, LOG) == [
        "spawned should be 3, is 2",
        "statuses should be [0, 1], is [0, 'SIGTERM']",
        "exit should be 0, is 4",
    ]
    assert differences({"exit": 0}, LOG[:-1]) == ["exit should be 0, is None"]
