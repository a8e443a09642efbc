"""What something is linked to, one row a link: a customer to its terms, its groups, and so on."""

from collections.abc import Collection
from dataclasses import dataclass, field

from getcrm.projections.book import Key, Rows


@dataclass
class Links:
    """Collected while a batch is folded, as they were before it and as they are after it; then
    written at once. Rows of the table are nothing but their keys: the link, whose it is, and what
    else they tell."""

    rows: Rows
    before: dict[str, Collection[Key]] = field(default_factory=dict)
    after: dict[str, Collection[Key]] = field(default_factory=dict)

    def set(self, whose: str, old: Collection[str], new: Collection[str]) -> None:
        """Of these links, and nothing else."""
        self.set_rows(whose, [(link, whose) for link in old], [(link, whose) for link in new])

    def set_rows(self, whose: str, old: Collection[Key], new: Collection[Key]) -> None:
        self.before.setdefault(whose, old)
        self.after[whose] = new

    def write(self) -> None:
        for whose, new in self.after.items():
            old = self.before[whose]
            for come in dict.fromkeys(new):
                if come not in old:
                    self.rows.add_values(come)
            for gone in dict.fromkeys(old):
                if gone not in new:
                    self.rows.remove(gone)
