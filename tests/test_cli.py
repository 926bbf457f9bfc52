"""The command line as a person types it: the real program, its output, its exit status."""

import base64
import json
import os
import pty
import select
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from procviz import __version__
from procviz.cli.options import split
from procviz.cli.typed import ALONE, Misused
from procviz.codec import from_dict
from procviz.events import SignalSent
from tests.real import LIMIT, descendants, gone, until


def procviz(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "procviz", *words],
        capture_output=True, text=True, timeout=LIMIT, stdin=subprocess.DEVNULL, **options,
    )  # fmt: skip


def one_sentence(done: subprocess.CompletedProcess[str], says: str, status: int = 2) -> None:
    assert done.returncode == status, done.stderr
    assert done.stderr.startswith("procviz: ")
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.endswith((".\n", "?\n"))
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def events(done: subprocess.CompletedProcess[str]) -> list[dict]:
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[0]["kind"] == "header"
    assert lines[0]["format"] == 1
    for line in lines[1:]:
        from_dict(line)
    return lines[1:]


def written(done: subprocess.CompletedProcess[str]) -> str:
    return "".join(e["text"] for e in events(done) if e["kind"] == "wrote")


def script(folder: Path, text: str, name: str = "mine.py") -> str:
    path = folder / name
    path.write_text(text)
    return str(path)


def test_procviz_alone_means_what_the_parser_would_say() -> None:
    options, target, after = split([])
    assert vars(options) == ALONE
    assert (target, after) == ([], None)


def test_version_and_help() -> None:
    assert procviz("--version").stdout == f"procviz {__version__}\n"
    text = procviz("--help").stdout
    for word in ("SCENARIO", "SCRIPT.py", "-- COMMAND", "--plain", "--json", "replay", "examples:"):
        assert word in text
    assert max(map(len, text.splitlines())) <= 100
    assert procviz("run", "--help").stdout == text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["zombi"], "did you mean 'zombie'?"),
        (["run", "zombi"], "did you mean 'zombie'?"),
        (["run", "zombie", "--variant", "repaed"], "did you mean 'reaped'?"),
        (["run", "wait", "--variant", "x"], "no variants"),
        (["run", "zombie", "extra"], "takes no arguments"),
        (["run"], "needs a scenario"),
        (["run", "--"], "comes a command"),
        (["run", "--", "no-such-command"], "no command 'no-such-command'"),
        (["run", "no/such.py"], "There is no file no/such.py"),
        (["run", "tests"], "no scenario 'tests'"),
        (["run", "tests/"], "is a folder"),
        (["run", "--nonsense", "zombie"], "no option --nonsense"),
        (["run", "zombie", "--timeout", "soon"], "invalid float value"),
        (["run", "zombie", "--plain", "--json"], "one of --plain and --json"),
        (["run", "zombie", "-o", "/no/where/x.procviz"], "Cannot write the recording"),
        (["run", "zombie", "-o"], "expected one argument"),
        (["list", "zombie"], "takes names with --verify only"),
        (["replay", "1", "2"], "takes one file"),
        (["replay", "no-such.procviz"], "No such file"),
        (["--lang", "fr"], "invalid choice"),
        ([], "needs a terminal"),
        (["zombie"], "needs a terminal"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence(words: list[str], says: str) -> None:
    root = Path(__file__).parent.parent
    done = procviz(*words, cwd=root)
    status = 1 if says.startswith("Cannot write") else 2
    one_sentence(done, says, status)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\x00\x01rubbish", "is not a procviz recording"),
        (b'{"kind": "header", "format": 99}\n', "a newer procviz can replay it"),
    ],
)
def test_bad_recordings_are_one_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "bad.procviz"
    path.write_bytes(content)
    one_sentence(procviz("replay", str(path)), says)


def test_list_is_a_table_and_json() -> None:
    table = procviz("list", "--lang", "en").stdout
    assert "zombie" in table
    assert "Fork and wait" in table
    found = json.loads(procviz("list", "--json").stdout)
    zombie = next(s for s in found if s["id"] == "zombie")
    assert zombie["variants"] == ["unreaped", "reaped"]
    assert zombie["problem"] == ""
    assert "进程" in procviz("list", "--lang", "zh").stdout


@pytest.mark.parametrize(("end", "status"), [("raise SystemExit(7)", 7), ("1 / 0", 1), ("", 0)])
def test_exit_status_is_the_programs(tmp_path: Path, end: str, status: int) -> None:
    done = procviz("run", script(tmp_path, f"print('hello')\n{end}\n"), "--plain")
    assert done.returncode == status
    assert '"hello"' in done.stdout
    assert "Traceback" not in done.stderr


def test_exit_status_of_a_death_by_signal() -> None:
    assert procviz("run", "--", "sh", "-c", "kill -TERM $$").returncode == 128 + signal.SIGTERM


def test_arguments_reach_the_script(tmp_path: Path) -> None:
    path = script(tmp_path, "import sys; print(sys.argv[1:])")
    done = procviz("run", path, "a", "--jobs", "4", "--json", "--", "--plain")
    assert written(done) == "['a', '--jobs', '4', '--plain']\n"


