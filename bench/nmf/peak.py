#!/usr/bin/env python3
"""Runs a command and writes the peak of its resident memory, in KiB, to a file: peak.py FILE COMMAND…

A process that is started by a large one counts the large one's memory as its own peak, since Linux keeps the
maximum across exec. This one is small.
"""

import os
import resource
import sys

child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status = os.waitpid(child, 0)
with open(sys.argv[1], "w", encoding="ascii") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 1)
