"""What is said of an event to those it concerns, where no timeline tells it."""

from collections.abc import Iterable

from getcrm.language import Language, sentence, spoken, words
from getcrm.projections.access.hiding import hidden
from getcrm.projections.book import NOW
from getcrm.projections.called import called
from getcrm.projections.query import Reader


def addressed(positions: Iterable[int], reader: Reader) -> dict[int, str]:
    """Of messages to the reader, by position: from whom, to how many others, and the subject; but
    of a campaign that the reader may not see, nothing (PERM-4). Everybody is called what they are
    called now."""
    entries = reader.log.at(set(positions))
    campaigns = {entry.data["campaign"] for entry in entries.values() if entry.data["campaign"]}
    unseen = hidden(reader, campaigns)
    wanted = {"user": {entry.by for entry in entries.values()}, "campaign": campaigns - unseen}
    names = called(reader.db, NOW, wanted)
    language: Language = spoken(reader.language)

    def name(kind: str, id: str) -> str:
        return words.HIDDEN[language] if id in unseen else names.get((kind, id), id)

    return {
        position: sentence(entry, name, language, reader.time_zone, "received")
        for position, entry in entries.items()
    }
