"""Run as a program: a command under a limit of processor time, and what it took, as JSON in a file.

``python limited.py REPORT.json SECONDS COMMAND…``. It is a small process of its own because the system counts as the peak of a
command's memory also what the process that started it held.
"""

import json
import os
import resource
import sys
from pathlib import Path


def main(report: str, seconds: int, command: list[str]) -> int:
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        os.execv(command[0], command)
    _, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    took = {"code": code, "seconds": round(used.ru_utime + used.ru_stime, 3), "megabytes": used.ru_maxrss / 1024}
    Path(report).write_text(json.dumps(took))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
