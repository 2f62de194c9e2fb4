"""The loopback world is the same each time, its ideal is what politeness costs, and its checks see what is wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from benchmarks.world.checks import Seen, conditional, conduct, unaccounted
from benchmarks.world.ideal import ideal_seconds
from benchmarks.world.plan import Dimensions, Manner, World, make_world
from services.ingest.web.politeness import Policy

_CALM = Dimensions(
    hosts=2,
    feeds=20,
    slow_share=0,
    broken_share=0,
    hostile_share=0,
    off_limits_share=0,
    teaser_share=0,
    changing_share=0,
    edited_share=0,
)
_HOST, _OTHER = "127.64.0.1", "127.64.0.2"


def test_the_same_seed_is_the_same_world() -> None:
    assert make_world(Dimensions()) == make_world(Dimensions())
    assert make_world(Dimensions()) != make_world(Dimensions(seed=2))


def test_the_usual_world_is_as_bad_as_it_says() -> None:
    world = make_world(Dimensions())
    manners = Counter(feed.manner for feed in world.feeds)
    assert (manners[Manner.SLOW], manners[Manner.BROKEN], manners[Manner.HOSTILE]) == (20, 20, 20)
    assert set(Counter(feed.host for feed in world.feeds).values()) == {10}


def test_without_slow_feeds_the_ideal_is_a_delay_for_each_request_but_the_last() -> None:
    # robots.txt and ten feeds: ten delays, and the last answer.
    ideal = ideal_seconds(make_world(_CALM), Policy(2, 1.0), timeout_seconds=20, round_number=1)
    assert ideal == {_HOST: pytest.approx(10.2), _OTHER: pytest.approx(10.2)}
    again = ideal_seconds(make_world(_CALM), Policy(2, 1.0), timeout_seconds=20, round_number=2)
    assert again[_HOST] == pytest.approx(9.2)


def test_without_a_delay_the_ideal_is_the_servers_own_time_side_by_side() -> None:
    ideal = ideal_seconds(make_world(_CALM), Policy(2, 0.0), timeout_seconds=20, round_number=2)
    assert ideal[_HOST] == pytest.approx(5 * 0.2)


def test_a_feed_that_drips_takes_the_time_limit_and_one_of_the_places() -> None:
    world = make_world(_CALM)
    slow = World(
        world.dimensions, (replace(world.feeds[0], manner=Manner.SLOW, trick="drip"), *world.feeds[1:])
    )
    ideal = ideal_seconds(slow, Policy(1, 0.0), timeout_seconds=20, round_number=2)
    assert ideal[_HOST] == pytest.approx(20 + 9 * 0.2)


def _seen(began: float, path: str = "/feeds/0", host: str = _HOST, **other: object) -> Seen:
    usual = {
        "ended": began + 0.2, "status": "200", "sent": 10, "conditional": False, "offered": True, "round": 1, "late": 0.0,
    }  # fmt: skip
    return Seen(host=host, path=path, began=began, **{**usual, **other})  # type: ignore[arg-type]


_ROBOTS = _seen(0.0, "/robots.txt")


def test_polite_conduct_has_no_faults() -> None:
    log = [_ROBOTS, _seen(1.0), _seen(2.0), _seen(2.5, "/robots.txt", _OTHER)]
    assert conduct(log, delay_seconds=1).faults(concurrency=1) == []


@pytest.mark.parametrize(
    ("log", "fault"),
    [
        ([_ROBOTS, _seen(1.0, ended=1.05), _seen(1.1)], "too soon"),
        ([_ROBOTS, _seen(1.0, ended=9.0), _seen(3.0)], "at once"),
        ([_ROBOTS, _seen(1.0, "/robots.txt")], "read again"),
        ([_seen(0.0), _seen(1.0, "/robots.txt")], "before their robots.txt"),
        ([_ROBOTS, _seen(1.0, "/private/3")], "disallows"),
        ([_ROBOTS, _seen(1.0, "/secret", "127.0.0.1")], "private server"),
    ],
)
def test_each_fault_is_seen(log: list[Seen], fault: str) -> None:
    [found] = conduct(log, delay_seconds=1).faults(concurrency=1)
    assert fault in found


def test_what_the_world_itself_saw_late_is_not_held_against_the_collector() -> None:
    log = [_ROBOTS, _seen(1.6, late=0.7), _seen(2.0)]
    assert conduct(log, delay_seconds=1).too_close == 0


def test_a_request_that_could_have_been_conditional_and_was_not_is_counted() -> None:
    first = [_seen(1.0), _seen(2.0, "/feeds/2")]
    second = [_seen(11.0, round=2, conditional=True, status="304"), _seen(12.0, "/feeds/2", round=2)]
    made = conditional(make_world(_CALM), [*first, *second], round_number=2)
    assert (made.possible, made.made, made.wasted) == (2, 1, 1)


def test_an_item_without_an_outcome_is_named() -> None:
    world = make_world(_CALM)
    outcomes = {feed.name: {("published", ""): world.dimensions.items} for feed in world.feeds}
    assert unaccounted(world, outcomes, 1) == []
    outcomes["feed 3"] = {("published", ""): world.dimensions.items - 1}
    [missed] = unaccounted(world, outcomes, 1)
    assert missed.startswith("feed 3: ")
