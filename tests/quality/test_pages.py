"""Floors of cutting HTML pages; ``python -m tests.quality.score_pages --errors`` shows what is wrong."""

from tests.quality.floors import floors_of
from tests.quality.score_pages import score_digests, score_singles


def test_pages_with_several_articles_are_cut_where_an_editor_would_cut_them() -> None:
    score = score_digests()
    assert score.pages >= 12
    floors = floors_of("pages")
    assert score.right_count / score.pages >= floors.pop("count"), score.errors
    assert score.boundary_f1 >= floors.pop("boundary"), score.errors
    below = {name: round(score.share(name), 3) for name, floor in floors.items() if score.share(name) < floor}
    assert not below, score.errors


def test_a_page_with_one_article_is_never_split_whatever_stands_around_it() -> None:
    score = score_singles()
    assert score.pages >= 12
    assert score.right_count == score.pages, score.errors
    for name, floor in floors_of("single_pages").items():
        assert score.share(name) >= floor, score.errors
