"""Comments as they are read, now and as of any date."""

from sqlalchemy import Column, Index, MetaData

from getcrm.projections.book import versioned
from getcrm.projections.projection import NUMBER, TEXT

metadata = MetaData()

COMMENTS, PAST_COMMENTS = versioned(
    "comment",
    metadata,
    Column("comment", TEXT, primary_key=True),
    Column("customer", TEXT, nullable=False),
    Column("opportunity", TEXT),
    Column("campaign", TEXT),
    Column("author", TEXT, nullable=False),
    Column("posted_at", TEXT, nullable=False),
    Column("edited_at", TEXT),
    Column("deleted", NUMBER, nullable=False),
    Column("version", NUMBER, nullable=False),
    Column("mentions", TEXT, nullable=False),
    Column("text", TEXT, nullable=False),
)
"""customer: whom it concerns; opportunity, campaign: where it was made there (OPP-17). author: a
user, or "system". mentions: a JSON list of users."""

_newest = (COMMENTS.c.posted_at.desc(), COMMENTS.c.comment.desc())
Index("comment_customer", COMMENTS.c.customer, *_newest)
Index("comment_opportunity", COMMENTS.c.opportunity, *_newest)

TABLES = (COMMENTS, PAST_COMMENTS)
