"""The page that explains the push API to people."""

from __future__ import annotations

from services.ingest.push.page import base_url, page
from shared.settings import Settings


def test_its_examples_can_be_sent_as_they_stand_over_ipv6_too() -> None:
    assert base_url(Settings(push_bind="::1", push_port=8_088)) == "http://[::1]:8088"
    assert "http://[::1]:8088/v1/articles" in page(Settings(push_bind="::1", push_port=8_088))
    assert "http://127.0.0.1:8088/v1/articles" in page(Settings(push_port=8_088))
