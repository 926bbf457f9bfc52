"""What has to be known of single programs to compare them."""

from typing import Any

ARGUMENTS = {
    "exits": [
        "sys.exit",
        "text",
        "SystemExit",
        "exception",
        "_exit",
        "abort",
        "interrupt",
        "caught",
    ],
    "t_start_methods": ["fork", "spawn", "forkserver"],
    "t_asyncio": ["", "debug"],
}

HELPERS = ("main", "again")  # functions of a sample that are not to be run by themselves

OPTIONS = (
    ("-W", "error"),
    ("-X", "dev"),
    ("-bb",),
    ("-O", "-B", "-u"),
    ("-OO", "-P", "-s"),
)

# those that warn, assert, or have what an option changes
WITH_OPTIONS = (
    "builtins_look",
    "daemon",
    "environment",
    "fork_warning",
    "handlers",
    "hooks",
    "interrupted",
    "lines",
    "odd_arguments",
    "pipes",
    "subprocesses",
    "waits",
    "t_state",
    "t_tracebacks forgotten_task",
    "t_tracebacks thread",
)

PDB = """\
break handler
continue
where
args
step
return
next
next
next
!os.kill
!os.kill(0, 9999)
display number
tbreak 17
until
where
continue
quit
"""

CRASH = "import faulthandler, signal; signal.alarm(0); faulthandler._sigsegv()"

_COLUMNS = (r"^ +(\d+(/\d+)?) +\d+\.\d+ +\d+\.\d+ +\d+\.\d+ +\d+\.\d+ ", r"\1 ")

# names of programs (or of all that share a first word) -> what is to be changed in them
NOTES: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("t_monitoring",), {"since": 12}),
    (
        ("t_stacks", "t_tracebacks fork_hook"),
        {"free": "parent and child write at the same time"},
    ),
    (("t_pytests", "t_unittests"), {"also": ((r" in \d+\.\d+s", " in Ns"),)}),
    (("-m cProfile", "-m profile"), {"also": (_COLUMNS,)}),
    # procviz is a subreaper
    (("orphan", "terminate-parent"), {"also": ((r"my parent is \d+$", "my parent is <adopter>"),)}),
    (("daemon (scenario)",), {"also": ((r"daemon, parent \d+,", "daemon, parent <adopter>,"),)}),
    # what they measure is told by nobody the same way twice
    (("processes-vs-threads",), {"also": ((r" times (\w+): \d+\.\d+ ms$", r" times \1: N ms"),)}),
    (
        ("time-slices",),
        {"also": ((r"CPU \d+ (.+) \d+ % (.+) \d+ times$", r"CPU N \1 N % \2 N times"),)},
    ),
    (("pool", "pool-uneven"), {"anyone": "any worker may take a task"}),
    (("-X importtime",), {"also": ((r"(import time:) +\d+ \| +\d+", r"\1 N | N"),)}),
)
