"""Acceptance figures of `procviz explore`: ``python -m tests.explored`` (see ``__main__``)."""
