"""What the figures were measured on."""

import datetime
import os
import re
import subprocess
from pathlib import Path


def processor() -> str:
    found = re.search(r"^model name\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found.group(1) if found else "unknown processor"


def memory_gib() -> int:
    return round(int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text()).group(1)) / 1048576)


def versions(packages: list) -> str:
    """Debian's versions of the installed ones among these packages."""
    shown = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}, ", *packages], capture_output=True, text=True,
                           check=False)
    return shown.stdout.rstrip(", ")


def line(when: str = "") -> str:
    """One line of Markdown."""
    date = when or datetime.date.today().isoformat()
    return f"{processor()}, {os.cpu_count()} cores, {memory_gib()} GiB; {date[:10]}."
