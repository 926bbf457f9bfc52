"""The order in which the workers of pytest-xdist take the files."""

import pytest

# Those that take long, the longest first: so that none is left alone with one of them at the end.
# Those that mostly wait and those that compute by turns: so that there is something to do.
LONG = (
    "scenario_runs",
    "probe_transparent",
    "terminal",
    "truth",
    "app_keys",
    "scenario_scripts",
    "film_camera",
    "closed_kernel",
    "app",
    "hostile_texts",
    "settings",
    "serve",
    "fidelity",
    "gate_screen",
    "playhead",
    "strace",
    "moves",
    "session",
    "break_screen",
    "cli",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first; the others stay in their order."""
    place = {f"test_{name}": i for i, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONG)))
