"""What is compared: every scenario, the scripts of this folder, commands, and lives made in C."""

import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from procviz import programs
from procviz.scenarios import catalog
from procviz.session import Program

HERE = Path(__file__).parent
LIVES = HERE / "lives.c"


@dataclass(frozen=True, slots=True)
class Case:
    """A program by name.  ``make`` gets an empty folder of its own and the Python, "" = this one.

    ``needs``: tools without which it cannot be; ``slow``: left out of the tests.
    """

    name: str
    make: Callable[[Path, str], Program]
    python: bool = False
    needs: tuple[str, ...] = ()
    slow: bool = False

    def missing(self) -> list[str]:
        """Return which tools this machine does not have."""
        return [tool for tool in ("strace", *self.needs) if shutil.which(tool) is None]


COMMANDS = {
    "pipeline": "echo a | cat | cat; false | true; (exit 4); sleep 0 & wait",
    "head": "yes | head -1",
    "substitution": "x=$(echo a | tr a b); for i in 1 2 3; do test $(expr $i + 1) = 3; done",
    "exec-chain": "exec sh -c 'exec env true'",
    "traps": "trap 'exit 3' TERM; kill -TERM $$; sleep 9",
    "killed": "sh -c 'kill -9 $$'; sh -c 'kill -SEGV $$'; timeout 0.05 sleep 9; exit 5",
    "sessions": "setsid sh -c 'sleep 0.05' & setsid true; nohup true; wait",
    "left-behind": "sh -c 'sleep 0.1 & sleep 0.15 & exit 2'; true &",
    "xargs": "seq 12 | xargs -P 4 -n 1 sh -c 'exit 0'",
    "loop": "i=0; while [ $i -lt 40 ]; do /bin/true; i=$((i+1)); done",
}
STATIC = {
    "c-storm": "storm 200",
    "c-crowd": "crowd 60",
    "c-vfork": "vfork 20",
    "c-posix-spawn": "posix-spawn 20",
    "c-daemon": "daemon",
    "c-orphans": "orphans 20",
    "c-subreaper": "subreaper 20",
    "c-threads": "threads 10",
    "c-thread-exec": "thread-exec",
    "c-leader": "leader",
    "c-thread-kill": "thread-kill",
    "c-ignored": "ignored 20",
    "c-nocldwait": "nocldwait 20",
    "c-deaths": "deaths",
    "c-waitid": "waitid 20",
}
# Who took a status is in no message of the kernel: of these it can only be told while they live.
LOOKED_AT = ("c-subreaper", "c-ignored", "c-nocldwait")


def cases() -> list[Case]:
    """Return all of them, scenarios in teaching order first."""
    found = [
        _scenario(scenario, variant.name if variant else "")
        for scenario in catalog.load()
        for variant in (scenario.variants or (None,))
    ]
    found += [_script(path) for path in sorted((HERE / "scripts").glob("*.py"))]
    found += [_command(name, text) for name, text in COMMANDS.items()]
    found += [_static(name, words) for name, words in STATIC.items()]
    found.append(Case("make", _make, needs=("make", "gcc")))
    return found


def _scenario(scenario: catalog.Scenario, variant: str) -> Case:
    def make(_: Path, python: str) -> Program:
        program = programs.scenario(scenario, variant)
        return replace(program, argv=(python or sys.executable, *program.argv[1:]))

    name = f"{scenario.id}:{variant}" if variant else scenario.id
    # the tests have all variants run, and take the time to compare one of each
    slow = bool(variant) and variant != scenario.variants[0].name
    return Case(name, make, python=True, slow=slow)


def _script(path: Path) -> Case:
    slow = "\n# slow\n" in path.read_text()
    name = path.stem.replace("_", "-")

    def make(_: Path, python: str) -> Program:
        return Program(argv=(python or sys.executable, str(path)))

    return Case(name, make, python=True, slow=slow)


def _command(name: str, text: str) -> Case:
    needs = tuple({word for word in shlex.split(text) if word in ("xargs", "setsid", "timeout")})
    return Case(f"sh-{name}", lambda *_: Program(argv=("sh", "-c", text)), needs=needs)


def _static(name: str, words: str) -> Case:
    def make(folder: Path, _: str) -> Program:
        return Program(argv=(str(compiled(folder)), *words.split()))

    return Case(name, make, needs=("gcc",), slow=name in LOOKED_AT)


def compiled(folder: Path) -> Path:
    """Compile lives.c, once for all that share the parent of ``folder``."""
    program = folder.parent / "lives"
    if not program.exists():
        new = folder / "lives"
        words = ["gcc", "-O1", "-pthread", "-o", str(new), str(LIVES)]
        if subprocess.run([*words, "-static"], capture_output=True).returncode != 0:
            subprocess.run(words, check=True)  # no static C library here
        new.replace(program)
    return program


def _make(folder: Path, _: str) -> Program:
    """Generate a small C project: nine objects, a library and a program, built by two at a time."""
    objects = [f"part{i}.o" for i in range(9)]
    for i in range(9):
        (folder / f"part{i}.c").write_text(f"int part{i}(void) {{ return {i}; }}\n")
    calls = " + ".join(f"part{i}()" for i in range(9))
    declared = "".join(f"int part{i}(void);\n" for i in range(9))
    (folder / "main.c").write_text(f"{declared}int main(void) {{ return {calls} - 36; }}\n")
    rules = (
        f"all: program\n\t./program\nlibparts.a: {' '.join(objects)}\n\tar rc $@ $^\n"
        "program: main.o libparts.a\n\tgcc -o $@ $^\n%.o: %.c\n\t@echo CC $<; gcc -c -o $@ $<\n"
    )
    (folder / "Makefile").write_text(rules)
    return Program(argv=("make", "-j2", "-C", str(folder)))
