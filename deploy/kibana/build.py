"""``python -m deploy.kibana.build``: write the saved objects as a file that Kibana imports."""

from __future__ import annotations

from pathlib import Path

from deploy.kibana.objects import as_ndjson, saved_objects

OUTPUT = Path(__file__).with_name("saved-objects.ndjson")

if __name__ == "__main__":
    OUTPUT.write_text(as_ndjson(saved_objects()), encoding="utf-8")
