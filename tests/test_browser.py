"""In a real browser: the app itself, and what other tools make of exports and screencasts."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from procviz import export
from tests import browser, draw_worlds
from tests.export_checks import check_mermaid
from tests.export_log import HEADER, story
from tests.real import descendants, gone, until
from tests.tools import need_chromium, need_npm_package

pytestmark = pytest.mark.browser

# xterm.js keeps its terminals to itself; each sets `_core` on itself, which this notices
NOTICE = """
window.terms = [];
Object.defineProperty(Object.prototype, '_core', {configurable: true, set(core) {
  Object.defineProperty(this, '_core', {value: core, writable: true, configurable: true});
  window.terms.push(this);
}});
window.screenText = () => {
  const term = window.terms.find(t => t.buffer && t.rows);
  if (!term) return '';
  const rows = [];
  for (let y = 0; y < term.rows; y++)
    rows.push(term.buffer.active.getLine(y)?.translateToString(true) ?? '');
  return rows.join('\\n');
};
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    need_chromium()
    with browser.chromium() as address:
        yield address


@contextmanager
def serving(*words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run ``procviz serve``; gives the process and the address that it prints."""
    server = subprocess.Popen(
        [sys.executable, "-m", "procviz", "serve", "--port", "0", "--lang", "en", *words],
        stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        yield server, server.stdout.readline().split()[-1]
        server.send_signal(signal.SIGTERM)
        assert server.wait(browser.LIMIT) == 0
    finally:
        server.kill()
        server.communicate()


async def test_the_app_in_a_tab(address: str) -> None:
    with serving() as (server, url):
        async with browser.connected(address) as chromium:
            page = await chromium.page(NOTICE)
            await page.go(url)
            await page.until("screenText().includes('FORK AND WAIT')")
            await page.call("Input.insertText", text="?")
            await page.until("screenText().includes('any key closes this')")
            asked = [event["request"]["url"] for event in page.events("Network.requestWillBeSent")]
            asked += [event["url"] for event in page.events("Network.webSocketCreated")]
            hosts = {urlsplit(one).netloc for one in asked if not one.startswith("data:")}
            assert hosts == {urlsplit(url).netloc}
            failed = page.events("Network.loadingFailed") + page.events("Runtime.exceptionThrown")
            assert not failed
            apps = descendants(server.pid)
            assert apps
            await page.close()
            until(lambda: all(map(gone, apps)), browser.LIMIT)


LOAD = (
    "<!DOCTYPE html><meta charset=utf-8><link rel=stylesheet href={style!r}>"
    "<div id=it></div><script src={script!r}></script>"
)


async def test_mermaid_reads_and_draws_what_is_exported(address: str, tmp_path: Path) -> None:
    package = need_npm_package("mermaid")
    page_file = tmp_path / "page.html"
    page_file.write_text(LOAD.format(style="", script=str(package / "dist" / "mermaid.min.js")))
    logs = [story().events, *(draw_worlds.anything(seed).events for seed in range(6))]
    logs.append(draw_worlds.shell_loop(100).events)
    diagrams = ["".join(export.write("mermaid", HEADER, log, "en")) for log in logs]
    async with browser.connected(address) as chromium:
        page = await chromium.page()
        await page.go(page_file.as_uri())
        await page.until("window.mermaid")
        await page.value("mermaid.initialize({startOnLoad: false})")
        for diagram in diagrams:
            read = await page.value(f"""(async () => {{
                const found = await mermaid.mermaidAPI.getDiagramFromText({json.dumps(diagram)});
                return [...found.db.getActors().values()].map(one => one.description).concat(
                    found.db.getMessages().map(one => one.message).filter(one => one));
            }})()""")
            # `create` in the middle: all participants first there, in their places here
            assert sorted(map(shown, read)) == sorted(map(shown, check_mermaid(diagram)))
        drawn = await page.value(f"""mermaid.render("drawn", {json.dumps(diagrams[0])})
            .then(done => done.svg)""")
    assert drawn.count('class="actor actor-box') >= 4
    assert "SIGUSR1" in drawn


def shown(text: str) -> str:
    """Return what mermaid shows: it keeps entity codes in a form of its own until it draws."""
    text = re.sub("ﬂ°°(\\d+)¶ß", lambda m: chr(int(m[1])), text)
    return " ".join(re.split(r"<br\s*/?>|\s", text)).strip()


# asciicast v3: times are since the line before; v2: since the beginning (docs.asciinema.org)
V3 = """{"version": 3, "term": {"cols": 40, "rows": 4}}
[0.1, "o", "hello \\u001b[1mthere\\u001b[0m\\r\\n"]
[0.1, "m", "fork"]
[0.2, "o", "\\u8fdb\\u7a0b 4201"]
[0.1, "x", "0"]
"""
V2 = """{"version": 2, "width": 40, "height": 4}
[0.1, "o", "hello \\u001b[1mthere\\u001b[0m\\r\\n"]
[0.2, "m", "fork"]
[0.4, "o", "\\u8fdb\\u7a0b 4201"]
"""


@pytest.mark.parametrize("cast", [V3, V2], ids=["v3", "v2"])
async def test_screencasts_play(address: str, tmp_path: Path, cast: str) -> None:
    bundle = need_npm_package("asciinema-player") / "dist" / "bundle"
    page_file = tmp_path / "page.html"
    style, script = bundle / "asciinema-player.css", bundle / "asciinema-player.min.js"
    page_file.write_text(LOAD.format(style=str(style), script=str(script)))
    async with browser.connected(address) as chromium:
        page = await chromium.page()
        await page.go(page_file.as_uri())
        await page.value(f"""window.player = AsciinemaPlayer.create({{data: {json.dumps(cast)}}},
            document.getElementById("it"), {{autoPlay: true}});
            window.over = false; window.marks = [];
            player.addEventListener("ended", () => over = true);
            player.addEventListener("marker", mark => marks.push(mark.label)); 0""")
        await page.until("over")
        assert await page.value("player.getDuration()") == pytest.approx(0.5 if cast is V3 else 0.4)
        assert await page.value("marks") == ["fork"]
        text = await page.value("document.querySelector('.ap-terminal, .ap-term').textContent")
        assert "hello there" in text
        assert "进程 4201" in text
