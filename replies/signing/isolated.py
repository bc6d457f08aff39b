"""Reads a stranger's PDF in a process of its own, with little memory and time: a file can be made to unpack to gigabytes.

`python -m replies.signing.isolated ROOTS < FILE` writes one line of JSON: the number by which the file says it can be verified,
and its signatures.
"""

import json
import logging
import os
import resource
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from replies import embedded
from replies.signing.validity import Signature, State, check

log = logging.getLogger(__name__)
SECONDS = 20
MEMORY = 512 * 1024**2
PROJECT = Path(__file__).resolve().parents[2]
# So many readers in one web process; whoever comes next waits, so that strangers cannot take all memory.
AT_ONCE = threading.BoundedSemaphore(2)
# No password of the site goes into a process that reads what strangers send.
ENVIRONMENT = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}


@dataclass(frozen=True)
class Found:
    """What a file says of itself."""

    code: str = ""
    signatures: tuple[Signature, ...] = ()


def look_into(pdf: bytes, roots: Path) -> Found:
    """What the file says of itself; a file that breaks the reader, or takes too long, counts as damaged."""
    command = [sys.executable, "-m", __name__, str(roots)]
    try:
        with AT_ONCE:
            done = subprocess.run(command, input=pdf, cwd=PROJECT, env=ENVIRONMENT, capture_output=True, timeout=2 * SECONDS, check=False)
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        reason = done.stderr.decode(errors="replace")[-500:] if isinstance(error, ValueError) else str(error)
        log.warning("a file could not be read: %s", reason)
        return Found(signatures=(Signature(State.DAMAGED),))
    return Found(answer["code"], tuple(Signature(**{**each, "state": State(each["state"])}) for each in answer["signatures"]))


def _code(pdf: bytes) -> str:
    try:
        verification = embedded.load(pdf).letter.verification
    except (embedded.NoReplyInside, embedded.UnreadablePdf):
        return ""
    return verification.code if verification else ""


def _main() -> None:
    # Settings of this process alone: it has no database and speaks no language.
    from django.conf import settings

    settings.configure(USE_I18N=False)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    pdf = sys.stdin.buffer.read()
    found = Found(_code(pdf), tuple(check(pdf, Path(sys.argv[1]))))
    sys.stdout.write(json.dumps(asdict(found)))


if __name__ == "__main__":
    _main()
