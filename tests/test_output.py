"""Bytes that a program wrote, as text where they are text."""

import base64

import pytest

from procviz.sources.output import decode

RUBBISH = b"\xff\x00\n"
AS_DATA = ("", base64.b64encode(RUBBISH).decode())


@pytest.mark.parametrize(
    ("data", "pieces", "rest"),
    [
        (b"", [], b""),
        (b"a\nb", [("a\nb", "")], b""),
        ("中\n".encode(), [("中\n", "")], b""),
        ("a中".encode()[:-1], [("a", "")], "中".encode()[:-1]),
        ("中".encode()[:2], [], "中".encode()[:2]),
        (RUBBISH, [AS_DATA], b""),
        (b"a\nb\n" + RUBBISH + b"c\nd\n", [("a\nb\n", ""), AS_DATA, ("c\nd\n", "")], b""),
        (RUBBISH + RUBBISH, [AS_DATA, AS_DATA], b""),
        (RUBBISH + b"open", [AS_DATA, ("open", "")], b""),
        (RUBBISH + "中".encode()[:2], [AS_DATA], "中".encode()[:2]),
        (b"\xff open", [("", base64.b64encode(b"\xff open").decode())], b""),
    ],
)
def test_decode(data: bytes, pieces: list[tuple[str, str]], rest: bytes) -> None:
    assert decode(data) == (pieces, rest)
