"""Digests of facts: the same facts give the same digest on every machine."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def canonical(facts: Any) -> bytes:
    """`facts` (JSON-like; dates, instants and Decimals allowed) as UTF-8 JSON with sorted keys and no spaces."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def digest(facts: Any) -> str:
    """SHA-256 of the canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(facts)).hexdigest()
