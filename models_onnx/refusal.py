"""Why a network is not used."""


class ModelRefused(Exception):
    """A network is not what its manifest says; the text is a sentence for the user."""
