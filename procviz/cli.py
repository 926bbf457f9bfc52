"""The command line: what was typed, checked, and handed to whoever does it."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from procviz import __version__
from procviz.errors import Sentence

if TYPE_CHECKING:  # loaded late: `procviz --help` and the first frame must not wait for them
    from argparse import ArgumentParser, Namespace

    from procviz.breaks import Break
    from procviz.gate.plan import Plan
    from procviz.scenarios.scenario import Scenario
    from procviz.session import Program
    from procviz.settings import Settings
    from procviz.sources.replayed import Replay

HELP = """\
procviz shows what Unix processes do: it really runs a program and draws its processes
being born, waiting, getting signals, dying, turning into zombies and being reaped.

usage:
  procviz                               choose a scenario on the screen (Enter runs it)
  procviz SCENARIO                      open the screen on a scenario, such as zombie
  procviz SCRIPT.py [ARG…]              … or on a Python script of your own
  procviz -- COMMAND [ARG…]             … or on any command
  procviz run SCENARIO|SCRIPT.py [ARG…] the same without a screen, as sentences
  procviz run -- COMMAND [ARG…]         … for any command
  procviz replay FILE.procviz           the screen on a recording
  procviz replay [last|NUMBER]          … on one of your last 20 runs; alone: which there are
  procviz info FILE.procviz [--json]    what a recording is and holds, and whether it is whole
  procviz export FILE.procviz -o OUT    a recording as a report, a diagram, a trace, …
  procviz export SCENARIO|SCRIPT.py -o OUT       … of a run made for it; also -- COMMAND
  procviz record FILE.procviz -o OUT    a film of the screen: .cast .gif .svg .html, .png a still
  procviz record SCENARIO|SCRIPT.py -o OUT       … of a run made for it; also -- COMMAND
  procviz serve [TARGET…]               the screen in a browser
  procviz explore SCENARIO|SCRIPT.py [ARG…]      run it under many schedules: what can come of it?
  procviz list [--json]                 all scenarios
  procviz list --verify [NAME…]         run them here and check what is seen

options:
  --variant NAME     which variant of a scenario (procviz list names them)
  --scenarios DIR    also offer the scripts in this folder as scenarios of your own; without it
                     ~/.config/procviz/scenarios, if you have that
  -o FILE.procviz    also write the recording: JSON Lines, `procviz replay` shows it again;
                     FILE.procviz.gz is compressed
  --gate [POLICY]    on the screen: you choose which process goes on, or POLICY does; see below
  --break CONDITION  the picture stops there: a kind of event (fork, exec, exit, reap, zombie,
                     signal, wait, lock …), contended, pid=N, process=N (by birth, from 0),
                     'signal SIGTERM', 'line FILE:N', and several joined by ' and '; may be given
                     several times; `procviz run` marks them; also with `procviz replay`
  --strace           also trace with strace: signals, pipes and waits of any program, not only
                     Python; slower, and setuid programs get no privileges under it
  --lang en|zh       language of the texts; else what the locale says
  --ascii            draw with ASCII only; without it where the locale's encoding is not UTF-8
  --presenter        for an audience: fewer panes, a large caption, the keys that are pressed (P)
  --version, --help

options of `procviz run`:
  --plain            one sentence an event, with the true time (the default)
  --json             one JSON object an event; `procviz info --schema` prints their schema
  --gate [POLICY]    be the scheduler: every Python process stops before each thing it does, and
                     one goes on at a time, chosen by POLICY: parent-first, child-first,
                     round-robin (if none is given), random or random:SEED; real time goes on
  --lines            … and stops before each line too
  --schedule FILE    … and the choices are those of FILE, a recording made under --gate or a text
                     (WHO POINT LINE); where reality leaves it, that is said
  --timeout SECONDS  end everything after this time, exit status 124
  --linger SECONDS   how long others may outlive the first process (5)
  The exit status is the program's; 128+n if signal n killed it.
  An argument that looks like one of these options goes after --:  procviz run x.py -- --json

options of `procviz explore`:
  --runs N           how many runs at most (200)      --seconds S   … and for how long (60)
  --events           stops before calls only          --lines       … before each line from the
                     start; without these: the one, then the other
  --confirm K        repeat each outcome so often from its schedule (3)
  --seed N           another order of what is tried (0)
  --jobs N           runs at the same time (1), for a program that shares no file between runs
  -o DIR             a new folder for a recording of each outcome; else one for temporary files
  --json             the report for machines          --timeout S   the longest run (20)
  An outcome is what was printed (PIDs by birth: <0> is the first process), the exit status, and
  whether it hangs.  The exit status is 0 for one outcome, 1 for several.

