"""The canonical text that digests are over, written a second time and in another way."""

import hashlib
import json


def canonical(value: object) -> str:
    """JSON on one line: names in order, no blanks, letters as they are."""
    if isinstance(value, dict):
        rows = (f'"{key}":{canonical(value[key])}' for key in sorted(value))
        return "{" + ",".join(rows) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def digest_of(data: str | bytes) -> str:
    """SHA-256 of a text or of bytes, in hex."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()
