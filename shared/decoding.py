"""Record bytes to contract models, or a Rejection that says what is wrong with them."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from shared.rejection import Rejection

Model = TypeVar("Model", bound=BaseModel)


def decode(value: bytes, model: type[Model]) -> Model | Rejection:
    """Parse one record value. Reasons: ``invalid_json``, ``missing_field``, ``body_too_large``, ``invalid_field``."""
    try:
        return model.model_validate_json(value)
    except ValidationError as error:
        return _explain(error, model)


def _explain(error: ValidationError, model: type[BaseModel]) -> Rejection:
    # The input itself is left out: it can be megabytes, and it travels whole as the dead letter's payload.
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    first = problems[0]
    field = ".".join(str(part) for part in first["loc"])
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    if first["type"] == "json_invalid":
        return Rejection("invalid_json", f"not valid JSON: {first['msg'].removeprefix('Invalid JSON: ')}")
    if first["type"] == "missing":
        return Rejection("missing_field", f"{model.__name__} misses {field!r}{more}")
    if first["type"] == "string_too_long" and field == "body":
        return Rejection("body_too_large", f"{first['msg']} in 'body': this is a dump, not an article")
    return Rejection("invalid_field", f"{field or 'value'}: {first['msg']}{more}")
