"""What is said of customers (khách hàng)."""

from getcrm.language.sentences.saying import Saying

SENTENCES = {
    "CustomerRegistered": Saying(
        "{by} registered the customer {details.name} ({code}) in {stage}[, owned by {owner}]"
        "[, in the groups {groups}][, from {sources}][, tier {tier}]",
        "{by} thêm khách hàng {details.name} ({code}) vào {stage}[, người phụ trách {owner}]"
        "[, thuộc nhóm {groups}][, từ nguồn {sources}][, phân cấp {tier}]",
    ),
    "CustomerEdited": Saying(
        "{by} edited {it}: {changed}",
        "{by} sửa {it}: {changed}",
    ),
    "CustomerOwnerChanged": Saying(
        "{by} handed {it}[ from {old}] over to {new}",
        "{by} giao {it}[ từ {old}] cho {new} phụ trách",
        holds={"old": "user", "new": "user"},
        without={
            "new": {
                "en": "{by} took {it} from {old}; nobody owns it now",
                "vi": "{by} thôi giao {it} cho {old}; hiện không ai phụ trách",
            }
        },
    ),
    "CustomerStageChanged": Saying(
        "{by} moved {it} from {old} to {new}",
        "{by} chuyển {it} từ {old} sang {new}",
        holds={"old": "stage", "new": "stage"},
    ),
    "CustomerGroupsChanged": Saying(
        "{by} changed the groups of {it} from {old} to {new}",
        "{by} đổi nhóm của {it} từ {old} thành {new}",
        holds={"old": "group", "new": "group"},
    ),
    "CustomerSourcesChanged": Saying(
        "{by} changed the sources of {it} from {old} to {new}",
        "{by} đổi nguồn của {it} từ {old} thành {new}",
        holds={"old": "source", "new": "source"},
    ),
    "CustomerTierChanged": Saying(
        "{by} changed the tier of {it} from {old} to {new}",
        "{by} đổi phân cấp của {it} từ {old} thành {new}",
        holds={"old": "tier", "new": "tier"},
    ),
    "CustomerSharingSet": Saying(
        "{by} shared {it} with {new}; before: {old}",
        "{by} chia sẻ {it} với {new}; trước đó: {old}",
        holds={"old": "sharing", "new": "sharing"},
    ),
    "CustomerContacted": Saying(
        "{by} recorded {kind}[ ({transaction})] with {it} on {contacted_at}[: {note}]",
        "{by} ghi nhận {kind}[ ({transaction})] với {it} lúc {contacted_at}[: {note}]",
    ),
    "CustomerContactWithdrawn": Saying(
        "{by} withdrew the contact with {it} that {transaction} had counted as",
        "{by} rút lại lần liên hệ với {it} đã tính từ {transaction}",
    ),
    "CustomerDeleted": Saying(
        "{by} deleted the customer {it}[, together with the group {group}]",
        "{by} xóa khách hàng {it}[, cùng với nhóm {group}]",
    ),
    "CustomerRestored": Saying(
        "{by} restored the customer {it}",
        "{by} khôi phục khách hàng {it}",
    ),
}
