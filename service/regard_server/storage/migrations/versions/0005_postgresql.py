"""On PostgreSQL names are compared byte by byte, as everywhere else, whatever the locale of the database.

Until here nobody has been served from PostgreSQL: the tables are empty, and this takes no time.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    found = sa.inspect(connection)
    for table in found.get_table_names():
        for column in found.get_columns(table):
            if isinstance(column["type"], sa.String):
                op.alter_column(table, column["name"], type_=type(column["type"])(column["type"].length, collation="C"))
