"""The same programs with and without procviz: what they print, and how they end, is compared.

``uv run python -m tests.transparency [NAME…]`` compares all of them on every installed Python.
"""
