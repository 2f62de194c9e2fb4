"""``lajmi schema``: the contract as JSON Schemas and one AsyncAPI 3 document, generated from the models.

The written copies in ``shared/schemas`` are what consumers build against; a test compares them with the models.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from shared.compatibility import breaking_changes
from shared.contracts import DeadLetter, EnrichedArticle, RawArticle
from shared.errors import UserError
from shared.events import DEAD_LETTER_TYPE, ENRICHED_TYPE, RAW_TYPE
from shared.topics import DEAD_LETTER, ENRICHED, RAW, RAW_BACKFILL, TOPICS

SCHEMA_FOLDER = Path(__file__).parent / "schemas"
# What consumers already build against, a folder a version, never edited: the current models are held against each.
PUBLISHED_FOLDER = SCHEMA_FOLDER / "published"
CONTRACT_VERSION = "1.1.0"  # raise the minor for an added field; a breaking change needs a new message type

_MESSAGES: dict[str, tuple[type[BaseModel], str]] = {
    "RawArticle": (RawArticle, RAW_TYPE),
    "EnrichedArticle": (EnrichedArticle, ENRICHED_TYPE),
    "DeadLetter": (DeadLetter, DEAD_LETTER_TYPE),
}
_CHANNEL_MESSAGE = {
    RAW: "RawArticle",
    RAW_BACKFILL: "RawArticle",
    ENRICHED: "EnrichedArticle",
    DEAD_LETTER: "DeadLetter",
}


def json_schema(name: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of one message's value as producers write it: every field of the model is present."""
    model, _ = _MESSAGES[name]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(mode="serialization", by_alias=True),
    }


def asyncapi() -> dict[str, Any]:
    """AsyncAPI 3.0 document of the topics, their messages and headers."""
    purposes = {topic.name: topic for topic in TOPICS}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Lajmi",
            "version": CONTRACT_VERSION,
            "description": (
                "News articles as events. Key: the article's id. Delivery: at least once, in any order across revisions; "
                "keep the highest (revision, generation) of each id. A record with a null value retracts its key: its "
                "ce_type is org.lajmi.article.retracted.v1, and its header lajmi-revision, if there is one, the last "
                "revision it retracts (without it the retraction is final). "
                "Unknown fields are to be ignored."
            ),
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {
            topic: {
                "address": topic,
                "description": purposes[topic].purpose,
                "messages": {message: {"$ref": f"#/components/messages/{message}"}},
                "bindings": {
                    "kafka": {
                        "topic": topic,
                        "topicConfiguration": {
                            "cleanup.policy": [purposes[topic].config["cleanup.policy"]],
                            "max.message.bytes": int(purposes[topic].config["max.message.bytes"]),
                        },
                        "bindingVersion": "0.5.0",
                    }
                },
            }
            for topic, message in _CHANNEL_MESSAGE.items()
        },
        "operations": {
            f"publish-{topic.replace('.', '-')}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{topic}"},
                "messages": [{"$ref": f"#/channels/{topic}/messages/{message}"}],
            }
            for topic, message in _CHANNEL_MESSAGE.items()
        },
        "components": {
            "messages": {
                name: {
                    "name": name,
                    "contentType": "application/json",
                    "headers": _headers_schema(event_type),
                    "payload": {
                        "schemaFormat": "application/schema+json;version=2020-12",
                        "schema": {"$ref": f"./{name}.json"},
                    },
                    "bindings": {"kafka": {"key": {"type": "string"}, "bindingVersion": "0.5.0"}},
                }
                for name, (_, event_type) in _MESSAGES.items()
            }
        },
    }


def _headers_schema(event_type: str) -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "CloudEvents 1.0, Kafka binary mode, and W3C trace context",
        "required": [
            "ce_specversion",
            "ce_type",
            "ce_source",
            "ce_id",
            "ce_time",
            "ce_subject",
            "traceparent",
        ],
        "properties": {
            "ce_specversion": {"const": "1.0"},
            "ce_type": {"const": event_type},
            "ce_source": text,
            "ce_id": {**text, "description": "repeats when the same event is sent again"},
            "ce_time": {"type": "string", "format": "date-time"},
            "ce_subject": {**text, "description": "the article's id"},
            "content-type": {"const": "application/json"},
            "traceparent": {**text, "description": "same trace from ingest to index, a new span at each hop"},
        },
    }


def documents() -> dict[str, str]:
    """File name to content of everything that is generated."""
    generated = {f"{name}.json": json_schema(name) for name in _MESSAGES}
    generated["asyncapi.json"] = asyncapi()
    return {
        name: json.dumps(content, indent=2, ensure_ascii=False) + "\n" for name, content in generated.items()
    }


@click.command(help="Print the JSON Schemas and the AsyncAPI document, or write them to shared/schemas.")
@click.option("--write", is_flag=True, help="Write the files; refuses an incompatible change.")
@click.option("--name", type=click.Choice([*_MESSAGES, "asyncapi"]), help="Only this document.")
def schema(write: bool, name: str | None) -> None:
    generated = documents()
    if not write:
        for file, text in generated.items():
            if name is None or file == f"{name}.json":
                click.echo(text, nl=False)
        return
    SCHEMA_FOLDER.mkdir(exist_ok=True)
    for message in _MESSAGES:
        for path in sorted(PUBLISHED_FOLDER.glob(f"*/{message}.json")):
            problems = breaking_changes(json.loads(path.read_text()), json_schema(message))
            if problems:
                listed = "\n  ".join(problems)
                raise UserError(f"{message} would break consumers of version {path.parent.name}:\n  {listed}")
    for file, text in generated.items():
        (SCHEMA_FOLDER / file).write_text(text)
        click.echo(f"wrote {file}")
