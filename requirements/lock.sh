#!/bin/sh
# Writes one hash-pinned lock per image and one for development. Needs uv (not pinned here: only maintainers run this).
set -eu
cd "$(dirname "$0")/.."
for extra in ingest enrich index search dev; do
    uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
        --python-version 3.11 --extra "$extra" pyproject.toml -o "requirements/$extra.lock"
done
# What builds the wheel inside the images, at the versions that development uses.
echo hatchling | uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
    --python-version 3.11 --constraint requirements/dev.lock - -o requirements/build.lock
