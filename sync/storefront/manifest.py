"""What we have written to a place: every file's digest and mark, in one packed file beside the others.

It is a memory, never the truth: a file counts as known only while the place gives it the same mark; whatever was
changed there has another one and is read again. Where the memory is lost, all files are read once.
"""

import gzip
import hashlib
import json
import zlib
from dataclasses import dataclass, field
from datetime import date

PATH = ".kasse.json.gz"
_FORMAT = 1


@dataclass
class Manifest:
    """`shop` is the key of the shop that writes there, `writer` the till's own name for this run of it.

    `files` has digest and mark by path, `days` the day on which each article's page last changed, by key.
    """

    shop: str = ""
    writer: str = ""
    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    days: dict[str, tuple[str, date]] = field(default_factory=dict)

    def holds(self, path: str, data: bytes) -> bool:
        """Whether this is what we know to be there."""
        return path in self.files and self.files[path][0] == digest(data)

    def packed(self) -> bytes:
        """As it is written; the same contents always give the same bytes."""
        data = {
            "kasse": _FORMAT,
            "shop": self.shop,
            "writer": self.writer,
            "files": self.files,
            "days": {key: (ref, day.isoformat()) for key, (ref, day) in self.days.items()},
        }
        return gzip.compress(json.dumps(data, sort_keys=True, separators=(",", ":")).encode(), 6, mtime=0)


def digest(data: bytes) -> str:
    """A file's digest: half a SHA-256, which is plenty to see a change."""
    return hashlib.sha256(data).hexdigest()[:32]


def reference(files: dict[str, str]) -> str:
    """What an article's files are called together, from their digests by path."""
    return digest("\n".join(f"{path} {files[path]}" for path in sorted(files)).encode())


def read(data: bytes) -> Manifest | None:
    """What `packed` gave; None where it is anything else."""
    try:
        found = json.loads(_unpacked(data))
        if found["kasse"] != _FORMAT:
            return None
        files = {str(path): (str(known), str(mark)) for path, (known, mark) in found["files"].items()}
        days = {str(key): (str(ref), date.fromisoformat(day)) for key, (ref, day) in found["days"].items()}
        return Manifest(str(found["shop"]), str(found["writer"]), files, days)
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error, EOFError, OSError, RecursionError):
        return None


def _unpacked(data: bytes) -> bytes:
    """At most so much as can be ours: what is packed may be made to burst."""
    packer = zlib.decompressobj(wbits=31)
    return packer.decompress(data, 32_000_000)
