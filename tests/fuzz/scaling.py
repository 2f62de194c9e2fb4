"""Whether what an input costs is in proportion to its size; as ``python -m tests.fuzz.scaling`` of all families, up to
megabytes, with a line for each that is not.
"""

from __future__ import annotations

import sys
from itertools import pairwise

from tests.fuzz.hostile import FAMILIES
from tests.fuzz.sandbox import Cost, Run, sandbox

# Four times the size takes four times the time when it is linear, sixteen when quadratic; less than this is noise.
_FACTOR = 8.0
_NOISE_SECONDS = 0.5
_MEMORY_BYTES = 150_000_000  # what limits allow whatever the size: one unpacked document, one page's tree
_MEMORY_PER_BYTE = 100

_FIRST_BYTES, _LAST_BYTES = 16_000, 4_096_000
_LONG_SECONDS = 2.0  # a linear one is not followed further


def grows_too_fast(small: Cost, large: Cost) -> bool:
    """``large``: of four times the size."""
    return large.seconds > _NOISE_SECONDS and large.seconds > _FACTOR * max(small.seconds, _NOISE_SECONDS / 8)


def is_too_large(cost: Cost, size: int) -> bool:
    return cost.grown_bytes > _MEMORY_BYTES + _MEMORY_PER_BYTE * size


def _fault(run: Run, target: str, family: str) -> str | None:
    costs: list[tuple[int, Cost]] = []
    size = _FIRST_BYTES
    while size <= _LAST_BYTES and (not costs or costs[-1][1].seconds < _LONG_SECONDS):
        cost = run(target, family, size)
        if cost.failure is not None:
            return f"{size:,} bytes: {cost.failure}"
        if is_too_large(cost, size):
            return f"{size:,} bytes: {cost.grown_bytes:,} bytes of memory"
        costs.append((size, cost))
        size *= 4
    # The first of a warm sandbox may be the slowest: only a fault that stays is one.
    for (_, small), (size, large) in pairwise(costs):
        if grows_too_fast(small, large) and grows_too_fast(run(target, family, size // 4), large):
            return f"{size:,} bytes: {large.seconds:.1f} s, a quarter of them {small.seconds:.1f} s"
    return None


def main() -> None:
    faults = 0
    with sandbox() as run:
        for target in sys.argv[1:] or FAMILIES:
            for family in FAMILIES.get(target, ()):
                if (fault := _fault(run, target, family)) is not None:
                    faults += 1
                    sys.stdout.write(f"{target}, {family}: {fault}\n")
                    sys.stdout.flush()
    tried = sum(len(FAMILIES.get(target, ())) for target in sys.argv[1:] or FAMILIES)
    sys.stdout.write(f"{tried} hostile families: {faults} out of proportion or failing\n")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
