"""What `screwtray doctor` finds."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check went."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """What a check found, and what to do about it; nothing to do where all is well."""

    check: str
    state: State
    says: str
    do: str = ""
