"""What can go wrong with a device or with what it delivers.

    DeviceFault
    └── UnreadableShot    the picture is missing, broken, too large or of no use

Every message is one plain sentence for a person.
"""


class DeviceFault(Exception):
    """A device, or what it delivered, cannot be used."""


class UnreadableShot(DeviceFault):
    """A shot's pictures are missing, damaged, too large or do not fit together."""