def test_binary_rubbish_is_data(tmp_path: Path) -> None:
    path = script(tmp_path, "import os; os.write(1, bytes(range(256)))")
    wrote = [e for e in events(procviz("run", path, "--json")) if e["kind"] == "wrote"]
    raw = b"".join(
        base64.b64decode(e["data"]) if "data" in e else e["text"].encode() for e in wrote
    )
    assert raw == bytes(range(256))
    assert any("data" in e for e in wrote)
    plain = procviz("run", path, "--plain")
    assert not [c for c in plain.stdout if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0]


def test_escape_codes_of_the_program_never_reach_the_terminal(tmp_path: Path) -> None:
    path = script(tmp_path, r"print('\x1b]52;c;aGk=\x07\x1b[2J \u202e [@click=app.quit]x[/]')")
    out = procviz("run", path, "--plain").stdout
    assert "[@click=app.quit]x[/]" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_program_that_never_ends_is_ended_by_the_time_limit(tmp_path: Path) -> None:
    path = script(tmp_path, "import time; print('up', flush=True); time.sleep(600)")
    one_sentence(procviz("run", path, "--timeout", "1"), "did not end within 1 s", 124)


def test_what_outlives_the_program_is_ended_and_told() -> None:
    done = procviz("run", "--linger", "0.2", "--", "sh", "-c", "sleep 600 & exit 3")
    one_sentence(done, "1 process outlived the program by 0.2 s; procviz ended it.", 3)


def test_reader_that_goes_away_ends_the_run_quietly() -> None:
    code = "import time\nwhile True: print('x' * 1000, flush=True); time.sleep(0.001)"
    host = subprocess.Popen(
        [sys.executable, "-m", "procviz", "run", "--json", "--", sys.executable, "-c", code],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert host.stdout is not None
    assert host.stderr is not None
    host.stdout.readline()
    host.stdout.close()
    assert host.wait(LIMIT) != 0
    assert host.stderr.read() == ""
    host.stderr.close()


def test_ctrl_c_goes_to_the_program_first() -> None:
    code = (
        "import time\ntry: print('up', flush=True); time.sleep(600)\n"
        "except KeyboardInterrupt: print('caught', flush=True); raise SystemExit(9)"
    )
    old = signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored here
    host = subprocess.Popen(
        [sys.executable, "-m", "procviz", "run", "--json", "--", sys.executable, "-c", code],
        stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    signal.signal(signal.SIGINT, old)
    assert host.stdout is not None
    lines = []
    while '"up' not in (line := host.stdout.readline()):
        assert line
        lines.append(line)
    host.send_signal(signal.SIGINT)
    rest, _ = host.communicate(timeout=LIMIT)
    assert host.returncode == 9
    assert '"caught\\n"' in rest
    sent = [from_dict(json.loads(x)) for x in rest.splitlines() if '"signal_sent"' in x]
    assert [e.signal for e in sent if isinstance(e, SignalSent) and e.pid == 0] == ["SIGINT"]


def test_standard_input_is_the_programs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "procviz", "run", "--json", "--", "cat"],
        input="from outside\n", capture_output=True, text=True, timeout=LIMIT,
    )  # fmt: skip
    assert written(done) == "from outside\n"


def test_recording_is_written_beside_the_sentences(tmp_path: Path) -> None:
    path = tmp_path / "a.procviz"
    done = procviz("run", "-o", str(path), "--json", "--", "sh", "-c", "sleep 0 | cat")
    assert [json.loads(line) for line in path.read_text().splitlines()][1:] == events(done)


def test_terminal_hangup_leaves_nothing() -> None:
    pid, fd = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may ignore it
        os.execv(sys.executable, [sys.executable, "-m", "procviz", "run", "--", "sleep", "600"])
    seen = b""
    while b"sleep" not in seen:
        assert select.select([fd], [], [], LIMIT)[0]
        seen += os.read(fd, 4096)
    until(lambda: len(descendants(pid)) >= 2)
    keys = descendants(pid)
    os.close(fd)  # SIGHUP to procviz
    until(lambda: os.waitpid(pid, os.WNOHANG)[0])
    until(lambda: all(map(gone, keys)))


def test_own_options_may_stand_before_and_after_the_target() -> None:
    before = split(["--json", "-o", "f", "x.py", "a"])
    after = split(["x.py", "a", "-o=f", "--json"])
    assert before == after
    assert before[1] == ["x.py", "a"]


def test_double_dash_ends_our_options() -> None:
    options, target, rest = split(["x.py", "--", "--json", "--", "b"])
    assert (options.json, target, rest) == (False, ["x.py"], ["--json", "--", "b"])
    assert split(["--", "make"])[1:] == ([], ["make"])
    with pytest.raises(Misused, match="no option -x"):
        split(["-x", "y"])


def test_a_lesson_on_signals_is_the_same_in_the_background() -> None:
    """A shell without job control lets its background jobs ignore SIGINT."""
    words = shlex.join([sys.executable, "-m", "procviz", "list", "--verify", "ctrl-c"])
    done = subprocess.run(
        ["sh", "-c", f"trap '' INT QUIT; exec {words}"],
        capture_output=True,
        text=True,
        timeout=3 * LIMIT,
    )
    assert done.stdout.endswith("1 of 1 as wanted\n"), done.stdout + done.stderr
