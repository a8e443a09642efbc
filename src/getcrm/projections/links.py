"""What something is linked to, one row a link: a customer to its terms, its groups, and so on."""

from collections.abc import Collection
from dataclasses import dataclass, field

from getcrm.projections.book import Rows


@dataclass
class Links:
    """Collected while a batch is folded, as they were before it and as they are after it; then
    written at once. The columns of the table are the link, and whose it is."""

    rows: Rows
    link: str
    whose: str
    before: dict[str, Collection[str]] = field(default_factory=dict)
    after: dict[str, Collection[str]] = field(default_factory=dict)

    def set(self, whose: str, old: Collection[str], new: Collection[str]) -> None:
        self.before.setdefault(whose, old)
        self.after[whose] = new

    def write(self) -> None:
        for whose, new in self.after.items():
            old = self.before[whose]
            for come in dict.fromkeys(new):
                if come not in old:
                    self.rows.add({self.link: come, self.whose: whose})
            for gone in dict.fromkeys(old):
                if gone not in new:
                    self.rows.remove((gone, whose))
