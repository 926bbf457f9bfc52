"""fork-order, with each order forced."""

import sys
import time
from collections import Counter
from collections.abc import Sequence

from tests.gated.runs import ORDER, Gated, gated


def main(pythons: Sequence[str], times: int) -> int:
    """See ``__main__``."""
    wrong = 0
    for python in pythons:
        for policy in ("parent-first", "child-first"):
            begin = time.monotonic()
            outputs: Counter[str] = Counter()
            traces: Counter[object] = Counter()
            for _ in range(times):
                run = gated([python, str(ORDER)], policy)
                outputs[run.output] += 1
                traces[run.trace, run.choices] += 1
                wrong += not as_forced(run, policy)
            wrong += len(outputs) != 1 or len(traces) != 1
            each = (time.monotonic() - begin) / times
            print(
                f"{python} {policy}: {times} runs, {len(outputs)} output, {len(traces)} trace, "
                f"{each:.2f} s each",
                flush=True,
            )
            if len(traces) > 1 or len(outputs) > 1:
                for text, count in outputs.most_common(3):
                    print(count, text, file=sys.stderr)
                for trace, count in traces.most_common(3):
                    print(count, trace, file=sys.stderr)
    return 1 if wrong else 0


def as_forced(run: Gated, policy: str) -> bool:
    """Did the one that was to be first print first, in all five turns?"""
    turns = [line for line in run.output.splitlines() if "turn" in line and "turns" not in line]
    words = ("parent", "child") if policy == "parent-first" else ("child", "parent")
    return [line.rpartition(" ")[2] for line in turns] == [*words] * 5
