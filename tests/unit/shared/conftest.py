from datetime import UTC, datetime

import pytest

from shared.contracts import InputFormat, Origin, Precision, RawArticle, Source


@pytest.fixture
def article() -> RawArticle:
    return RawArticle(
        id="0123456789abcdef0123456789abcdef",
        revision=2,
        source=Source(name="Tirana Daily"),
        title="Ura e re mbi Lanë hapet të hënën",
        body="Bashkia tha se punimet përfunduan.",
        published_at=datetime(2026, 3, 2, tzinfo=UTC),
        published_precision=Precision.DAY,
        origin=Origin(format=InputFormat.TEXT, uri="digest.txt", span=(0, 67)),
        content_hash="00" * 32,
        fetched_at=datetime(2026, 3, 3, 9, 30, tzinfo=UTC),
    )
