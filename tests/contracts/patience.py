"""How long after its deadline a call may end in a test: what is promised, and what a busy machine adds.

What a quiet machine needs is measured by tests/benchmarks/serial_faults.py.
"""

from drivers.contracts import GRACE_S

LATE_S = GRACE_S + 1.0
