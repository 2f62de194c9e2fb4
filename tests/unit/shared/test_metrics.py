from __future__ import annotations

from shared.metrics import Metric, exposition


def test_the_format_is_that_of_prometheus_and_labels_are_escaped() -> None:
    metrics = [
        Metric("lajmi_items_total", "counter", "Items\nseen.", [({"source": 'a "b" \\ c\nd'}, 3), ({}, 1.5)]),
        Metric("lajmi_nothing", "gauge", "None yet.", []),
    ]
    assert exposition(metrics).splitlines() == [
        "# HELP lajmi_items_total Items\\nseen.",
        "# TYPE lajmi_items_total counter",
        'lajmi_items_total{source="a \\"b\\" \\\\ c\\nd"} 3',
        "lajmi_items_total 1.5",
        "# HELP lajmi_nothing None yet.",
        "# TYPE lajmi_nothing gauge",
    ]
