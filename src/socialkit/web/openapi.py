"""Describe the JSON API as OpenAPI 3.1, from the route table and the views alone."""

from __future__ import annotations

import inspect
import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final, TypeAlias

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from socialkit.web.answering import adapter
from socialkit.web.problems import PROBLEM
from socialkit.web.repeats import HEADER as IDEMPOTENCY_KEY
from socialkit.web.routes import Route, RouteTable

PATH: Final = "/api/v1/openapi.json"

Schema: TypeAlias = dict[str, Any]

_PROBLEM: Final[Schema] = {
    "type": "object",
    "description": "Says what was wrong, where, and what to do (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code", "params"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "In plain words, for people."},
        "code": {"type": "string", "description": "Stable, for programs."},
        "params": {"type": "object", "description": "Ids, limits and names of fields."},
    },
}


def document(table: RouteTable, *, prefix: str) -> bytes:
    """Return the OpenAPI document of the rows that are no pages."""
    rows = [row for row in table.rows if not row.page]
    schemas, parts = _schemas(rows)
    paths: dict[str, Schema] = {}
    for row in rows:
        paths.setdefault(row.path, {})[row.method.lower()] = _operation(row, schemas)
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "socialkit",
                "version": "1",
                "description": "Every answer holds only what the caller may read.",
            },
            "servers": [{"url": prefix or "/"}],
            "paths": dict(sorted(paths.items())),
            "components": {"schemas": {**parts, "Problem": _PROBLEM}},
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def _schemas(rows: Sequence[Route]) -> tuple[dict[type, Schema], Schema]:
    """Return the schema of each view and model of the rows, and the parts that they refer to."""
    sent: set[type] = {row.body for row in rows if row.body}
    views: set[type] = {row.response for row in rows if row.response}
    inputs: list[tuple[type, JsonSchemaMode, TypeAdapter[Any]]] = []
    both: tuple[tuple[set[type], JsonSchemaMode], ...] = (
        (sent, "validation"),
        (views, "serialization"),
    )
    for kinds, mode in both:
        named = sorted(kinds, key=lambda kind: kind.__name__)
        inputs.extend((kind, mode, adapter(kind)) for kind in named)
    found, defs = TypeAdapter.json_schemas(inputs, ref_template="#/components/schemas/{model}")
    return {kind: schema for (kind, _), schema in found.items()}, defs.get("$defs", {})


def _operation(row: Route, schemas: dict[type, Schema]) -> Schema:
    operation: Schema = {
        "operationId": row.name,
        "summary": (inspect.getdoc(row.handler) or "").rstrip("."),
        "tags": [row.name.partition(".")[0]],
        "parameters": [*_in_path(row), *_in_query(row), *_in_headers(row)],
        "responses": {
            str(row.status): _success(row, schemas),
            "default": {
                "description": "A problem.",
                "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
    }
    if row.body is not None:
        needed = bool(row.body.model_json_schema().get("required"))
        content = {"application/json": {"schema": schemas[row.body]}}
        operation["requestBody"] = {"required": needed, "content": content}
    return operation


def _success(row: Route, schemas: dict[type, Schema]) -> Schema:
    answer: Schema = {"description": HTTPStatus(row.status).phrase}
    if row.response is None:
        return answer
    schema = schemas[row.response]
    if row.listing:
        schema = {
            "type": "object",
            "required": ["items", "next"],
            "additionalProperties": False,
            "properties": {
                "items": {"type": "array", "items": schema},
                "next": {"type": ["string", "null"], "description": "The cursor of the next page."},
            },
        }
    answer["content"] = {"application/json": {"schema": schema}}
    if row.versioned:
        answer["headers"] = {"ETag": {"schema": {"type": "string"}}}
    return answer


def _in_path(row: Route) -> list[Schema]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in row.names
    ]


def _in_query(row: Route) -> list[Schema]:
    if row.query is None:
        return []
    return [_parameter(name, row.query) for name in row.query.model_fields]


def _parameter(name: str, model: type[BaseModel]) -> Schema:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    found = dict(schema["properties"][name])
    parameter = {
        "name": name,
        "in": "query",
        "required": name in schema.get("required", ()),
        "schema": _inlined(found, schema.get("$defs", {})),
    }
    if told := found.get("description"):
        parameter["description"] = told
    return parameter


def _inlined(schema: Schema, parts: Schema) -> Schema:
    """Return the schema of a parameter with the words that it may be, instead of a reference."""
    if "$ref" in schema:
        return dict(parts[schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return schema | {"anyOf": [_inlined(option, parts) for option in schema["anyOf"]]}
    return schema


def _in_headers(row: Route) -> list[Schema]:
    text = {"schema": {"type": "string"}}
    if row.method == "PATCH" and row.versioned:
        return [{"name": "If-Match", "in": "header", "required": False, **text}]
    if row.method == "POST" and not row.read_only:
        return [{"name": IDEMPOTENCY_KEY, "in": "header", "required": False, **text}]
    return []
