from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.index.settlement import Position, SettlementTracker, Ticket

P = ("articles.enriched", 0)
Q = ("articles.enriched", 1)


def deliver(tracker: SettlementTracker, offset: int, partition: tuple[str, int] = P) -> Ticket:
    ticket = tracker.deliver(partition, offset, leader_epoch=7)
    assert ticket is not None
    return ticket


def test_nothing_is_committed_before_anything_is_settled() -> None:
    tracker = SettlementTracker()
    tracker.assign([P])
    deliver(tracker, 10)
    assert tracker.committable() == {}
    assert tracker.unsettled == 1


def test_a_settled_record_waits_for_those_before_it() -> None:
    tracker = SettlementTracker()
    tracker.assign([P])
    first, second, third = (deliver(tracker, offset) for offset in (10, 11, 12))
    tracker.settle(second)
    assert tracker.committable() == {}
    tracker.settle(first)
    assert tracker.committable() == {P: Position(12, 7)}
    tracker.settle(third)
    assert tracker.committable() == {P: Position(13, 7)}


def test_gaps_of_a_compacted_topic_hold_nothing_up() -> None:
    tracker = SettlementTracker()
    tracker.assign([P])
    for ticket in [deliver(tracker, 3), deliver(tracker, 900)]:
        tracker.settle(ticket)
    assert tracker.committable() == {P: Position(901, 7)}


def test_what_is_committed_is_not_offered_again() -> None:
    tracker = SettlementTracker()
    tracker.assign([P])
    tracker.settle(deliver(tracker, 0))
    tracker.committed(tracker.committable())
    assert tracker.committable() == {}


def test_a_revoked_partition_is_forgotten_and_its_late_answers_change_nothing() -> None:
    tracker = SettlementTracker()
    tracker.assign([P, Q])
    late, kept = deliver(tracker, 5), deliver(tracker, 6, Q)
    tracker.revoke([P])
    assert tracker.deliver(P, 6) is None
    assert not tracker.settle(late)
    tracker.settle(kept)
    assert tracker.committable() == {Q: Position(7, 7)}


def test_an_answer_from_before_a_rebalance_settles_nothing_delivered_after_it() -> None:
    tracker = SettlementTracker()
    tracker.assign([P])
    before = deliver(tracker, 5)
    tracker.revoke([P])
    tracker.assign([P])
    after = deliver(tracker, 5)
    assert not tracker.settle(before)
    assert tracker.committable() == {}
    tracker.settle(after)
    assert tracker.committable() == {P: Position(6, 7)}


def test_settling_twice_is_settling_once() -> None:
    tracker = SettlementTracker()
    tracker.assign([P])
    first, _ = deliver(tracker, 5), deliver(tracker, 6)
    assert tracker.settle(first)
    tracker.settle(first)
    assert tracker.committable() == {P: Position(6, 7)}
    assert tracker.unsettled == 1


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=60).map(
        lambda gaps: [sum(gaps[: i + 1]) + i for i in range(len(gaps))]  # rising offsets with gaps
    ),
    st.randoms(use_true_random=False),
)
def test_whatever_the_order_a_commit_never_passes_an_unsettled_record(
    offsets: list[int], chance: object
) -> None:
    tracker = SettlementTracker()
    tracker.assign([P])
    open_tickets: dict[int, Ticket] = {}
    waiting = list(offsets)
    committed = -1
    while waiting or open_tickets:
        if waiting and (not open_tickets or chance.random() < 0.5):  # type: ignore[attr-defined]
            offset = waiting.pop(0)
            open_tickets[offset] = deliver(tracker, offset)
        else:
            offset = chance.choice(sorted(open_tickets))  # type: ignore[attr-defined]
            tracker.settle(open_tickets.pop(offset))
        position = tracker.committable().get(P)
        if position is not None:
            assert all(offset >= position.offset for offset in open_tickets)
            assert position.offset > committed
            committed = position.offset
            tracker.committed({P: position})
        assert tracker.unsettled == len(open_tickets)
    assert committed == offsets[-1] + 1
