"""When a source that used to bring articles has gone silent, told from its own history. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

# Fewer times of publishing tell nothing of a habit: a file that was ingested once is no source that fell silent.
LEAST_TIMES = 5
LEAST_SILENCE = timedelta(hours=24)
LEAST_FAILURES = 3
GIVEN_UP = timedelta(days=14)  # a source that nobody has fetched for so long is not collected any more


def longest_pause(published: Sequence[datetime]) -> timedelta | None:
    """How long the source may publish nothing before it counts as silent; None while it has published too seldom to tell.

    ``published``: the distinct hours in which it published, ascending. Three times its median pause, but a day at least, and
    at least its second-longest pause and a quarter: a pause it has made twice, as every week-end, is its habit, while a
    single long one may have been a failure of its own or ours.
    """
    if len(published) < LEAST_TIMES:
        return None
    pauses = sorted(later - earlier for earlier, later in pairwise(published))
    median = pauses[len(pauses) // 2]
    return max(LEAST_SILENCE, 3 * median, 1.25 * pauses[-2])


def is_failing(
    failures: int, last_failed: datetime | None, last_answered: datetime | None, at: datetime
) -> bool:
    """Whether all fetches of a source fail: several in a row, none succeeded for a day, and it is still being fetched."""
    if failures < LEAST_FAILURES or last_failed is None or at - last_failed > GIVEN_UP:
        return False
    return last_answered is None or at - last_answered > LEAST_SILENCE
