"""What `procviz --help` tells: it must stay true, and teach."""

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

To begin with, `procviz` and Enter are enough.  What follows is to look things up in.

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

settings: ~/.config/procviz/config.toml (TOML; $XDG_CONFIG_HOME), for example
  theme = "nord"      any name that the palette (Ctrl+P) offers
  lang = "zh"         "en" or "zh"
  motion = false      also ascii, presenter, questions: true or false
  [keymap]            the id of a key, and the keys that it shall have
  procviz.pause = "w,space"
  TEXTUAL_ANIMATIONS=none stops motion too, NO_COLOR=1 takes all colours away.

procviz ends every process that it started, also when it is killed itself.
"""