options of `procviz export`:
  -o OUT             the file to write, - for stdout; its end tells the format:
                     .json  Chrome trace, for the Perfetto UI   .md   report in Markdown
                     .mmd   Mermaid sequence diagram            .txt  sentences, as --plain
                     .dot   Graphviz tree of processes          .jsonl  the events
  --as FORMAT        perfetto, mermaid, dot, report, text or jsonl, whatever the file is called
  --timeout, --linger as above; the exit status is that of the program that was run

options of `procviz serve`:
  --host, --port     where to listen (127.0.0.1, 8000; port 0: any free one).  The address that
                     it prints holds a token; needs pip install 'procviz[serve]'

options of `procviz record`:
  -o OUT             .cast  asciicast, for asciinema        .svg   plays by itself
                     .html  a page with a player, no net    .gif .png  need procviz[film]
  --size 120x36      columns and rows      --theme NAME     --presenter   for an audience
  --pace human|2x|…  how quick             --fps 30         frames a second
  --script FILE      keys, waits and captions; the form is in procviz/ui/film/script.py
  --at EVENT|SECONDS a still, of the first zombie, zombie:2, 4.5 …     --still   at the end
  --asciicast 2|3    version of the .cast (3)               --input   the keys in it too
  --anew             run a scenario again, though the run of its last film is still there
  A recording, or a .cast, gives the same bytes each time.  Anything else is really run, and that
  run is kept beside the film, as OUT.procviz: a scenario's next film there is of the same run.

on the screen:
  ↑ ↓ Enter  choose and run    Space  pause and play       Tab  select a process
  ← →  an event back, on       Shift+← →  a source line    Home End  start, live edge
  [ ]  slower, faster          x  to the next signal, …    b ' "  bookmarks
  k  send it a signal          r  run again                n p  next, previous scenario
  v  next variant              V  compare the variants     a  ask questions before a run
  g  the gate: you choose with Tab which process goes on, → lets it; Space: it goes on by itself
  B  break at …, ( ) to the previous, the next one
  R  record a screencast       s  screenshot           Ctrl+S  save the recording
  + - 0  zoom the time line    < >  move along it      Enter  on the stage: one family
  1-6  focus a pane, again: full screen    Ctrl+P  palette    ?  all keys    q  quit

settings: ~/.config/procviz/config.toml (TOML; $XDG_CONFIG_HOME), for example
  theme = "nord"      any name that the palette (Ctrl+P) offers
  lang = "zh"         "en" or "zh"
  motion = false      also ascii, presenter, questions: true or false
  [keymap]            the id of a key, and the keys that it shall have
  procviz.pause = "w,space"
  TEXTUAL_ANIMATIONS=none stops motion too, NO_COLOR=1 takes all colours away.

examples:
  procviz fork-basics
  procviz run zombie --plain
  procviz run zombie --variant reaped --json | grep '"kind": "reaped"'
  procviz my_workers.py --jobs 4
  procviz run -o build.procviz -- make -j2
  procviz export build.procviz -o build.json
  procviz export zombie -o zombie.md
  procviz record zombie -o zombie.gif
  procviz run fork-order --gate child-first -o order.procviz
  procviz run fork-order --schedule order.procviz
  procviz explore my_workers.py

