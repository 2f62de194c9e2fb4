"""Who may push: keys by their hashes, in one file that the service reads again when it changes."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.contracts import UtcDatetime
from shared.errors import UserError

KEY_PREFIX = "lajmi_"  # so that scanners for leaked secrets and people recognise one
_KEY_BYTES = 32
_WRITABLE_BY_OTHERS = 0o022
_MAX_KEY_CHARS = 200  # of what a request sends as its key

ClientName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]


class Client(BaseModel):
    """One key: the client that holds it, and what it may do.

    ``sha256`` is the hash of the key (hex). A key has 256 random bits, so a plain hash cannot be reversed by guessing; slow
    hashes are for passwords. ``source``: the name that everything pushed with this key gets; null: each record's own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClientName
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    source: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    requests_per_minute: Annotated[int, Field(ge=1)] | None = None
    created_at: UtcDatetime


class _KeysFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    keys: list[Client] = []


def read_clients(path: Path) -> list[Client]:
    """The clients of the file; none when there is no file. Raises UserError when it cannot be trusted or understood."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}): nobody can push until it can") from error
    if mode & _WRITABLE_BY_OTHERS:
        raise UserError(
            f"{path} can be written by others than its owner, who could let themselves in: chmod 600 {path}"
        )
    try:
        clients = _KeysFile.model_validate_json(content).keys
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise UserError(
            f"{path}: {place}: {first['msg']}: mend it, or move it away and make new keys with `lajmi push-key add NAME`"
        ) from error
    names = [client.name for client in clients]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise UserError(f"{path}: two keys are called {twice!r}: remove one of them")
    return clients


def write_clients(path: Path, clients: list[Client]) -> None:
    """In place of the file as a whole, readable by its owner alone: a reader never sees half of it."""
    content = json.dumps(_KeysFile(keys=clients).model_dump(mode="json"), indent=2) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # mkstemp makes it with permissions 600 from the first moment.
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror}): nothing was changed") from error


def new_key() -> str:
    return KEY_PREFIX + secrets.token_urlsafe(_KEY_BYTES)


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def new_client(
    name: str, key: str, at: datetime, source: str | None = None, requests_per_minute: int | None = None
) -> Client:
    """Raises UserError when the name cannot be one."""
    try:
        return Client(
            name=name,
            sha256=hash_of(key),
            source=" ".join(source.split()) if source is not None else None,
            requests_per_minute=requests_per_minute,
            created_at=at,
        )
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        if first["loc"] == ("name",):
            raise UserError(
                f"{name!r} cannot name a client: small letters, digits, '-' and '_', beginning with a letter or digit, "
                f"63 at most"
            ) from error
        raise UserError(f"{first['loc'][0]}: {first['msg']}") from error


class KeyRing:
    """The clients of a keys file, read again whenever the file changed: a removed key ends at once, without a restart."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # The file's signature and what stood in it change together: a thread that asks while another reads the file
        # anew is answered from one state of it, never by a list that is not there yet.
        self._known: tuple[tuple[int, ...] | None, list[Client] | UserError] = (None, [])

    def clients(self) -> list[Client]:
        """Raises UserError while the file cannot be trusted or understood: then nobody is let in."""
        seen, clients = self._known
        signature = self._signature()
        if signature != seen:
            try:
                clients = read_clients(self._path)
            except UserError as error:
                clients = error
            self._known = signature, clients
        if isinstance(clients, UserError):
            raise clients.with_traceback(None)  # raised for every request: its traceback would grow with each
        return clients

    def client_of(self, key: str) -> Client | None:
        """Whose key it is. Takes the same time whether and wherever it is found."""
        given = hash_of(key[:_MAX_KEY_CHARS])
        found: Client | None = None
        for client in self.clients():
            if hmac.compare_digest(client.sha256, given):
                found = client
        return found

    def _signature(self) -> tuple[int, ...]:
        try:
            stat = self._path.stat()
        except OSError:
            return ()
        return stat.st_mtime_ns, stat.st_ino, stat.st_size, stat.st_mode
