"""Measurements to read, never tests to pass: ratios within one run, as machines are noisy."""
