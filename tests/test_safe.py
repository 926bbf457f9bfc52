import unicodedata

import pytest

from procviz.safe import safe


def test_plain_and_chinese_text_stays() -> None:
    for text in ("", "hello world", "进程 4201 é", "[@click=app.quit]x[/]"):
        assert safe(text) == text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("a\nb\tc\r", "a␊b c␍"),
        ("\x7f\x9b2J", "␡\ufffd2J"),
        ("a\u202eb\u2066c\u200bd\ufeff", "abcd"),
        ("\u26a0\ufe0f", "\u26a0"),
        ("x\ud800y\udcff", "xy"),
        ("t\U000e0041g", "tg"),
        ("e" + "\u0301" * 9, "e\u0301\u0301"),
    ],
)
def test_what_could_command_or_hide_is_gone(hostile: str, shown: str) -> None:
    assert safe(hostile) == shown


def test_no_character_of_unicode_gets_through_that_is_control_or_format() -> None:
    for code in range(0x110000):
        for char in safe(chr(code)):
            category = unicodedata.category(char)
            assert category not in ("Cc", "Cs"), hex(code)
            if category == "Cf":  # a few visible ones, such as Arabic number signs
                assert unicodedata.bidirectional(char) in ("AN", "AL", "L", "ON", "NSM"), hex(code)
