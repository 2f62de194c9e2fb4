"""How a whole input is refused: one item without a payload, with a sentence for a person. Pure but for the log."""

from __future__ import annotations

from services.ingest.items import Refused
from services.ingest.read.options import ReadOptions
from services.ingest.read.source_names import source_of
from shared.logs import get_logger
from shared.rejection import Rejection


def refused_whole(uri: str, options: ReadOptions, reason: str, detail: str) -> Refused:
    name = source_of(options.source, None, None, options.url, uri).name
    return Refused(Rejection(reason, f"{uri}: {detail}"), uri, name)


def parser_fault(error: Exception, where: str) -> str:
    """A sentence for a person; the traceback goes to the log, for us."""
    get_logger().debug("parser failed", stage="ingest", uri=where, exc_info=error)
    said = " ".join(str(error).split())[:200]
    return (
        f"cannot be parsed, by a fault of ours ({type(error).__name__}{f': {said}' if said else ''}); "
        f"LAJMI_LOG_LEVEL=debug shows where"
    )
