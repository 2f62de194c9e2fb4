"""What is collected can be kept as it came, in WARC files that read back as the same articles."""

from pathlib import Path

from services.ingest.read.options import ReadOptions
from services.ingest.read.target import read_target
from services.ingest.targets import Target
from shared.contracts import RawArticle
from tests.unit.ingest.collect.world import World, feed, page, source

_FEED = "http://paper.test/rss"
_PAGE = "http://paper.test/2026/bridge"


def test_the_raw_archive_holds_every_document_that_was_fetched(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.settings = world.settings.model_copy(update={"archive": tmp_path / "archive"})
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, "The bridge opened on Monday …")), '"1"')
    world.web.put(_PAGE, page("Bridge opens"))
    world.round(source(_FEED))
    world.now += 3_600
    world.round(source(_FEED))  # 304: nothing new to keep
    files = sorted((tmp_path / "archive").iterdir())
    assert [path.name.endswith(".warc.gz") for path in files] == [True]
    found = [
        item
        for item in read_target(Target(str(files[0])), ReadOptions(), world.settings)
        if isinstance(item, RawArticle)
    ]
    last = world.kafka.records[-1]
    assert [(article.id, article.body) for article in found][-1] == (last.id, last.body)
    assert len(found) == 2
