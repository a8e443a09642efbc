"""Why somebody may see or change a record, in words (PERM-5)."""

from getcrm.language.template import Language, Phrase

DEEDS: dict[str, Phrase] = {
    "view": {"en": "see it", "vi": "xem"},
    "edit": {"en": "edit it", "vi": "sửa"},
    "delete": {"en": "delete and restore it", "vi": "xóa và khôi phục"},
    "share": {"en": "hand it over and share it", "vi": "chuyển giao và chia sẻ"},
}

RELATIONS: dict[str, Phrase] = {
    "own": {"en": "it is theirs", "vi": "họ phụ trách"},
    "subordinate": {
        "en": "it belongs to somebody in a department that they manage",
        "vi": "người phụ trách thuộc phòng ban do họ quản lý",
    },
    "colleague": {
        "en": "it belongs to somebody in their own department, or in one inside it",
        "vi": "người phụ trách thuộc phòng ban của họ hoặc phòng ban trực thuộc",
    },
    "watcher": {"en": "they watch it", "vi": "họ theo dõi"},
    "shared": {
        "en": "it is shared with them or with their department",
        "vi": "được chia sẻ với họ hoặc với phòng ban của họ",
    },
    "shared_to_edit": {
        "en": "it is shared with them or with their department, to be edited",
        "vi": "được chia sẻ với họ hoặc với phòng ban của họ kèm quyền sửa",
    },
    "common": {"en": "it is common to all", "vi": "là khách hàng chung"},
    "manager": {"en": "they manage it", "vi": "họ quản lý chiến dịch này"},
    "participant": {"en": "they take part in it", "vi": "họ tham gia chiến dịch này"},
    "campaign_manager": {"en": "they manage its campaign", "vi": "họ quản lý chiến dịch của nó"},
    "campaign": {"en": "they take part in its campaign", "vi": "họ tham gia chiến dịch của nó"},
    "customer": {
        "en": "it concerns a customer whom they see",
        "vi": "liên quan đến khách hàng mà họ được xem",
    },
    "any": {
        "en": "they may see everything of this kind",
        "vi": "họ được xem tất cả bản ghi loại này",
    },
}
"""How somebody stands to it. Every relation of the policy."""

MAY: Phrase = {"en": "{name} may {deed}: {why}.", "vi": "{name} được {deed}: {why}."}
MAY_NOT: Phrase = {"en": "{name} may not {deed}.", "vi": "{name} không được {deed}."}


def reason(name: str, deed: str, relation: str, language: Language) -> str:
    """Anna may edit it: it is theirs."""
    why = RELATIONS[relation][language]
    return MAY[language].format(name=name, deed=DEEDS[deed][language], why=why)


def no_reason(name: str, deed: str, language: Language) -> str:
    """Anna may not edit it."""
    return MAY_NOT[language].format(name=name, deed=DEEDS[deed][language])
