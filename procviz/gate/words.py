"""What a stop is about, as a line of Python would have it."""

from collections.abc import Callable
from typing import Any

from procviz.safe import safe
from procviz.signals import name as signal_name

_LONG = 60
_Args = tuple[Any, ...]


def call_of(point: str, args: _Args) -> str:
    """Return the call, such as ``os.kill(4201, SIGUSR1)``; "" where there is none.

    For a fork that came back it is what it returned.  The arguments come from a process: those
    that are not as expected are left out.
    """
    write = _CALLS.get(point)
    if write is None:
        return ""
    try:
        return safe(write(args))
    except (TypeError, ValueError, IndexError):
        return ""


def _text(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _called(args: _Args) -> str:
    call, *given = args
    if call == "_signal.signal" and given:
        given = [signal_name(int(given[0])), *map(str, given[1:])]
        return f"signal.signal({', '.join(given)})"
    short = str(call).removeprefix("builtins.").replace("posix.", "os.", 1)
    return f"{short}({', '.join(map(_text, given))})"


def _argv(args: Any) -> str:
    text = " ".join(map(str, args))
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _wait(args: _Args) -> str:
    call, target = args[:2]
    if call in ("os.wait", "os.wait3", "os.system"):
        return f"{call}()"
    return f"{call}({target})" if call.startswith("os.") else f"{call}() [{target}]"


def _kill(args: _Args) -> str:
    to, number, call = args
    if call in ("os.kill", "os.killpg", "signal.pthread_kill", "signal.pidfd_send_signal"):
        return f"{call}({abs(to) if call == 'os.killpg' else to}, {signal_name(number)})"
    if call == "signal.raise_signal":
        return f"{call}({signal_name(number)})"
    return f"{call}() [{to}, {signal_name(number)}]"


def _exit(args: _Args) -> str:
    how, code = args
    return f"{how}({'' if code is None else code})" if "." in how else ""


def _timer(args: _Args) -> str:
    number, seconds = args
    return f"signal.setitimer({signal_name(number)}, {seconds:g} s)"


def _lock(verb: str) -> Callable[[_Args], str]:
    return lambda args: f"{args[1]}.{verb}()"


_CALLS: dict[str, Callable[[_Args], str]] = {
    "call": _called,
    "returned": lambda args: f"{_called(args[:1])}",
    "forked": lambda args: f"{args[1]}()",
    "image": lambda args: _argv(str(word).rsplit("/", 1)[-1] for word in args[0]),
    "thread": lambda args: str(args[0]),
    "exec": lambda args: f"{args[1]}({_argv(args[0])})",
    "spawning": lambda args: f"{args[2]}({_argv(args[3])})",
    "spawned": lambda args: f"[{args[1]}]" if args[1] else "",
    "wait": _wait,
    "waited": lambda args: f"{args[0]}()",
    "kill": _kill,
    "exit": _exit,
    "timer": _timer,
    "handler": lambda args: f"{args[1]}({signal_name(args[0])})",
    "send": lambda args: f"{args[4]}({args[0]}, {_text(args[3])})",
    "sent": lambda args: f"{args[3]}()",
    "receive": lambda args: f"{args[2]}({args[0]})",
    "received": lambda args: f"{args[4]}()",
    "eof": lambda args: f"{args[2]}()",
    "poll": lambda args: f"{args[1]}()",
    "polled": lambda args: f"{args[1]}()",
    "fd closed": lambda args: f"{args[2]}({args[0]})",
    "mask": lambda args: f"signal.pthread_sigmask({args[0]})",
    "signal wait": lambda args: f"{args[0]}()",
    "signal woken": lambda args: f"{args[0]}()",
    "acquire": _lock("acquire"),
    "acquired": _lock("acquire"),
    "not acquired": _lock("acquire"),
    "release": _lock("release"),
    "waits": lambda args: f"{args[3]}()",
    "woken": lambda args: f"{args[3]}()",
    "notified": lambda args: f"{args[3]}()",
    "putting": _lock("put"),
    "put": _lock("put"),
    "getting": _lock("get"),
    "got": _lock("get"),
    "proxy": lambda args: f"{args[0]}",
    "proxied": lambda args: f"{args[0]}",
    "submitted": lambda args: f"{args[0]}",
    "task resumed": lambda args: f"task {args[0]}",
}
