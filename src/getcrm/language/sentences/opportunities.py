"""What is said of opportunities (cơ hội) and the orders (đơn hàng) that come of them."""

from getcrm.language.sentences.saying import Saying

SENTENCES = {
    "OpportunityOpened": Saying(
        "{by} opened the opportunity {details.name} for {customer} in {campaign}, at {method}"
        "[, owned by {owner}][, expecting {details.expected_amount}][, from {details.source}]"
        "[, copied from {copied_from}]",
        "{by} tạo cơ hội {details.name} cho {customer} trong {campaign}, ở {method}"
        "[, người phụ trách {owner}][, giá trị dự kiến {details.expected_amount}]"
        "[, từ nguồn {details.source}][, sao chép từ {copied_from}]",
        holds={"copied_from": "opportunity"},
    ),
    "OpportunityEdited": Saying(
        "{by} edited the opportunity {it}: {changed}",
        "{by} sửa cơ hội {it}: {changed}",
    ),
    "OpportunityMoved": Saying(
        "{by} moved the opportunity {it} from {old} ({old_probability}) to {new}"
        " ({new_probability})",
        "{by} chuyển cơ hội {it} từ {old} ({old_probability}) sang {new} ({new_probability})",
        holds={
            "old": "method",
            "new": "method",
            "old_probability": "percent",
            "new_probability": "percent",
        },
    ),
    "OpportunityAssigned": Saying(
        "{by} handed the opportunity {it}[ from {old}] over to {new}",
        "{by} giao cơ hội {it}[ từ {old}] cho {new} phụ trách",
        holds={"old": "user", "new": "user"},
        without={
            "new": {
                "en": "{by} took the opportunity {it} from {old}; nobody owns it now",
                "vi": "{by} thôi giao cơ hội {it} cho {old}; hiện không ai phụ trách",
            }
        },
    ),
    "OpportunityClaimed": Saying(
        "{owner} claimed the opportunity {it}",
        "{owner} đăng ký nhận cơ hội {it}",
    ),
    "OpportunityWon": Saying(
        "{by} won the opportunity {it} for {amount}, moving it from {old} to {method}"
        "[, and drafted an order{order:}]",
        "{by} chốt thành công cơ hội {it} với {amount}, chuyển từ {old} sang {method}"
        "[ và lập đơn hàng{order:}]",
        holds={"old": "method", "amount": "money"},
    ),
    "OpportunityLost": Saying(
        "{by} marked the opportunity {it} as lost at {method}[, reason: {reason}][ ({note})]",
        "{by} đánh dấu cơ hội {it} thất bại ở {method}[, lý do: {reason}][ ({note})]",
        holds={"reason": "loss_reason"},
    ),
    "OpportunityReopened": Saying(
        "{by} reopened the opportunity {it}, which had been {outcome}, at {method}",
        "{by} mở lại cơ hội {it}, trước đó {outcome}, ở {method}",
    ),
    "OpportunityBecameIdle": Saying(
        "{by} marked the opportunity {it} as idle: nothing happened since {since}"
        " (the limit is {limit_days:# day|# days})",
        "{by} đánh dấu cơ hội {it} lâu không tương tác: không có gì mới từ {since}"
        " (giới hạn {limit_days:# ngày})",
    ),
    "OpportunityDeleted": Saying(
        "{by} deleted the opportunity {it}",
        "{by} xóa cơ hội {it}",
    ),
    "OpportunityRestored": Saying(
        "{by} restored the opportunity {it}",
        "{by} khôi phục cơ hội {it}",
    ),
    "OrderDrafted": Saying(
        "{by} drafted an order of {amount} for {customer} from the opportunity {opportunity}"
        " in {campaign}",
        "{by} lập đơn hàng {amount} cho {customer} từ cơ hội {opportunity} trong {campaign}",
        holds={"amount": "money"},
    ),
}