procviz ends every process that it started, also when it is killed itself.
"""


class Misused(Sentence):
    """The command line makes no sense."""


def _options(head: str = "") -> "ArgumentParser":
    import argparse

    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> NoReturn:
            raise Misused(message[:1].upper() + message[1:] + "; `procviz --help` tells all.")

    parser = Parser(prog="procviz", add_help=False, allow_abbrev=False)
    parser.add_argument("--variant", default="")
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--strace", action="store_true")
    parser.add_argument("--lang", choices=("en", "zh"))
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--timeout", type=float)
    parser.add_argument("--schema", action="store_true")
    parser.add_argument("--verify", action="store_true")
    parser.add_argument("--scenarios", type=Path)
    parser.add_argument("--linger", type=float, default=5.0)
    if head in ("run", "replay", ""):
        parser.add_argument("--break", dest="breaks", action="append", default=[])
    if head in ("run", ""):
        parser.add_argument("--gate")
        parser.add_argument("--lines", action="store_true")
        parser.add_argument("--schedule", type=Path)
    if head == "explore":
        _explore_options(parser)
    if head in ("", "replay"):
        parser.add_argument("--ascii", action="store_true", default=None)
        parser.add_argument("--presenter", action="store_true")
    if head == "export":  # elsewhere these are the target's own
        parser.add_argument("--as", dest="kind")
    if head == "serve":
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
    if head == "record":
        _film_options(parser)
    return parser


def _explore_options(parser: "ArgumentParser") -> None:
    for name, usual in (("--runs", 200), ("--confirm", 3), ("--seed", 0), ("--jobs", 1)):
        parser.add_argument(name, type=int, default=usual)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--lines", action="store_true")
    parser.add_argument("--events", action="store_true")
    parser.set_defaults(linger=2.0)


def _film_options(parser: "ArgumentParser") -> None:
    for name in ("--size", "--pace", "--theme", "--at"):
        parser.add_argument(name, default="")
    for name in ("--presenter", "--still", "--input", "--anew"):
        parser.add_argument(name, action="store_true")
    parser.add_argument("--script", type=Path)
    parser.add_argument("--fps", type=float, default=30.0)
    parser.add_argument("--asciicast", type=int, choices=(2, 3), default=3)


def split(words: Sequence[str], head: str = "") -> "tuple[Namespace, list[str], list[str] | None]":
    """Return (options, target with its arguments, what came after ``--`` or None).

    procviz's options may stand anywhere before ``--``; what it does not know is the target's.
    ``head``: the command that these words are for.
    """
    parser = _options(head)
    takes = {o: a.nargs != 0 for a in parser._actions for o in a.option_strings}
    after = None
    if "--" in words:
        at = list(words).index("--")
        words, after = words[:at], list(words[at + 1 :])
    ours: list[str] = []
    target: list[str] = []
    left = list(words)
    while left:
        word = left.pop(0)
        name, equals, _ = word.partition("=")
        if name in takes:
            if name == "--gate" and not equals:
                word = _gate_word(left)
            ours.append(word)
            if takes[name] and not equals and name != "--gate":
                ours.extend(left[:1])
                del left[:1]
        elif word.startswith("-") and len(word) > 1 and not target:
            raise Misused(f"There is no option {word}; `procviz --help` tells all.")
        else:
            target.append(word)
    return parser.parse_args(ours), target, after


def _gate_word(left: list[str]) -> str:
    """Return ``--gate=POLICY``, taken from the words that follow; the policy may be left out."""
    from procviz.gate.policies import is_name

    return f"--gate={left.pop(0)}" if left and is_name(left[0]) else "--gate="


def main(argv: Sequence[str] | None = None) -> int:
    """Run procviz; returns the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if sys.platform == "win32":
        print(
            "procviz: Windows has no fork, no signals and no zombies to show; "
            "procviz runs on Linux and macOS, and under WSL.",
            file=sys.stderr,
        )
        return 2
    before = words[: words.index("--")] if "--" in words else words
    head = before[0] if before else ""
    if {"-h", "--help"} & set(before[:2]) or head == "help":
        print(HELP, end="")
        return 0
    if head == "--version":
        print(f"procviz {__version__}")
        return 0
    try:
        if head in _COMMANDS:
            options, target, after = split(words[1:], head)
            return _COMMANDS[head](options, target, after)
        return _open(*split(words))
    except Sentence as error:
        print(f"procviz: {error}", file=sys.stderr)
        return 2


def _program(options: "Namespace", target: list[str], after: list[str] | None) -> "Program":
    from procviz import programs

    if target:
        program = programs.find([*target, *(after or [])], options.variant, _own(options))
    else:
        program = programs.command(after or [])
    if program.scenario:
        from procviz.launch import as_from_a_terminal

        as_from_a_terminal()  # the lessons on signals mean what a person at a terminal sees
    return replace(program, strace=options.strace, gate=_plan(options))


def _plan(options: "Namespace") -> "Plan | None":
    if "gate" not in options:
        return None
    if options.gate is None and options.schedule is None:
        if options.lines:
            raise Misused("--lines goes with --gate or --schedule.")
        return None
    from procviz.gate import plan, policies, schedule

    if options.schedule is not None:
        if options.gate is not None:
            raise Misused("Choose one of --gate and --schedule.")
        return plan.Plan(lines=options.lines, schedule=schedule.read(options.schedule))
    made = plan.Plan(policies.seeded(options.gate or "round-robin"), lines=options.lines)
    made.make()  # complains of an unknown policy now
    return made


def _own(options: "Namespace") -> Path | None:
    from procviz.scenarios import own

    return own.folder(options.scenarios)


