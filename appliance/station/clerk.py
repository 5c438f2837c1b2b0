"""The clerk keeps what was answered and what was said of it: on disk first, then acknowledged."""

from collections.abc import Callable
from dataclasses import replace

import structlog

from appliance.messages import Acknowledged, Answer, Chose, Corrected, NoneOfThese, Replied, Times
from appliance.reading import Part, Reading
from appliance.station.crops import crops_of
from appliance.station.journal import Journal, Verdict
from appliance.station.journal_file import JournalRefused
from drivers.frame import Shot

Said = Chose | NoneOfThese | Replied | Corrected
Reply = Callable[[Part, str, str, int], Part]
_log = structlog.get_logger("station")


class Clerk:
    """Writes the journal for the station.

    Parameters
    ----------
    journal : None keeps nothing, and acknowledges nothing
    quality : JPEG quality of the parts' pictures; None keeps none
    reply : a part weighed again after an answer: (part, ask, option, questions answered so far) -> part
    """

    def __init__(self, journal: Journal | None, quality: int | None = 92, reply: Reply | None = None) -> None:
        self._journal, self._quality, self._reply = journal, quality, reply
        self.complaint: str | None = None

    def keep(self, shot: Shot, reading: Reading, times: Times) -> Answer:
        """The answer, on disk where that can be; else without an id, and `complaint` says why."""
        scan = None
        if self._journal is not None:
            crops = () if self._quality is None else crops_of(shot, reading, self._quality)
            try:
                scan = self._journal.record(reading, crops)
                self.complaint = None
            except JournalRefused as refused:
                self._complain(refused)
        return Answer(shot, reading, scan, times)

    def heed(self, said: Said, answer: Answer | None) -> Answer | None:
        """The answer with what was said of it acknowledged.

        None where nothing came of it: it is of another scan, of a part that there is not, or could not be kept. Staff's
        word of an earlier scan is kept, too, and the answer on show stays as it is.
        """
        if self._journal is None:
            return None
        if answer is None or said.scan != answer.scan:
            if isinstance(said, Corrected):
                self._correct_earlier(said, self._journal)
            return None
        if not 0 <= said.part < len(answer.reading.parts):
            return None
        try:
            if isinstance(said, Replied):
                return self._weighed_again(said, answer, self._journal)
            return replace(answer, acknowledged=(*answer.acknowledged, _entered(said, answer, self._journal)))
        except JournalRefused as refused:
            self._complain(refused)
        except ValueError as wrong:
            _log.warning("not heeded", why=str(wrong))
        return None

    def _correct_earlier(self, said: Corrected, journal: Journal) -> None:
        try:
            journal.correct(said.scan, said.part, said.labels, said.sku)
        except JournalRefused as refused:
            self._complain(refused)

    def _weighed_again(self, said: Replied, answer: Answer, journal: Journal) -> Answer:
        """Matches weighed again with the answer to the question."""
        if self._reply is None:
            raise ValueError("there is no catalog to weigh again")
        earlier = [one for one in answer.acknowledged if (one.part, one.what) == (said.part, Verdict.REPLIED)]
        parts = list(answer.reading.parts)
        parts[said.part] = self._reply(parts[said.part], said.ask, said.option, len(earlier) + 1)
        journal.reply(said.scan, said.part, said.ask, said.option)
        done = Acknowledged(said.part, Verdict.REPLIED, labels={said.ask: said.option})
        reading = replace(answer.reading, parts=tuple(parts))
        return replace(answer, reading=reading, acknowledged=(*answer.acknowledged, done))

    def _complain(self, refused: JournalRefused) -> None:
        if str(refused) != self.complaint:
            _log.error("journal", says=str(refused))
        self.complaint = str(refused)


def _entered(said: Chose | NoneOfThese | Corrected, answer: Answer, journal: Journal) -> Acknowledged:
    match said:
        case Chose():
            journal.choose(said.scan, said.part, said.sku)
            return Acknowledged(said.part, Verdict.CHOSEN, said.sku)
        case NoneOfThese():
            journal.none_of_these(said.scan, said.part, answer.reading.parts[said.part], said.words)
            return Acknowledged(said.part, Verdict.NONE_OF_THESE)
        case Corrected():
            journal.correct(said.scan, said.part, said.labels, said.sku)
            return Acknowledged(said.part, Verdict.CORRECTED, said.sku, dict(said.labels))
