"""A real Chromium, driven over the DevTools protocol: one process for all tests of a file."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp

LIMIT = 60.0  # seconds for anything in a browser on a busy machine
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--remote-debugging-port=0", "--window-size=1280,800",
)  # fmt: skip


def found() -> str | None:
    """Return the path of a Chromium, None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[str]:
    """Start one; gives the address of its DevTools socket, and ends all of it afterwards."""
    folder = tempfile.mkdtemp(prefix="procviz-chromium-")
    homes = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), folder)
    log = open(Path(folder) / "log", "wb")  # noqa: SIM115 - closed below
    process = subprocess.Popen(
        [str(found()), *FLAGS, f"--user-data-dir={folder}/data", "about:blank"],
        env={**os.environ, **homes}, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        start_new_session=True,
    )  # fmt: skip
    try:
        told = Path(folder) / "data" / "DevToolsActivePort"
        end = time.monotonic() + LIMIT
        while not (told.exists() and len(lines := told.read_text().split("\n")) > 1):
            text = (Path(folder) / "log").read_text(errors="replace")
            assert process.poll() is None, text
            assert time.monotonic() < end, text
            time.sleep(0.05)
        yield f"ws://127.0.0.1:{lines[0]}{lines[1]}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


class Page:
    """A tab."""

    def __init__(self, browser: "Browser", target: str, session: str) -> None:
        self._browser, self.target, self._session = browser, target, session

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method of the protocol on this tab."""
        return await self._browser.call(method, self._session, **params)

    def events(self, method: str) -> list[dict[str, Any]]:
        """Return what was told of this tab so far."""
        ours = [e for e in self._browser.told if e.get("sessionId") == self._session]
        return [event["params"] for event in ours if event["method"] == method]

    async def value(self, script: str) -> Any:
        """Return the value of an expression, of what it promises if it is a promise."""
        done = await self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    async def until(self, script: str) -> Any:
        """Wait until an expression is true, and return its value."""
        end = time.monotonic() + LIMIT
        while not (value := await self.value(script)):
            assert time.monotonic() < end, f"never true: {script}"
            await asyncio.sleep(0.1)
        return value

    async def go(self, url: str) -> None:
        """Load an address."""
        done = await self.call("Page.navigate", url=url)
        assert not done.get("errorText"), done
        await self.until("document.readyState == 'complete'")

    async def close(self) -> None:
        """Close the tab."""
        await self._browser.call("Target.closeTarget", targetId=self.target)


class Browser:
    """A connection to a Chromium."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._calls = 0
        self.told: list[dict[str, Any]] = []

    async def listen(self) -> None:
        """Take in answers and events."""
        async for message in self._socket:
            data = json.loads(message.data)
            if "id" in data:
                self._waiting.pop(data["id"]).set_result(data)
            else:
                self.told.append(data)

    async def call(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """Call a method of the protocol."""
        self._calls += 1
        number = self._calls
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        about = {"id": number, "method": method, "params": params}
        await self._socket.send_json(about | ({"sessionId": session} if session else {}))
        data = await asyncio.wait_for(answer, LIMIT)
        assert "error" not in data, data
        result: dict[str, Any] = data["result"]
        return result

    async def page(self, script: str = "") -> Page:
        """Open a tab; ``script`` runs in each of its documents before all others."""
        target = (await self.call("Target.createTarget", url="about:blank"))["targetId"]
        at = await self.call("Target.attachToTarget", targetId=target, flatten=True)
        page = Page(self, target, at["sessionId"])
        for domain in ("Page", "Runtime", "Network"):
            await page.call(f"{domain}.enable")
        if script:
            await page.call("Page.addScriptToEvaluateOnNewDocument", source=script)
        return page


@asynccontextmanager
async def connected(address: str) -> AsyncIterator[Browser]:
    """Connect to a Chromium."""
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(
            address, max_msg_size=0, timeout=aiohttp.ClientWSTimeout(LIMIT)
        ) as socket,
    ):
        browser = Browser(socket)
        listening = asyncio.create_task(browser.listen())
        try:
            yield browser
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening
