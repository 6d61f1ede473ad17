"""Read what a request sends, strictly: what is refused here reaches no service and no database."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from socialkit.errors import Invalid, Param
from socialkit.web.http import Fields, Request

MAX_BYTES: Final = 512 * 1024
"""The largest body: the longest text (64 KiB) fits, however it is escaped."""
MAX_DEPTH: Final = 20
MAX_VALUES: Final = 100
"""How many values a query or a form may have."""
MAX_VALUE: Final = 2000
"""The longest value of a query, in characters."""
MAX_PART: Final = 300
"""The longest value of a part of a path, in characters."""

_REFUSED = re.compile("[\x00\ud800-\udfff]")
_TOO_DEEP: Final = f"it is nested deeper than {MAX_DEPTH} levels"
_CODES: Final = {"extra_forbidden": "unknown_field", "missing": "missing_field"}

M = TypeVar("M", bound=BaseModel)


def read_body(request: Request, model: type[BaseModel] | None) -> BaseModel | None:
    """Return the JSON body as the route's model; None where the route has none.

    Raises `Invalid`: ``body.too_large``, ``body.content_type``, ``body.json``, ``body.unexpected``,
    ``body.unknown_field``, ``body.missing_field``, ``body.value``.
    """
    _check_size(request)
    if model is None:
        _refuse_unexpected(request)
        return None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.body and kind != "application/json":
        message = "Send the body as JSON, with the header Content-Type: application/json."
        raise Invalid("body.content_type", message)
    body = request.body or b"{}"
    check_json(body)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise _explained(error, "body") from None


def check_form(request: Request) -> None:
    """Raise `Invalid` (``body.*``) unless what a page was sent is an ordinary form, or nothing."""
    _check_size(request)
    if request.body:
        message = "Send the form as application/x-www-form-urlencoded, as browsers do."
        raise Invalid("body.content_type", message)
    check_fields(request.form, where="body", longest=MAX_BYTES)


def _check_size(request: Request) -> None:
    if len(request.body) > MAX_BYTES:
        message = f"The body is larger than {MAX_BYTES} bytes. Send less."
        raise Invalid("body.too_large", message, maximum=MAX_BYTES)


def _refuse_unexpected(request: Request) -> None:
    if request.body.strip() not in {b"", b"{}"} or request.form:
        message = "This address takes no body. Send none."
        raise Invalid("body.unexpected", message)


def read_query(query: Fields, model: type[M]) -> M:
    """Return the query as the route's model.

    Raises `Invalid`: ``query.unknown_field``, ``query.value``, ``query.repeated``.
    """
    for name in query:
        if len(query.every(name)) > 1:
            message = f"The query names {_shown(name)} more than once. Give it once."
            raise Invalid("query.repeated", message, field=_shown(name))
    try:
        return model.model_validate(dict(query))
    except ValidationError as error:
        raise _explained(error, "query") from None


def check_fields(fields: Fields, *, where: str, longest: int) -> None:
    """Refuse NUL, halves of surrogate pairs, over-long values and far too many of them."""
    pairs = [(name, value) for name in fields for value in fields.every(name)]
    if len(pairs) > MAX_VALUES:
        message = f"The {where} has more than {MAX_VALUES} values. Send fewer."
        raise Invalid(f"{where}.too_many", message, maximum=MAX_VALUES)
    for name, value in pairs:
        if _REFUSED.search(name) or _REFUSED.search(value):
            message = f"The {where} has a character that is not allowed. Remove it."
            raise Invalid(f"{where}.character", message)
        if len(value) > longest:
            message = f"{_shown(name)} has {len(value)} characters. Use at most {longest}."
            raise Invalid(f"{where}.too_long", message, field=_shown(name), limit=longest)


def sound_path(params: Mapping[str, str]) -> bool:
    """Tell whether the parts of a path could name anything at all."""
    return not any(len(part) > MAX_PART or _REFUSED.search(part) for part in params.values())


def check_json(body: bytes) -> None:
    """Raise `Invalid` (``body.json``) unless `body` is plain JSON, as every reader understands it.

    Refused: what is no UTF-8, nesting over 20 levels, a name twice in one object, NaN and
    infinities, NUL characters and halves of surrogate pairs. Takes time linear in the length.
    """
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=_no_twice, parse_constant=_no_constant
        )
    except UnicodeDecodeError:
        raise _malformed("it is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise _malformed(f"{error.msg}, line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _malformed(_TOO_DEEP) from None
    except ValueError:
        raise _malformed("it holds a number that is far too long") from None
    _check_inside(value)


def _no_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _malformed("an object has one name twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise _malformed(f"{name} is not JSON")


def _check_inside(value: object) -> None:
    """Look at every text and level of a value, without recursion."""
    level: list[object] = [value]
    for depth in range(MAX_DEPTH + 1):
        if depth == MAX_DEPTH and any(isinstance(item, list | dict) for item in level):
            raise _malformed(_TOO_DEEP)
        deeper: list[object] = []
        for item in level:
            if isinstance(item, str) and _REFUSED.search(item):
                raise _malformed("a text holds a NUL or half of a surrogate pair")
            if isinstance(item, list):
                deeper += item
            elif isinstance(item, dict):
                deeper += (*item.keys(), *item.values())
        level = deeper


def _malformed(why: str) -> Invalid:
    return Invalid("body.json", f"The body is not JSON that can be read: {why}.")


def _explained(error: ValidationError, where: str) -> Invalid:
    """Say what is wrong with the first field that is, never repeating what was sent."""
    first = error.errors(include_url=False, include_input=False, include_context=True)[0]
    name = _shown(".".join(str(part) for part in first["loc"])) or where
    code = _CODES.get(first["type"], "value")
    params: dict[str, Param] = {"field": name}
    if code == "unknown_field":
        message = f"The {where} has a field {name} that is not known here. Leave it out."
    elif code == "missing_field":
        message = f"The {where} lacks the field {name}. Add it."
    else:
        message = f"The field {name} of the {where} is not right: {first['msg']}."
    return Invalid(f"{where}.{code}", message, **params)


def _shown(name: str) -> str:
    return _REFUSED.sub("?", name)[:60]
