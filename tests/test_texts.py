"""A recording has the sources that its events name, so that it replays on any machine."""

import os
from pathlib import Path

from procviz import recording
from procviz.events import LineReached, SourceText, Where
from procviz.programs import script
from procviz.texts import Texts, readable
from procviz.ui.files import Files
from tests.real import LIMIT, running


def at(file: Path | str) -> LineReached:
    return LineReached(pid=1, where=Where(str(file), 1))


def test_imported_modules_of_the_program_are_in_its_recording(tmp_path: Path) -> None:
    module = "import os\ndef child():\n    if os.fork() == 0:\n        os._exit(3)\n    os.wait()\n"
    (tmp_path / "helper_module.py").write_text(module)
    main = tmp_path / "main.py"
    main.write_text("import helper_module\nhelper_module.child()\n")
    path = tmp_path / "a.procviz.gz"
    with running(script(main, []), path, watched=True) as run:
        assert run.wait(LIMIT)
        log = run.take()
    assert [event.seq for event in log] == list(range(1, len(log) + 1))
    assert run.events == log
    (tmp_path / "helper_module.py").unlink()
    found = recording.read(path)
    assert found.events == log
    assert found.header.files == run.header.files
    assert found.header.files[str(tmp_path / "helper_module.py")] == module
    assert found.header.files[str(main)].startswith("import helper_module")


def test_each_file_is_read_once_and_only_what_is_a_file(tmp_path: Path) -> None:
    good, other = tmp_path / "a.py", tmp_path / "b.py"
    good.write_text("a = 1\n")
    other.write_text("b = 1\n")
    os.mkfifo(tmp_path / "pipe")
    texts = Texts([str(other)])
    asked = [at(good), at(other), at(tmp_path), at("/dev/zero"), at(tmp_path / "pipe"),
             at("<string>"), at("a.py"), at("/no/where.py"), at("/a\0b"), at(good)]  # fmt: skip
    found = texts.news(asked, 7)
    assert found == [SourceText(pid=0, t=7, file=str(good), text="a = 1\n", source=("launch",))]
    assert texts.news(asked, 8) == []


def test_no_text_is_larger_than_a_person_can_read(tmp_path: Path) -> None:
    for i in range(10):
        (tmp_path / f"{i}.py").write_text("#" * (1 << 20))
    (tmp_path / "large.py").write_text("#" * ((1 << 20) + 1))
    assert readable(str(tmp_path / "large.py")) == ""
    assert len(Texts(()).news([at(tmp_path / f"{i}.py") for i in range(10)], 0)) == 8


def test_a_replay_shows_only_what_was_recorded(tmp_path: Path) -> None:
    """The file of this name here may be another one."""
    path = tmp_path / "a.py"
    path.write_text("secret = 1\n")
    assert Files().listing(str(path), {}) is not None
    assert Files().listing(str(path), {}, here=False) is None
    assert Files().listing(str(path), {str(path): "x\n"}, here=False) is not None
