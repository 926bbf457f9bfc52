"""The page: one terminal that fills it.  Everything it loads comes from this server."""

from html import escape
from string import Template

# xterm.js's canvas is painted by textual-serve's script; that looks for these classes and names
_PAGE = Template("""\
<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<title>procviz</title>
<link rel="icon" href="data:,">
<link rel="preload" href="/static/fonts/RobotoMono-VariableFont_wght.ttf" as="font"
 type="font/ttf" crossorigin>
<link rel="stylesheet" href="/static/css/xterm.css">
<style>
@font-face {
  font-family: "Roboto Mono";
  src: url("/static/fonts/RobotoMono-VariableFont_wght.ttf");
  font-weight: 100 700;
}
@font-face {
  font-family: "Roboto Mono";
  font-style: italic;
  src: url("/static/fonts/RobotoMono-Italic-VariableFont_wght.ttf");
  font-weight: 100 700;
}
html, body { height: 100%; margin: 0; background: #10141c; overflow: hidden; }
body { color: #d7dce5; font-family: "Roboto Mono", monospace; }
.textual-terminal { width: 100vw; height: 100vh; }
.note { position: absolute; inset: 0; z-index: 10; display: none; place-content: center;
  text-align: center; gap: 1.5em; background: #10141ce6; }
body:not(.-first-byte):not(.-closed) .opening, body.-closed .closed { display: grid; }
a { color: #10141c; background: #7fb4ff; padding: .6em 1.4em; border-radius: .4em;
  text-decoration: none; }
#start { display: none; }
</style>
<script src="/static/js/textual.js"></script>
<script src="/focus.js"></script>
</head>
<body>
<div class="note opening">$opening<noscript>$script</noscript></div>
<div class="note closed"><div>$closed</div><div><a href="">$again</a></div></div>
<div id="start"></div>
<div id="terminal" class="textual-terminal" data-session-websocket-url="$socket"
 data-font-size="$size"></div>
</body>
</html>
""")

# keys go to the terminal without a click on it first, once it has somebody to send them to
FOCUS = """\
addEventListener("load", () => new MutationObserver((_, watching) => {
  if (!document.body.classList.contains("-loaded")) return;
  watching.disconnect();
  document.querySelector(".xterm-helper-textarea")?.focus();
}).observe(document.body, {attributeFilter: ["class"]}));
"""

_WORDS = {
    "en": {
        "opening": "procviz is starting …",
        "script": " It needs JavaScript.",
        "closed": "This procviz has ended, and all that it ran.",
        "again": "Start again",
        "token": "Open the whole address that `procviz serve` printed: it ends with a token, "
        "which keeps others out.",
        "name": "procviz does not answer to this name: open the address that it printed.",
        "origin": "Only procviz's own page may talk to it.",
    },
    "zh": {
        "opening": "procviz 正在启动……",
        "script": "需要 JavaScript。",
        "closed": "这个 procviz 及其运行的一切都已结束。",
        "again": "重新开始",
        "token": "请打开 `procviz serve` 打印的完整地址：它末尾的令牌用来防止他人进入。",
        "name": "procviz 不使用这个名称：请打开它打印的地址。",
        "origin": "只有 procviz 自己的页面才能与它通信。",
    },
}


def word(key: str, lang: str) -> str:
    """Return one of the page's own words."""
    return _WORDS[lang][key]


def html(socket: str, size: int, lang: str) -> str:
    """Return the page; ``socket``: address of its websocket, ``size``: of the font, in pixels."""
    words = {key: escape(text) for key, text in _WORDS[lang].items()}
    return _PAGE.substitute(words, socket=escape(socket), size=size, lang=escape(lang))


def headers(host: str) -> dict[str, str]:
    """Return what keeps the page to itself: nothing from elsewhere, and in nobody's frame."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        f"font-src 'self'; img-src 'self' data:; connect-src 'self' ws://{host} wss://{host}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",  # the address holds the token
        "Cache-Control": "no-store",
    }