def _breaks(options: "Namespace") -> "tuple[Break, ...]":
    texts: list[str] = getattr(options, "breaks", [])
    if not texts:
        return ()
    from procviz import breaks

    return tuple(breaks.parse(text) for text in texts)


def _check(options: "Namespace") -> None:
    """Raise now what would fail at each run."""
    if options.strace:
        from procviz.sources import strace_command

        strace_command.require()


def _run(options: "Namespace", target: list[str], after: list[str] | None) -> int:
    from procviz import headless, words

    if options.plain and options.json:
        raise Misused("Choose one of --plain and --json.")
    if not target and after is None:
        raise Misused("`procviz run` needs a scenario, a script, or -- and a command.")
    _check(options)
    return headless.run(
        _program(options, target, after),
        headless.Options(
            as_json=options.json,
            record=options.output,
            timeout=options.timeout,
            linger=options.linger,
            lang=words.language(options.lang),
            breaks=_breaks(options),
        ),
    )


def _explore(options: "Namespace", target: list[str], after: list[str] | None) -> int:
    from procviz import words
    from procviz.explore import command

    if not target and after is None:
        raise Misused("`procviz explore` needs a scenario, a script, or -- and a command.")
    typed = [*(["--variant", options.variant] if options.variant else []), *target]
    typed += ["--", *after] if after is not None else []
    chosen = command.options(options, words.language(options.lang))
    program = _program(options, target, after)
    return command.explore(program, chosen, typed, options.output, as_json=options.json)


def _list(options: "Namespace", target: list[str], after: list[str] | None) -> int:
    from procviz import headless, words

    if options.verify:
        from procviz import verify

        return verify.table(_chosen([*target, *(after or [])], options))
    if target or after:
        raise Misused("`procviz list` takes names with --verify only.")
    print(headless.listing(words.language(options.lang), options.json, _own(options)))
    return 0


def _chosen(names: list[str], options: "Namespace") -> "list[Scenario]":
    """Return the scenarios of these names, with their variants; all for none."""
    from procviz.scenarios import catalog

    folder = _own(options)
    if not names:
        return catalog.load(own=folder)
    try:
        return [catalog.find(name, own=folder) for name in names]
    except catalog.Unknown as error:
        text = str(error)
        raise Misused(text[:1].upper() + text[1:] + ("" if text.endswith("?") else ".")) from None


def _replay(options: "Namespace", target: list[str], after: list[str] | None) -> int:
    from procviz import recording, runs
    from procviz.sources.replayed import Replay

    if len(target) > 1 or after:
        raise Misused("`procviz replay` takes one file, or the number of one of the last runs.")
    if not target:
        print(runs.table(runs.folder()))
        return 0
    feed = Replay(recording.read(runs.path(target[0])))
    if feed.note:
        print(f"procviz: {feed.note}", file=sys.stderr)
    return _screen(options, replay=feed)


def _info(options: "Namespace", target: list[str], after: list[str] | None) -> int:
    from procviz import info, runs, schema, words

    if options.schema:
        print(info.dumped(schema.schema()))
        return 0
    if len(target) != 1 or after:
        raise Misused("`procviz info` takes one recording.")
    told = info.examine(runs.path(target[0]), words.language(options.lang))
    print(info.dumped(asdict(told)) if options.json else info.text(told))
    return 0 if told.whole else 1


def _export(options: "Namespace", target: list[str], after: list[str] | None) -> int:
    from procviz import exporting, runs, words

    if not target and after is None:
        raise Misused(
            "`procviz export` needs a recording, a scenario, a script, or -- and a command."
        )
    lang = words.language(options.lang)
    kind = exporting.kind(options.output, options.kind)
    if target and runs.is_meant(target[0]):
        target = [str(runs.path(target[0])), *target[1:]]
    if _is_recording(target):
        if len(target) > 1 or after:
            raise Misused("`procviz export` takes one recording.")
        return exporting.of_recording(Path(target[0]), options.output, kind, lang)
    _check(options)
    program = _program(options, target, after)
    return exporting.of_run(program, options.output, kind, lang, options.timeout, options.linger)


def _is_recording(target: list[str]) -> bool:
    return bool(target) and target[0].endswith((".procviz", ".procviz.gz"))


