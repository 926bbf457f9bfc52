"""Tests: whoever started them, programs under test begin as from a terminal."""

from procviz.launch import as_from_a_terminal

as_from_a_terminal()
