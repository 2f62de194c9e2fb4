from __future__ import annotations

from shared.metrics import Metric, Observations, exposition, process_metrics


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


def test_a_histogram_has_cumulated_buckets_a_sum_and_a_count() -> None:
    observed = Observations((0.5, 1.0))
    for value in (0.25, 0.5, 0.75, 3.0):
        observed.add(value)
    assert exposition(
        [Metric("x_seconds", "histogram", "X.", [({"stage": "a"}, observed)])]
    ).splitlines() == [
        "# HELP x_seconds X.",
        "# TYPE x_seconds histogram",
        'x_seconds_bucket{stage="a",le="0.5"} 2',
        'x_seconds_bucket{stage="a",le="1.0"} 3',
        'x_seconds_bucket{stage="a",le="+Inf"} 4',
        'x_seconds_sum{stage="a"} 4.5',
        'x_seconds_count{stage="a"} 4',
    ]


def test_a_process_tells_its_memory_and_processor_time() -> None:
    values = dict(line.split() for line in exposition(process_metrics()).splitlines() if line[0] != "#")
    assert float(values["process_resident_memory_bytes"]) > 1_000_000
    assert float(values["process_cpu_seconds_total"]) > 0
