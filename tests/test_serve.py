"""``procviz serve`` without a browser: who is let in, and that everything ends."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from procviz.cli import main
from procviz.serve.guard import Guard, is_local
from procviz.serve.server import Server, announce
from tests.real import LIMIT, descendants, gone, until

TOKEN = "a-token"


@contextmanager
def serving(*words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run ``procviz serve``; gives the process and the address that it prints."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("TEXTUAL")}
    server = subprocess.Popen(
        [sys.executable, "-m", "procviz", "serve", "--port", "0", "--lang", "en", *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        env=env,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        yield server, server.stdout.readline().split()[-1]
    finally:
        server.kill()
        server.communicate()


def address(url: str) -> str:
    """Return the websocket of a page."""
    parts = urlsplit(url)
    return f"ws://{parts.netloc}/ws/{parse_qs(parts.query)['token'][0]}?width=100&height=30"


@asynccontextmanager
async def tab(url: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Connect as the page does."""
    origin = f"http://{urlsplit(url).netloc}"
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(address(url), origin=origin, max_msg_size=0) as there,
    ):
        yield there


async def drawn(there: aiohttp.ClientWebSocketResponse, text: str) -> None:
    """Read what is drawn until a text comes."""
    seen = b""
    async with asyncio.timeout(LIMIT):
        while text.encode() not in seen:
            message = await there.receive()
            assert message.type is aiohttp.WSMsgType.BINARY, (message, seen[-500:])
            seen = seen[-10_000:] + message.data


@asynccontextmanager
async def client() -> AsyncIterator[TestClient]:  # type: ignore[type-arg]
    server = Server([], Guard("127.0.0.1", TOKEN))
    async with TestClient(TestServer(server.app())) as there:
        yield there


async def test_page_has_all_from_here_and_tells_browsers_so() -> None:
    async with client() as here:
        page = await here.get("/", params={"token": TOKEN, "fontsize": "9<b>"})
        text = await page.text()
        assert page.status == 200
        assert "http://" not in text
        assert "https://" not in text
        assert f"ws://127.0.0.1:{here.port}/ws/{TOKEN}" in text
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["Referrer-Policy"] == "no-referrer"
        for path in ("/focus.js", "/static/js/textual.js", "/static/css/xterm.css"):
            assert f'"{path}"' in text
            assert (await here.get(path)).status == 200
        assert (await here.get("/static/")).status == 403
        assert (await here.get("/static/../server.py")).status == 404
        assert (await here.get("/download/none")).status == 404


@pytest.mark.parametrize(
    ("path", "headers", "says"),
    [
        ("/", {}, "whole address"),
        ("/?token=wrong", {}, "whole address"),
        ("/?token=%ff", {}, "whole address"),
        ("/?token=a-token", {"Host": "evil.example"}, "this name"),
        ("/static/js/textual.js", {"Host": "127.0.0.1.evil.example"}, "this name"),
        ("/?token=a-token", {"Origin": "http://evil.example"}, "own page"),
        ("/ws/a-token", {}, "own page"),
        ("/ws/a-token", {"Origin": "null"}, "own page"),
        ("/ws/a-token", {"Origin": "http://127.0.0.1:1"}, "own page"),
        ("/ws/wrong", {"Origin": "ours"}, "whole address"),
    ],
)
async def test_nobody_else_comes_in(path: str, headers: dict[str, str], says: str) -> None:
    async with client() as here:
        if headers.get("Origin") == "ours":
            headers = {"Origin": f"http://127.0.0.1:{here.port}"}
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                   "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}  # fmt: skip
        answer = await here.get(path, headers=headers | (upgrade if "/ws" in path else {}))
        assert answer.status == 403
        assert says in await answer.text()


