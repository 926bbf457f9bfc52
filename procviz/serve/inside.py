"""The app of a tab: ``python -m procviz.serve.inside LIFELINE WIDTH HEIGHT [WORD…]``.

Standard input and output are textual-serve's packets instead of a terminal.  LIFELINE is the read
end of a pipe whose write end only the server has: its end of file says that the server is gone,
however it ended.
"""

import os
import signal
import sys
import threading
import time

_FOR_US = {
    "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver",
    "TEXTUAL_COLOR_SYSTEM": "truecolor",  # xterm.js has all colours
}


def _choose_driver() -> None:
    """Let Textual draw for a browser, and leave no trace for the programs that are run."""
    before = {key: os.environ.get(key) for key in _FOR_US}
    os.environ.update(_FOR_US)
    import textual.constants  # noqa: F401 - reads the environment once

    for key, value in before.items():
        if value is None:
            del os.environ[key]
        else:
            os.environ[key] = value


def _watch(lifeline: int) -> None:
    """End with the server: first as asked, and if that takes too long, at once."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10)
    os._exit(1)


def main(words: list[str]) -> int:
    """Run the app; returns its exit status."""
    lifeline, width, height = map(int, words[:3])
    os.set_inheritable(lifeline, False)
    threading.Thread(target=_watch, args=(lifeline,), daemon=True, name="lifeline").start()
    _choose_driver()
    from procviz.cli import on_page

    return on_page(words[3:], (width, height))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
