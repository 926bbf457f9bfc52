"""Acceptance figures of the gate: ``python -m tests.gated`` (see ``__main__``)."""
