"""Reads aloud with espeak-ng, a program beside this one; silent where there is none."""

import shutil
import subprocess

_VOICES = {"en": "en-us", "es": "es-419", "fr": "fr-fr"}
_WORDS_A_MINUTE = 150


class Speaker:
    """Says one thing at a time.

    Parameters
    ----------
    volume_percent : 0 is silent
    program : its path; None looks for espeak-ng
    """

    def __init__(self, volume_percent: int, program: str | None = None) -> None:
        self.volume_percent = volume_percent
        self._program = program or shutil.which("espeak-ng")
        self._speaking: subprocess.Popen[bytes] | None = None

    @property
    def is_there(self) -> bool:
        """Whether it can speak at all."""
        return self._program is not None

    def say(self, text: str, language: str) -> None:
        """Say this now, instead of what is being said; comes back at once."""
        self.hush()
        if self._program is None or not text or self.volume_percent == 0:
            return
        amplitude = round(2 * self.volume_percent)  # espeak-ng -a: 0 to 200
        command = [
            self._program,
            "-v",
            _VOICES.get(language, "en-us"),
            "-a",
            str(amplitude),
            "-s",
            str(_WORDS_A_MINUTE),
        ]
        try:
            # the text goes in by standard input: a product's name must never be taken for an option
            self._speaking = subprocess.Popen(
                [*command, "--stdin"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            assert self._speaking.stdin is not None
            self._speaking.stdin.write(text.encode())
            self._speaking.stdin.close()
        except OSError:
            self._speaking = None

    def hush(self) -> None:
        """Stop what is being said."""
        if self._speaking is not None:
            if self._speaking.poll() is None:
                self._speaking.terminate()
            self._speaking.wait(2.0)
            self._speaking = None
