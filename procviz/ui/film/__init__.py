"""Films: the same app on a clock that leaps, its screen written down frame by frame."""
