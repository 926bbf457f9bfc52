"""Acceptance figures of the gate.

    python -m tests.gated order [--times 100] [--python PATH …]
    python -m tests.gated gone [--times 100]
    python -m tests.gated all [--policy NAME …] [NAME …]

``order``: fork-order with each order forced; one output and one trace for each policy.  ``gone``:
the scheduler is slow, is closed, or procviz is killed in the middle: nothing hangs, nothing is
left.  ``all``: every scenario and variant comes to its end under each policy.
"""

import argparse
import sys

from tests.gated import every, gone, order


def main() -> int:
    """Run what was asked for; 0 if all was as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.gated")
    parser.add_argument("what", choices=("order", "gone", "all"))
    parser.add_argument("names", nargs="*")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--python", action="append")
    parser.add_argument("--policy", action="append")
    options = parser.parse_args()
    if options.what == "order":
        return order.main(options.python or [sys.executable], options.times)
    if options.what == "gone":
        return gone.main(options.times)
    policies = options.policy or ["parent-first", "child-first", "round-robin"]
    return every.main(options.names, policies)


if __name__ == "__main__":
    sys.exit(main())