def test_names_that_a_server_has() -> None:
    here = Guard("127.0.0.1")
    for name in ("127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000"):
        assert here.answers_to(name), name
    for name in ("", "evil.example", "10.0.0.1", "localhost.evil.example", "[::1", "a b", "0x7f.1"):
        assert not here.answers_to(name), name
    everywhere = Guard("0.0.0.0")
    for name in ("10.0.0.1:80", "[fe80::1]", f"{socket.gethostname()}:80"):
        assert everywhere.answers_to(name), name
    assert not everywhere.answers_to("evil.example")
    assert all(map(is_local, ("127.0.0.9", "::1", "localhost")))
    assert not any(map(is_local, ("0.0.0.0", "10.1.1.1", "a.b", "")))


def test_tokens_are_long_and_each_is_another() -> None:
    one, other = Guard("localhost"), Guard("localhost")
    assert one.token != other.token
    assert len(one.token) >= 32
    assert one.knows(one.token)
    assert not one.knows(other.token)
    assert not one.knows("")
    assert not one.knows("\ud800")


async def test_a_tab_runs_the_app_and_all_ends_with_it(tmp_path: Path) -> None:
    script, told = tmp_path / "mine.py", tmp_path / "told"
    script.write_text(
        "import json, os, subprocess, sys, time\n"
        f"child = subprocess.Popen(['sleep', '600'])\n"
        f"open({str(told) + '.new'!r}, 'w').write(json.dumps([dict(os.environ), sys.argv]))\n"
        f"os.rename({str(told) + '.new'!r}, {str(told)!r})\n"
        "time.sleep(600)\n"
    )
    with serving(str(script), "--", "--port", "x") as (server, url):
        async with tab(url) as there:
            await there.send_str("nonsense")
            await there.send_str('["resize", {"width": 120, "height": "x"}]')
            await drawn(there, "mine.py")
            until(told.exists)
            environment, argv = json.loads(told.read_text())
            assert argv[1:] == ["--port", "x"]
            assert not [key for key in environment if key.startswith("TEXTUAL")]
            below = descendants(server.pid)
            assert len(below) >= 3
            async with tab(url) as other:
                await drawn(other, "mine.py")
                await other.send_json(["stdin", "q"])
                async with asyncio.timeout(LIMIT):
                    while (await other.receive()).type is aiohttp.WSMsgType.BINARY:
                        pass
            until(lambda: len(descendants(server.pid)) == len(below))
            assert not any(map(gone, below))  # each tab has its own
        until(lambda: all(map(gone, below)))
        assert server.poll() is None
        server.send_signal(signal.SIGTERM)
        assert server.wait(LIMIT) == 0


async def test_all_ends_when_the_server_is_killed() -> None:
    with serving("--", "sleep", "600") as (server, url):
        async with tab(url) as there:
            await drawn(there, "sleep")
            until(lambda: len(descendants(server.pid)) >= 3)
            below = descendants(server.pid)
            server.kill()
            until(lambda: all(map(gone, below)))


def test_a_warning_where_others_can_reach_it(capsys: pytest.CaptureFixture[str]) -> None:
    announce(Guard("::", TOKEN), "::", 80)
    out, err = capsys.readouterr()
    assert "http://[::]:80/?token=a-token" in out
    assert err.startswith("procviz: WARNING: everybody who can reach ::")
    announce(Guard("::1", TOKEN), "::1", 80)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--port", "many"], "invalid int value"),
        (["--port", "70000"], "Cannot listen on 127.0.0.1: ports go from 0"),
        (["--port", "-1"], "ports go from 0"),
        (["--host", "192.0.2.1", "--port", "0"], "does not have that address"),
        (["zombi"], "did you mean 'zombie'?"),
        (["none.procviz"], "No such file"),
        (["-o", "x.procviz"], "takes no -o"),
    ],
)
def test_mistakes_are_one_sentence(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("procviz: ")
    assert says in err
    assert err.count("\n") == 1


def test_a_port_in_use_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 2
    assert f"port {port} is in use: choose another one with --port." in capsys.readouterr().err


def test_without_its_package_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    assert main(["serve"]) == 2
    assert "pip install 'procviz[serve]'" in capsys.readouterr().err
