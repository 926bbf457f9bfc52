import os

from procviz.identity import parse_stat, read_stat, start_of


def test_own_stat() -> None:
    stat = read_stat(os.getpid())
    assert stat is not None
    assert (stat.ppid, stat.group, stat.session) == (os.getppid(), os.getpgrp(), os.getsid(0))
    assert start_of(os.getpid()) == stat.start > 0


def test_nobody() -> None:
    assert read_stat(2**22 + 1) is None
    assert start_of(2**22 + 1) == 0


def test_a_hostile_name_does_not_shift_the_fields() -> None:
    fields = "Z 1 2 3 4 " + " ".join(str(n) for n in range(8, 53))
    stat = parse_stat(b"12 (a) R 9 (\xff)\n) " + fields.encode())
    assert stat is not None
    assert (stat.name, stat.state, stat.ppid, stat.exit_code) == ("a) R 9 (\ufffd)\n", "Z", 1, 52)


def test_rubbish_is_none() -> None:
    assert parse_stat(b"") is None
    assert parse_stat(b"1 (x) R 1") is None