def _serve(options: "Namespace", target: list[str], after: list[str] | None) -> int:
    from importlib.util import find_spec

    from procviz import runs, words

    if find_spec("textual_serve") is None:
        raise Misused(
            "`procviz serve` needs the package textual-serve: pip install 'procviz[serve]'."
        )
    if options.output is not None:
        raise Misused("`procviz serve` takes no -o: each tab would write the same file.")
    _check(options)
    given = ["--lang", words.language(options.lang)]
    given += ["--variant", options.variant] if options.variant else []
    given += ["--strace"] if options.strace else []
    given += ["--scenarios", str(options.scenarios)] if options.scenarios is not None else []
    if target and runs.is_meant(target[0]):
        target = [str(runs.path(target[0])), *target[1:]]  # whatever is the last one later
    if _is_recording(target):
        from procviz import recording

        recording.read(Path(target[0]))  # say now what is wrong with it
    elif target or after is not None:
        _program(options, target, after)
    from procviz.serve import server

    given += target + (["--", *after] if after is not None else [])
    return server.run(given, options.host, options.port, given[1])


def on_page(words: Sequence[str], size: tuple[int, int]) -> int:
    """Open the screen for a page of ``procviz serve``, ``size`` in cells; returns the status."""
    try:
        options, target, after = split(words)
        options.page = size
        return (_replay if _is_recording(target) else _open)(options, target, after)
    except Sentence as error:
        print(f"procviz: {error}", file=sys.stderr)
        return 2


def _record(options: "Namespace", target: list[str], after: list[str] | None) -> int:
    from procviz import filming

    if not target and after is None and options.script is None:
        raise Misused(
            "`procviz record` needs a recording, a scenario, a script, or -- and a command."
        )
    how = filming.Options(
        output=options.output, script=options.script, size=options.size, pace=options.pace,
        theme=options.theme, lang=options.lang or "", presenter=options.presenter,
        fps=options.fps, keys=options.input, version=options.asciicast, at=options.at,
        still=options.still, anew=options.anew, own=_own(options),
        timeout=options.timeout, linger=options.linger,
    )  # fmt: skip
    if _is_recording(target) or (target and target[0].endswith(".cast")):
        if len(target) > 1 or after:
            raise Misused("`procviz record` takes one recording.")
        film = filming.of_cast if target[0].endswith(".cast") else filming.of_recording
        return film(Path(target[0]), how)
    if not target and after is None:
        return filming.of_script(how)
    filming.kind(how)
    _check(options)
    return filming.of_run(_program(options, target, after), how)


def _open(options: "Namespace", target: list[str], after: list[str] | None) -> int:
    if options.schedule is not None:
        raise Misused("--schedule is for `procviz run`.")
    if options.gate == "":
        options.gate = "manual"  # on the screen there is somebody to choose
    plan = _plan(options)
    _check(options)
    start = _program(options, target, after) if target or after is not None else None
    return _screen(options, start=start, plan=plan)


def _screen(
    options: "Namespace",
    start: "Program | None" = None,
    replay: "Replay | None" = None,
    plan: "Plan | None" = None,
) -> int:
    page: tuple[int, int] | None = getattr(options, "page", None)
    if page is None and not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise Misused(
            "The screen needs a terminal; without one, `procviz run NAME --plain` tells the "
            "same in sentences."
        )
    from procviz import words
    from procviz.opener import Opener
    from procviz.ui.app import ProcvizApp

    settings = _settings(options)
    folder, conditions = _own(options), _breaks(options)
    opener = Opener(start, options.output, strace=options.strace, own=folder, keep=True)
    app = ProcvizApp(
        open=opener,
        own=folder,
        lang="en" if settings.ascii else words.language(options.lang or settings.lang),
        settings=settings,
        start_with=opener.first,
        replay=replay,
    )
    if plan is not None:
        from procviz.ui.desk import Gating

        app.desk.gating = Gating(True, plan.policy, plan.lines)
    app.desk.breaks = list(conditions)
    app.run(size=page)
    return app.return_code or 0


def _settings(options: "Namespace") -> "Settings":
    """Return the person's settings; what stands on the command line is worth more."""
    from procviz import settings
    from procviz.draw import plainly

    found = settings.read()
    ascii_only = found.ascii if options.ascii is None else options.ascii
    if ascii_only is None:
        ascii_only = plainly.wanted()
    if ascii_only and options.lang == "zh":
        raise Misused("Chinese cannot be shown in ASCII: leave out --lang zh, or use UTF-8.")
    presenter = found.presenter or options.presenter
    return replace(found, ascii=ascii_only, presenter=presenter)


_COMMANDS = {
    "run": _run,
    "explore": _explore,
    "list": _list,
    "replay": _replay,
    "info": _info,
    "export": _export,
    "serve": _serve,
    "record": _record,
}
