"""A browser tab's app: a process of its own, which ends with the tab, and with the server."""

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

PATIENCE = 10.0  # seconds that an app may take to end what it runs; then procviz's warden does it


class Tab(AppService):
    """Runs the app and passes on what goes to and fro, in textual-serve's protocol."""

    def __init__(
        self,
        words: Sequence[str],
        downloads: DownloadManager,
        *,
        write_bytes: Callable[[bytes], Awaitable[None]],
        write_str: Callable[[str], Awaitable[None]],
        close: Callable[[], Awaitable[Any]],
    ) -> None:
        super().__init__(
            "procviz",
            write_bytes=write_bytes,
            write_str=write_str,
            close=close,
            download_manager=downloads,
        )
        self._words, self._lifeline = words, -1

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        ours, theirs = os.pipe()
        size = (str(width), str(height))
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "procviz.serve.inside", str(ours), *size, *self._words,
                stdin=PIPE, stdout=PIPE, stderr=PIPE, pass_fds=(ours,),
            )  # fmt: skip
        except BaseException:
            os.close(theirs)
            raise
        finally:
            os.close(ours)
        self._lifeline = theirs
        self._stdin = self._process.stdin
        return self._process

    async def run(self) -> None:
        """Pass on what the app writes; when it has ended, close the page's websocket."""
        try:
            await super().run()
        finally:
            with contextlib.suppress(ConnectionError):
                await self.remote_close()

    async def stop(self) -> None:
        """End the app; returns when it has ended."""
        task, self._task = self._task, None
        if task is None or self._process is None:
            return
        await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
        await self.send_meta({"type": "quit"})
        os.close(self._lifeline)
        try:
            await asyncio.wait_for(self._process.wait(), PATIENCE)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
