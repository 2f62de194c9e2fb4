"""The enricher as a service: wait for Kafka, load the models, then stream until told to stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import threading
import time
from types import FrameType

import faust

from services.enrich.app import EnrichApp
from services.enrich.entities.profile import parse_profile, require
from services.enrich.library_logs import quieten
from services.enrich.loading import load
from shared.health import HealthServer
from shared.logs import get_logger
from shared.metrics import exposition, process_metrics
from shared.settings import Settings
from shared.waiting import Stopped, wait_for_topics

log = get_logger()

_SUMMARY_SECONDS = 30.0


def run(settings: Settings) -> None:
    """Until SIGTERM or Ctrl-C; then finish what is under way, commit, and exit with status 0 within seconds."""
    profile = parse_profile(settings.entities, settings.entities_edition)
    require(profile)  # first of all: nobody looks for a missing package among what Kafka's clients log
    stop = threading.Event()
    phase = {"name": "waiting for Kafka"}
    enricher: list[EnrichApp] = []

    def health() -> tuple[bool, dict[str, object]]:
        return enricher[0].standing.health() if enricher else (False, {"phase": phase["name"]})

    def metrics() -> str:
        return enricher[0].standing.metrics() if enricher else exposition(process_metrics())

    def on_signal(number: int, _frame: FrameType | None) -> None:
        log.info("stopping", stage="enrich", signal=signal.Signals(number).name)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)
    with HealthServer(settings.bind, settings.enrich_port, health, metrics):
        try:
            wait_for_topics(settings, stop)
        except Stopped:
            log.info("stopped before Kafka was there", stage="enrich")
            return
        # faust keeps a folder there and makes only the last part of its path.
        settings.home.mkdir(parents=True, exist_ok=True)
        phase["name"] = "loading models"
        pipeline = load(profile)
        # What is loaded stays for good: the collector need not look through it each time.
        gc.collect()
        gc.freeze()
        if stop.is_set():
            return
        enricher.append(EnrichApp(settings, pipeline))
        log.info(
            "enriching starts", stage="enrich", kafka=settings.kafka_bootstrap, group=settings.enrich_group,
            pipeline=pipeline.versions, generation=pipeline.generation,
        )  # fmt: skip
        threading.Thread(target=_summaries, args=(enricher[0], settings.kafka_bootstrap), daemon=True).start()
        _run_worker(enricher[0], stop)


def _run_worker(enricher: EnrichApp, stop: threading.Event) -> None:
    """faust's own worker from here on: it takes over the signals and ends the process."""
    # faust builds its debug records even when nobody reads them: a fifth of the time spent on a message.
    logging.disable(logging.DEBUG)
    quieten()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    worker = faust.Worker(
        enricher.app, loop=loop, loglevel="warn", quiet=True, override_logging=False, redirect_stdouts=False
    )
    worker.spinner = None  # it writes to the terminal on the way out
    # A signal that came after our last look and before faust's own handlers would be forgotten.
    loop.call_later(1.0, lambda: signal.raise_signal(signal.SIGTERM) if stop.is_set() else None)
    worker.execute_from_commandline()


def _summaries(enricher: EnrichApp, kafka: str) -> None:
    """A line now and then while there is work: one a record would drown what matters."""
    last = 0
    while True:
        time.sleep(_SUMMARY_SECONDS)
        enricher.refusals.summarise()
        done = enricher.progress.records.total()
        waiting = enricher.standing.in_flight()
        if done == last and waiting and enricher.progress.seconds_in_record() < _SUMMARY_SECONDS:
            log.warning(
                "Kafka has acknowledged nothing of what was sent: waiting for it; after a minute this process ends, to be "
                "started again, and reads the same records again",
                stage="enrich", kafka=kafka, in_flight=waiting, seconds=round(_SUMMARY_SECONDS),
            )  # fmt: skip
        if done != last:
            log.info(
                "progress", stage="enrich", enriched=enricher.progress.total("enriched"),
                dead_lettered=enricher.progress.total("dead_lettered"),
                per_second=round((done - last) / _SUMMARY_SECONDS, 1),
            )  # fmt: skip
            last = done
