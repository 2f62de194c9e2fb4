from hypothesis import given
from hypothesis import strategies as st

from shared.elastic import external_version, unpack_version

REVISION = st.integers(1, 2**31 - 1)
GENERATION = st.integers(0, 2**20 - 1)


@given(st.tuples(REVISION, GENERATION), st.tuples(REVISION, GENERATION))
def test_versions_order_as_revision_then_generation(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert (external_version(*one) < external_version(*other)) == (one < other)
    assert unpack_version(external_version(*one)) == one
    assert external_version(*one) < 2**63
