from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.index.batching import Batcher, Operation
from services.index.settlement import Ticket


def operation(number: int, size: int = 100) -> Operation:
    return Operation(f"{number:032x}", 1, b"x" * size, Ticket(("t", 0), 1, number), record=None)


def test_a_lone_article_waits_for_company_and_no_longer() -> None:
    batcher = Batcher(10, 10_000, linger_seconds=0.1)
    assert batcher.due_in(5.0) is None
    batcher.add(operation(1), now=5.0)
    assert batcher.due_in(5.04) is not None
    assert 0 < batcher.due_in(5.04) < 0.1  # type: ignore[operator]
    assert batcher.due_in(5.1001) == 0.0


def test_a_full_batch_is_due_at_once() -> None:
    by_count, by_bytes = Batcher(2, 10_000, 60), Batcher(100, 300, 60)
    for batcher in (by_count, by_bytes):
        batcher.add(operation(1), 0.0)
        assert batcher.due_in(0.0) == 60
        batcher.add(operation(2), 0.0)
        assert batcher.due_in(0.0) == 0.0


def test_what_was_refused_goes_first_and_does_not_linger_again() -> None:
    batcher = Batcher(10, 10_000, 60)
    first, second, third = operation(1), operation(2), operation(3)
    batcher.add(third, 0.0)
    batcher.put_back([first, second])
    assert batcher.due_in(0.0) == 0.0
    assert batcher.take() == [first, second, third]


@given(st.lists(st.integers(0, 3_000), max_size=50), st.integers(1, 12), st.integers(1, 5_000))
def test_batches_keep_both_bounds_the_order_and_every_document(
    sizes: list[int], documents: int, limit: int
) -> None:
    batcher = Batcher(documents, limit, 0.0)
    operations = [operation(number, size) for number, size in enumerate(sizes)]
    for each in operations:
        batcher.add(each, 0.0)
    taken = []
    while len(batcher):
        batch = batcher.take()
        assert 1 <= len(batch) <= documents
        assert len(batch) == 1 or sum(each.size for each in batch) <= limit
        taken += batch
    assert taken == operations
    assert batcher.bytes == 0
    assert batcher.due_in(0.0) is None
