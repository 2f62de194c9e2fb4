"""A real Kafka broker and controller in one process, from the jars that fetch.py installed."""

from __future__ import annotations

import base64
import shutil
import subprocess
import uuid
from pathlib import Path

from deploy.local.java import Java, java_environment
from deploy.local.places import Places
from deploy.local.process import Command
from deploy.local.versions import KAFKA
from shared.errors import UserError
from shared.settings import Settings
from shared.topics import MAX_DEAD_LETTER_BYTES

# Above the largest record any topic takes: a batch adds its header to it.
_MAX_BATCH_BYTES = MAX_DEAD_LETTER_BYTES + 64 * 1024

# The broker talks to one machine, so it needs neither replicas nor waiting for more members to join a group.
_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
default.replication.factor=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
# One member per group needs few; each costs files, and time after a crash.
offsets.topic.num.partitions=3
transaction.state.log.num.partitions=3
share.coordinator.state.topic.num.partitions=3
group.initial.rebalance.delay.ms=0
# A laptop that slept for a month must not read everything again: as long as articles.raw keeps its records.
offsets.retention.minutes=129600
message.max.bytes={max_batch}
replica.fetch.max.bytes={max_batch}
replica.fetch.response.max.bytes={max_batch}
# 128 MB by default, a quarter of our heap.
log.cleaner.dedupe.buffer.size=33554432
num.recovery.threads.per.data.dir=2
# After kill -9 the controller lets the broker back in only once its old session has ended; 9 s by default.
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=1000
"""

_LOGGING = """\
status=error
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=[%d{ISO8601}] %p %m (%c{1})%n
rootLogger.level=info
rootLogger.appenderRef.console.ref=console
"""


def prepare(settings: Settings, places: Places, java: Java) -> Command:
    """Write the configuration, format the data folder if it is new, and return how to start the broker."""
    folder = places.kafka
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "data"
    configuration = folder / "server.properties"
    properties = _PROPERTIES.format(
        port=settings.port_base + 1,
        controller=settings.port_base + 2,
        data=data,
        max_batch=_MAX_BATCH_BYTES,
    )
    # Java reads property files as Latin-1 with \\u escapes.
    configuration.write_bytes(properties.encode("latin-1", "backslashreplace"))
    logging = folder / "log4j2.properties"
    logging.write_text(_LOGGING)
    base = [
        str(java.executable),
        "-XX:TieredStopAtLevel=1",  # 3 s of CPU to start instead of 5.5; Python clients are slower than it either way
        "-Djava.awt.headless=true",
        f"-Dlog4j2.configurationFile={logging}",
        "-cp",
        f"{places.cache / f'kafka-{KAFKA}'}/*",
    ]
    _format_once(base, data, configuration)
    heap = settings.kafka_heap
    memory = [
        f"-Xms{heap}",
        f"-Xmx{heap}",
        "-XX:+UseG1GC",
        "-XX:MaxGCPauseMillis=20",
        "-XX:+ExitOnOutOfMemoryError",
    ]
    arguments = [base[0], *memory, *base[1:], "kafka.Kafka", str(configuration)]
    return Command(arguments, folder, java_environment(folder))


def _format_once(base: list[str], data: Path, configuration: Path) -> None:
    """Give a new data folder its cluster id; a format that was killed half-way starts over."""
    formatted = data.with_name("formatted")
    if formatted.exists() and (data / "meta.properties").exists():
        return
    formatted.unlink(missing_ok=True)
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "A", 1)
    command = [*base, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(configuration)]
    environment = java_environment(data.parent)
    answer = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env=environment
    )
    if answer.returncode != 0:
        raise UserError(
            f"Kafka's data folder {data} could not be formatted: {(answer.stderr or answer.stdout)[-600:]}"
        )
    formatted.write_text(cluster + "\n")
