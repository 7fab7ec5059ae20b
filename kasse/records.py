"""Frozen values as JSON and back, by their type hints: how a basket survives a power cut, and a Z report the years."""

import dataclasses
import json
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

_T = typing.TypeVar("_T")

_READERS: dict[type, Callable[[Any], Any]] = {
    UUID: UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}


def _plain(value: Any, complete: bool) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            name: _plain(item, complete)
            for name, default in _defaults(type(value))
            if (item := getattr(value, name)) != default or complete
        }
    if isinstance(value, tuple):
        if hasattr(value, "_fields"):
            raise TypeError(f"{type(value).__name__} cannot be read back: what is kept is a dataclass")
        return [_plain(item, complete) for item in value]
    if isinstance(value, UUID | date):
        return str(value) if isinstance(value, UUID) else value.isoformat()
    return value


@cache
def _defaults(cls: type) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in dataclasses.fields(cls))


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _read(kind: Any, value: Any) -> Any:
    origin = typing.get_origin(kind)
    if value is None:
        return None
    if origin in (types.UnionType, typing.Union):
        return _read(next(part for part in typing.get_args(kind) if part is not type(None)), value)
    if origin is tuple:
        return _read_tuple(typing.get_args(kind), value)
    if origin is typing.Literal:
        return value
    if dataclasses.is_dataclass(kind):
        hints = _hints(typing.cast(type, kind))
        return typing.cast(type, kind)(**{name: _read(hints[name], item) for name, item in value.items()})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return _READERS.get(kind, kind)(value)


def _read_tuple(parts: tuple[Any, ...], values: list[Any]) -> tuple[Any, ...]:
    if len(parts) == 2 and parts[1] is Ellipsis:
        return tuple(_read(parts[0], value) for value in values)
    return tuple(_read(part, value) for part, value in zip(parts, values, strict=True))


def to_json(value: Any, *, complete: bool = False) -> str:
    """A frozen dataclass as JSON; what equals its field's default is left out, unless it is kept for years."""
    return json.dumps(_plain(value, complete), ensure_ascii=False, separators=(",", ":"))


def from_json(kind: type[_T], text: str) -> _T:
    """The value that `to_json` wrote."""
    return typing.cast(_T, _read(kind, json.loads(text)))
