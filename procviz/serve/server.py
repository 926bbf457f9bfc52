"""The web server: page, websocket, static files."""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from errno import EACCES, EADDRINUSE, EADDRNOTAVAIL
from pathlib import Path
from urllib.parse import urlencode

import textual_serve
from aiohttp import WSCloseCode, WSMsgType, web
from textual_serve.download_manager import DownloadManager

from procviz.errors import Sentence
from procviz.serve import page
from procviz.serve.guard import Guard
from procviz.serve.tab import Tab

MOST = 1000  # cells of a terminal, each way
TABS = 50  # at the same time

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class CannotServe(Sentence):
    """The server cannot listen there."""


class Server:
    """Serves the app; ``words`` is what each tab's app is given as its command line."""

    def __init__(self, words: Sequence[str], guard: Guard, lang: str = "en") -> None:
        self._words, self.guard, self._lang = words, guard, lang
        self._downloads = DownloadManager()
        self._sockets: set[web.WebSocketResponse] = set()

    def app(self) -> web.Application:
        """Return the web application."""
        app = web.Application(middlewares=[self._check])
        static = Path(textual_serve.__file__).parent / "static"
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/ws/{token}", self._socket),
                web.get("/download/{key}", self._download),
                web.get("/focus.js", _focus),
                web.static("/static", static),
            ]
        )
        app.on_shutdown.append(self._hang_up)
        return app

    @web.middleware
    async def _check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let nobody in who is not of this page: see `procviz.serve.guard`."""
        host, origin = request.headers.get("Host", ""), request.headers.get("Origin")
        if not self.guard.answers_to(host):
            return self._refuse("name")
        wants_socket = request.path.startswith("/ws/")
        if wants_socket if origin is None else not self.guard.same_site(origin, host):
            return self._refuse("origin")
        if wants_socket or request.path == "/":
            token = request.match_info.get("token") or request.query.get("token", "")
            if not self.guard.knows(token):
                return self._refuse("token")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(page.headers(host))
        return response

    def _refuse(self, why: str) -> web.Response:
        return web.Response(status=403, text=page.word(why, self._lang) + "\n")

    async def _page(self, request: web.Request) -> web.Response:
        scheme = "wss" if request.scheme == "https" else "ws"
        address = f"{scheme}://{request.headers['Host']}/ws/{self.guard.token}"
        text = page.html(address, _number(request, "fontsize", 16), self._lang)
        return web.Response(text=text, content_type="text/html")

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if len(self._sockets) >= TABS:
            return web.Response(status=503, text=f"{TABS} tabs are open already.\n")
        there = web.WebSocketResponse(heartbeat=15)
        self._sockets.add(there)
        try:
            await there.prepare(request)
            tab = Tab(
                self._words,
                self._downloads,
                write_bytes=there.send_bytes,
                write_str=there.send_str,
                close=there.close,
            )
            try:
                await tab.start(_number(request, "width", 80), _number(request, "height", 24))
                await _listen(there, tab)
            finally:
                await asyncio.shield(tab.stop())
        finally:
            self._sockets.discard(there)
        return there

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """Give out a file that the app offers, under a key that only its page was told."""
        key = request.match_info["key"]
        try:
            meta = await self._downloads.get_download_metadata(key)
        except KeyError:
            raise web.HTTPNotFound from None
        response = web.StreamResponse(headers=page.headers(request.headers["Host"]))
        response.content_type = meta.mime_type or "application/octet-stream"
        name = "".join(c if c.isalnum() or c in "._-" else "_" for c in meta.file_name)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        await response.prepare(request)
        async for chunk in self._downloads.download(key):
            await response.write(chunk)
        await response.write_eof()
        return response

    async def _hang_up(self, _: web.Application) -> None:
        closing = (s.close(code=WSCloseCode.GOING_AWAY) for s in list(self._sockets))
        await asyncio.gather(*closing, return_exceptions=True)


async def _focus(_: web.Request) -> web.Response:
    return web.Response(text=page.FOCUS, content_type="text/javascript")


def _number(request: web.Request, key: str, default: int) -> int:
    try:
        return min(MOST, max(1, int(request.query.get(key, default))))
    except ValueError:
        return default


async def _listen(there: web.WebSocketResponse, tab: Tab) -> None:
    """Pass on what the page sends, as textual-serve's script does; nonsense is dropped."""
    async for message in there:
        if message.type is not WSMsgType.TEXT:
            continue
        try:
            match json.loads(message.data):
                case ["stdin", str(keys)]:
                    await tab.send_bytes(keys.encode("utf-8", "replace"))
                case ["resize", {"width": int(width), "height": int(height)}]:
                    size = (min(MOST, max(1, side)) for side in (width, height))
                    await tab.set_terminal_size(*size)
                case ["ping", value]:
                    await there.send_json(["pong", value])
                case ["focus"]:
                    await tab.focus()
                case ["blur"]:
                    await tab.blur()
        except (ValueError, RecursionError):
            continue


def run(words: Sequence[str], host: str, port: int, lang: str) -> int:
    """Serve until Ctrl+C or SIGTERM; returns the exit status when all that was run has ended."""
    return asyncio.run(_run(Server(words, Guard(host), lang), host, port))


async def _run(server: Server, host: str, port: int) -> int:
    listening = _listening(host, port)
    enough = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, enough.set)
    runner = web.AppRunner(server.app(), access_log=None, shutdown_timeout=30)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        announce(server.guard, host, listening.getsockname()[1])
        await enough.wait()
    finally:
        await runner.cleanup()
        listening.close()
    return 0


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens there.  Raises CannotServe."""
    if not 0 <= port < 1 << 16:  # getaddrinfo(3) would take its lower 16 bits
        raise CannotServe(f"Cannot listen on {host}: ports go from 0 to 65535, not to {port}.")
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        raise _sentence(error, host, port) from None


def _sentence(error: OSError, host: str, port: int) -> CannotServe:
    match error.errno:
        case int(number) if number == EADDRINUSE:
            why = f"port {port} is in use: choose another one with --port"
        case int(number) if number == EACCES:
            why = f"port {port} is for root only: choose one from 1024 up with --port"
        case int(number) if number == EADDRNOTAVAIL:
            why = "this machine does not have that address"
        case _:
            why = error.strerror or str(error)
    return CannotServe(f"Cannot listen on {host}: {why}.")


def announce(guard: Guard, host: str, port: int) -> None:
    """Tell where it is, and what that means."""
    shown = f"[{host}]" if ":" in host else host
    query = urlencode({"token": guard.token})
    if not guard.local:
        print(
            f"procviz: WARNING: everybody who can reach {host} and has the address below can run "
            "programs here as you, and it goes over the network unencrypted.",
            file=sys.stderr,
        )
    print(f"procviz is at http://{shown}:{port}/?{query}")
    print(
        "Each tab is an app of its own.  Ctrl+C ends them all and everything they run.", flush=True
    )
