"""Who may see what, said in SQL (PERM-3, PERM-4): every read goes through here.

The policy itself is `domain/policy.py`; a viewer says which relations to a record count for them
today, and these modules say each relation in SQL, one module per kind of record. A past board,
too, shows what today's permissions allow: relations are those of *now*. The read model behind it
keeps whose everything is, and nothing else.
"""

from getcrm.projections.access.changes import TOPICS, apply
from getcrm.projections.access.tables import TABLES
from getcrm.projections.projection import Projection

ACCESS = Projection("access", 1, TABLES, TOPICS, apply)

__all__ = ["ACCESS"]
