"""Run a command with DATABASE_URL naming a PostgreSQL that lives as long as the command: python -m tests.on_postgres COMMAND…"""

import os
import subprocess
import sys

from tests.servers import Postgres, running


def main(command: list[str]) -> int:
    with running(Postgres) as postgres:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": postgres.url()}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
