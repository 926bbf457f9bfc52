"""The ways to leave; argv[1] says which."""

import atexit
import os
import sys


class Last:
    """Alive until the interpreter is almost gone."""

    def __del__(self) -> None:
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            os.write(1, b"last\n")


def boom() -> None:
    raise RuntimeError("boom")


atexit.register(print, "atexit")
sys.keep = Last()
print("begin")
way = sys.argv[1] if len(sys.argv) > 1 else ""
if way == "sys.exit":
    sys.exit(3)
if way == "text":
    sys.exit("text for stderr")
if way == "SystemExit":
    raise SystemExit(4)
if way == "exception":
    boom()
if way == "_exit":
    os._exit(5)
if way == "abort":
    os.abort()
if way == "interrupt":
    raise KeyboardInterrupt
if way == "caught":
    try:
        sys.exit(6)
    except SystemExit as error:
        print(error.code)
