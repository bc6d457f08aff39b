"""Celery's broker of files, for a site without Redis: messages that are whole, or not there.

kombu's own gives a message its name first and its content afterwards: a worker that looks in between reads an empty message and dies of
it. Here a message is written under another name and then renamed, and one that cannot be read is dropped: its job's row is still there,
and the sweeper sends it again.
"""

import logging
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:  # type: ignore[override]  # as kombu calls it
        file = Path(self.data_folder_out) / f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg"
        # Only names that end in “.msg” are taken for messages.
        unfinished = file.with_name(f"{file.name}.part")
        unfinished.write_text(dumps(message), encoding="utf-8")
        unfinished.rename(file)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except ValueError as error:
            log.warning("dropped a message that cannot be read: %s", error)
            raise Empty from error


class Transport(filesystem.Transport):
    Channel = Channel
