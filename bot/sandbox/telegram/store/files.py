"""Files that people and the bot have sent."""

import hashlib
from dataclasses import dataclass
from itertools import count
from typing import Final

from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.wire import Json

LARGEST_DOWNLOAD: Final = 20 * 1024 * 1024  # bytes; schema of getFile


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file with its place under the download address."""

    file_id: str
    name: str
    content: bytes
    mime: str
    path: str

    def wire(self) -> Json:
        """Return the fields that all Bot API files share."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.content)}

    @property
    def unique_id(self) -> str:
        """Return what stays the same for the same content."""
        return hashlib.sha256(self.content).hexdigest()[:16]


class Files:
    """Files by their ids and paths."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._files: dict[str, StoredFile] = {}

    def add(self, kind: str, name: str, content: bytes, mime: str) -> StoredFile:
        """Keep a file under a new id."""
        number = next(self._numbers)
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        stored = StoredFile(f"{kind}-file-{number}", name, content, mime, f"{kind}s/file_{number}.{suffix}")
        self._files[stored.file_id] = stored
        return stored

    def find(self, file_id: str) -> StoredFile:
        """Return the file, or raise the 400 that Telegram answers for an unknown id."""
        if file_id not in self._files:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return self._files[file_id]

    def at_path(self, path: str) -> StoredFile | None:
        """Return the file behind a download path."""
        return next((stored for stored in self._files.values() if stored.path == path), None)

    def fields(self, kind: str, stored: StoredFile) -> Json:
        """Return the message fields that show this file as a photo, document or voice message."""
        if kind == "photo":
            sizes = [stored.wire() | {"width": side, "height": side} for side in (90, 800)]
            return {"photo": sizes}
        made = stored.wire() | {"mime_type": stored.mime}
        return {kind: made | ({"duration": 3} if kind == "voice" else {"file_name": stored.name})}
