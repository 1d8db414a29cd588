"""How far the optional full-text index has come. The index itself is made when it is switched on, not here."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "full_text_parts",
        sa.Column("feed_partition", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("terms_version", sa.Integer, nullable=False),
        sa.Column("indexed_seq", sa.BigInteger, nullable=False),
        sa.Column("until_seq", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("feed_partition", name="full_text_parts_pk"),
    )
