"""Lines of topics: proto-JSON, or CSV as the default taxonomy is written in."""

from regard.bulk.columns import Columns, joined, require_readable
from regard.bulk.proto_json import read_message, read_object
from regard.bulk.records import Record, Source
from regard.bulk.rejects import INVALID_FIELD, FaultyLine
from regard.v1 import Topic

COLUMNS = dict.fromkeys(("path", "label", "synonyms", "moved_to"))


def read_json_topic(record: Record) -> tuple[str, Topic]:
    """The topic's path and the topic. Raises FaultyLine."""
    require_readable(record)
    topic = read_message(Topic, read_object(record.raw), "")
    return topic.path, topic


class CsvTopics:
    """Topics in CSV. Raises WrongHeader."""

    def __init__(self, source: Source) -> None:
        self._columns, self.rows = Columns.of(source, required="path", known=COLUMNS)

    def read(self, record: Record) -> tuple[str, Topic]:
        """The topic's path and the topic. Raises FaultyLine."""
        row = self._columns.read(record)
        try:
            topic = Topic(
                path=row.get("path"),
                label=row.get("label"),
                synonyms=joined(row.get("synonyms", "")),
                moved_to=row.get("moved_to"),
            )
        except ValueError as error:
            raise FaultyLine("", INVALID_FIELD, str(error)) from error
        return topic.path, topic
