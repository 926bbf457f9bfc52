"""Syntax colours of Python source.  Pygments is imported at the first use: 20 ms and more."""

from functools import lru_cache

from procviz.safe import safe

KEYWORD, NAME, STRING, NUMBER, COMMENT, PLAIN = range(6)

Token = tuple[str, int]  # text, and one of the kinds above


def plain(text: str) -> list[list[Token]]:
    """Return the lines without colours: what is shown until `tokens` has been asked for."""
    return [[(safe(line.expandtabs(4)), PLAIN)] for line in text.split("\n")]


@lru_cache(maxsize=32)
def tokens(text: str, python: bool = True) -> list[list[Token]]:
    """Return the lines as coloured pieces; line n of the file is at index n - 1."""
    if not python:
        return plain(text)
    # Rich depends on it, so it is there; it ships no types
    from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]
    from pygments.token import Token as T  # type: ignore[import-untyped]  # noqa: N817 - usual

    kinds = [
        (T.Comment, COMMENT),
        (T.Literal.String, STRING),
        (T.Literal.Number, NUMBER),
        (T.Keyword, KEYWORD),
        (T.Operator.Word, KEYWORD),
        (T.Name.Function, NAME),
        (T.Name.Class, NAME),
        (T.Name.Builtin, NAME),
        (T.Name.Decorator, NAME),
    ]
    text = text.expandtabs(4).replace("\r\n", "\n").replace("\r", " ")
    lines: list[list[Token]] = [[]]
    for kind, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text):
        colour = next((number for token, number in kinds if kind in token), PLAIN)
        for i, part in enumerate(value.split("\n")):
            if i:
                lines.append([])
            if part:
                lines[-1].append((safe(part), colour))
    return lines
