"""The one error of the catalog."""


class CatalogRefused(Exception):
    """A catalog cannot be read, imported or used; the message is one plain sentence that says why."""
