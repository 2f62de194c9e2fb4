"""What the world is made of: hosts, feeds and how each of them behaves. Pure, and the same for the same seed.

Everything else is derived from it: what the server answers, what a perfect collector would need, and what a collector's
ledger must say afterwards.
"""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property

_NETWORK = "127.64"  # all of 127.0.0.0/8 is this machine


class Manner(StrEnum):
    """How a feed behaves."""

    GOOD = "good"
    SLOW = "slow"
    BROKEN = "broken"
    HOSTILE = "hostile"
    OFF_LIMITS = "off limits"  # robots.txt disallows it: never to be asked for


TRICKS = {
    Manner.GOOD: ("",),
    Manner.OFF_LIMITS: ("",),
    Manner.SLOW: ("drip", "drip", "drip", "late"),
    Manner.BROKEN: ("reset", "error_500", "half_an_answer", "bad_gzip", "truncated_xml", "not_http"),
    Manner.HOSTILE: (
        "gzip_bomb", "endless_body", "header_flood", "redirect_loop", "redirect_to_private", "redirect_to_file",
        "xml_bomb", "long_line",
    ),
}  # fmt: skip
# Tricks whose answers hold articles all the same: late, or those before the cut.
READABLE = frozenset({"late", "truncated_xml"})


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Shares are of all feeds; ``items``: in each feed; ``port``: of all hosts; ``latency_seconds``: before each answer;
    ``salt``: makes articles others than those of another world on the same Kafka.
    """

    hosts: int = 200
    feeds: int = 2_000
    items: int = 5
    port: int = 0
    seed: int = 1
    salt: str = "0"
    latency_seconds: float = 0.2
    slow_share: float = 0.01
    broken_share: float = 0.01
    hostile_share: float = 0.01
    off_limits_share: float = 0.005
    teaser_share: float = 0.05
    changing_share: float = 0.1  # a new item in each round from the second on
    edited_share: float = 0.02  # one item reads differently in each round from the second on

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Dimensions:
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class Feed:
    """``form``: rss, atom or json; ``validators``: etag, modified or both."""

    number: int
    host: str
    manner: Manner
    trick: str = ""
    form: str = "rss"
    validators: str = "etag"
    packed: bool = False
    teasers: bool = False
    changing: bool = False
    edited: bool = False

    @property
    def name(self) -> str:
        """Of the source, as the ledger has it."""
        return f"feed {self.number}"

    @property
    def path(self) -> str:
        folder = "private" if self.manner is Manner.OFF_LIMITS else "feeds"
        return f"/{folder}/{self.number}"

    @property
    def readable(self) -> bool:
        return self.manner is Manner.GOOD or self.trick in READABLE

    def version(self, round_number: int) -> int:
        """Changes when the feed's text does."""
        return round_number if self.changing or self.edited else 1

    def shown(self, items: int, round_number: int) -> range:
        """Numbers of its items in a round, the oldest first."""
        first = round_number - 1 if self.changing else 0
        last = first + items
        return range(first, last - 1 if self.trick == "truncated_xml" else last)

    def edition(self, item: int, round_number: int) -> int:
        """Of an item's text: 1, or the round in which it was edited last."""
        return round_number if self.edited and item == 0 else 1


@dataclass(frozen=True)
class World:
    dimensions: Dimensions
    feeds: tuple[Feed, ...]

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        return tuple(host_address(number) for number in range(self.dimensions.hosts))

    @cached_property
    def by_path(self) -> dict[tuple[str, str], Feed]:
        return {(feed.host, feed.path): feed for feed in self.feeds}

    def url(self, feed: Feed) -> str:
        return self.address(feed.host, feed.path)

    def article_path(self, feed: Feed, item: int) -> str:
        return f"/articles/{self.dimensions.salt}/{feed.number}/{item}"

    def address(self, host: str, path: str) -> str:
        return f"http://{host}:{self.dimensions.port}{path}"


def host_address(number: int) -> str:
    return f"{_NETWORK}.{number // 250}.{number % 250 + 1}"


def is_of_the_world(address: str) -> bool:
    return address.startswith(f"{_NETWORK}.")


def make_world(dimensions: Dimensions) -> World:
    """Each host has the same number of feeds, or one more; at most one of a host's feeds misbehaves, as far as there are
    hosts enough, and at most one has teasers."""
    chance = random.Random(dimensions.seed)
    manners = _manners(dimensions, chance)
    teasing = set(
        chance.sample(
            range(dimensions.hosts), min(dimensions.hosts, _of(dimensions.teaser_share, dimensions))
        )
    )
    feeds = []
    for number, (manner, trick) in enumerate(manners):
        host = number % dimensions.hosts
        good = manner is Manner.GOOD
        teasers = good and host in teasing
        teasing -= {host} if teasers else set()
        changing = good and not teasers and chance.random() < dimensions.changing_share
        feeds.append(
            Feed(
                number=number,
                host=host_address(host),
                manner=manner,
                trick=trick,
                form="rss" if manner is not Manner.GOOD else chance.choice(("rss", "rss", "atom", "json")),
                validators=chance.choice(("etag", "modified", "both")),
                packed=chance.random() < 0.5,
                teasers=teasers,
                changing=changing,
                edited=good and not teasers and not changing and chance.random() < dimensions.edited_share,
            )
        )
    return World(dimensions, tuple(feeds))


def _manners(dimensions: Dimensions, chance: random.Random) -> list[tuple[Manner, str]]:
    """Of each feed, by number; the feeds of a host are ``hosts`` apart."""
    bad: list[tuple[Manner, str]] = []
    for manner, share in (
        (Manner.SLOW, dimensions.slow_share),
        (Manner.BROKEN, dimensions.broken_share),
        (Manner.HOSTILE, dimensions.hostile_share),
        (Manner.OFF_LIMITS, dimensions.off_limits_share),
    ):
        tricks = TRICKS[manner]
        bad += [(manner, tricks[number % len(tricks)]) for number in range(_of(share, dimensions))]
    manners = [(Manner.GOOD, "")] * dimensions.feeds
    hosts = list(range(dimensions.hosts))
    chance.shuffle(hosts)
    for number, each in enumerate(bad):
        host = hosts[number % len(hosts)]
        free = [
            one for one in range(host, dimensions.feeds, dimensions.hosts) if manners[one][0] is Manner.GOOD
        ]
        manners[chance.choice(free)] = each
    return manners


def _of(share: float, dimensions: Dimensions) -> int:
    return round(share * dimensions.feeds)
