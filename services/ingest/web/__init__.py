"""The web: documents by their addresses, politely (robots.txt, pace, validators) and safely (limits, addresses).

``Fetcher`` is for collecting; ``fetch`` for a single address that a user named.
"""

from services.ingest.web.fetcher import Fetcher, policy_from
from services.ingest.web.location import is_web_address
from services.ingest.web.once import fetch
from services.ingest.web.outcome import Fetched, NotModified, Refusal, Request, Response
from services.ingest.web.politeness import Policy
from services.ingest.web.robots import RobotsRecord

__all__ = [
    "Fetched",
    "Fetcher",
    "NotModified",
    "Policy",
    "Refusal",
    "Request",
    "Response",
    "RobotsRecord",
    "fetch",
    "is_web_address",
    "policy_from",
]
