"""A real Elasticsearch node, from the distribution that fetch.py installed, started by its own launcher."""

from __future__ import annotations

import json
import os
from pathlib import Path

from deploy.local.fetch import make_readable_folder
from deploy.local.java import Java, java_environment
from deploy.local.places import Places
from deploy.local.process import Command
from deploy.local.versions import ELASTICSEARCH
from shared.settings import Settings

# Security needs certificates that a loopback node has no use for. The watermarks are shares of the disk by default, and
# would turn the archive read-only on a developer's disk that is 96 % full.
_CONFIGURATION = """\
cluster.name: lajmi-local
node.name: lajmi-local
path.data: {data}
path.logs: {logs}
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
discovery.type: single-node
xpack.security.enabled: false
cluster.routing.allocation.disk.watermark.low: 1gb
cluster.routing.allocation.disk.watermark.high: 500mb
cluster.routing.allocation.disk.watermark.flood_stage: 250mb
"""

# The distribution's own file, with a fixed heap that is taken only as it is used, and without logs of the garbage collector.
# "20-:" means Java 20 and later. C1 alone (TieredStopAtLevel=1): 8.6 s of CPU to start instead of 18.6, and in the first
# 16,000 documents 0.5-0.7 ms of CPU each instead of 0.7-2.2, for the full compiler also takes its share of two cores.
_JVM_OPTIONS = """\
-Xms{heap}
-Xmx{heap}
-XX:-AlwaysPreTouch
-XX:+UseG1GC
-XX:TieredStopAtLevel=1
-Djava.io.tmpdir={folder}/tmp
20-:--add-modules=jdk.incubator.vector
23:-XX:CompileCommand=dontinline,java/lang/invoke/MethodHandle.setAsTypeCache
23:-XX:CompileCommand=dontinline,java/lang/invoke/MethodHandle.asTypeUncached
-Dorg.apache.lucene.store.MMapDirectory.sharedArenaMaxPermits=1
-XX:+ExitOnOutOfMemoryError
-XX:ErrorFile={folder}/logs/hs_err_pid%p.log
"""

_LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] [%node_name]%marker %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
"""


def prepare(settings: Settings, places: Places, java: Java) -> Command:
    """Write the configuration into folders that belong to the node's user, and return how to start it."""
    folder = places.elasticsearch
    home = places.cache / f"elasticsearch-{ELASTICSEARCH}"
    make_readable_folder(folder)
    for name in ("config", "data", "logs", "tmp"):
        (folder / name).mkdir(exist_ok=True)
    values: dict[str, object] = {"folder": folder, "heap": settings.elasticsearch_heap}
    values |= {"port": settings.port_base + 3, "transport": settings.port_base + 4}
    # A JSON string is a YAML string, whatever the path contains.
    values |= {name: json.dumps(str(folder / name)) for name in ("data", "logs")}
    _write(folder / "config" / "elasticsearch.yml", _CONFIGURATION.format(**values))
    _write(folder / "config" / "jvm.options", _JVM_OPTIONS.format(**values))
    _write(folder / "config" / "log4j2.properties", _LOGGING)
    if places.elasticsearch_uid is not None:
        _hand_over(folder, places.elasticsearch_uid)
    environment = java_environment(folder) | {"ES_TMPDIR": str(folder / "tmp")}
    # The launcher takes its working folder for the distribution.
    return Command(_launcher(home, folder, java), home, environment, uid=places.elasticsearch_uid)


def _launcher(home: Path, folder: Path, java: Java) -> list[str]:
    """What the distribution's own shell script runs. It stays as the parent of the node's Java."""
    return [
        str(java.home / "bin" / "java"),
        "-Xms4m",
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dcli.name=server",
        "-Dcli.script=elasticsearch",
        "-Dcli.libs=lib/tools/server-cli",
        f"-Des.path.home={home}",
        f"-Des.path.conf={folder / 'config'}",
        "-Des.distribution.type=zip",
        "-Des.java.type=ES_JAVA_HOME",
        "-cp",
        f"{home}/lib/*:{home}/lib/cli-launcher/*",
        "org.elasticsearch.launcher.CliToolLauncher",
    ]


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o644)


def _hand_over(folder: Path, uid: int) -> None:
    os.chown(folder, uid, uid)
    for parent, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            path = Path(parent) / name
            if path.lstat().st_uid != uid:
                os.chown(path, uid, uid, follow_symlinks=False)
