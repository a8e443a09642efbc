"""What is said of transactions (giao dịch) and their types (loại giao dịch)."""

from getcrm.language.sentences.saying import Saying

SENTENCES = {
    "TransactionCreated": Saying(
        "{by} created the transaction {details.name} ({type})[ for {customer}]"
        "[ with the supplier {details.supplier}][, opportunity {opportunity}]"
        "[, assigned to {assignees}][, starting {details.start}][, due {details.due}]",
        "{by} tạo giao dịch {details.name} ({type})[ cho {customer}]"
        "[ với nhà cung cấp {details.supplier}][, cơ hội {opportunity}]"
        "[, giao cho {assignees}][, bắt đầu {details.start}][, hạn {details.due}]",
    ),
    "TransactionEdited": Saying(
        "{by} edited the transaction {it}: {changed}",
        "{by} sửa giao dịch {it}: {changed}",
    ),
    "TransactionStarted": Saying(
        "{by} started the transaction {it}",
        "{by} bắt đầu giao dịch {it}",
    ),
    "TransactionCompleted": Saying(
        "{by} completed the transaction {it} ({type})[ for {customer}] {in_time},"
        " done by {done_by}[: {result}]",
        "{by} hoàn thành giao dịch {it} ({type})[ cho {customer}] {in_time},"
        " người thực hiện {done_by}[: {result}]",
        holds={"in_time": "in_time"},
    ),
    "TransactionCancelled": Saying(
        "{by} cancelled the transaction {it}[: {reason}]",
        "{by} hủy giao dịch {it}[: {reason}]",
    ),
    "TransactionReopened": Saying(
        "{by} reopened the transaction {it}, which had been {status}",
        "{by} mở lại giao dịch {it}, trước đó {status}",
    ),
    "TransactionMoved": Saying(
        "{by} moved the transaction {it}[ from {old}] to {new}",
        "{by} chuyển giao dịch {it}[ từ {old}] sang {new}",
        holds={"old": "customer", "new": "customer"},
        without={
            "new": {
                "en": "{by} took the transaction {it} away from {old}",
                "vi": "{by} bỏ {old} khỏi giao dịch {it}",
            }
        },
    ),
    "TransactionReminded": Saying(
        "{by} reminded of the transaction {it} on {due_on}",
        "{by} nhắc giao dịch {it} vào ngày {due_on}",
    ),
    "TransactionDeleted": Saying(
        "{by} deleted the transaction {it}",
        "{by} xóa giao dịch {it}",
    ),
    "TransactionRestored": Saying(
        "{by} restored the transaction {it}",
        "{by} khôi phục giao dịch {it}",
    ),
    "TransactionTypeCreated": Saying(
        "{by} created the transaction type {name}, worth {points:# point|# points}",
        "{by} tạo loại giao dịch {name}, {points:# điểm}",
    ),
    "TransactionTypeEdited": Saying(
        "{by} edited the transaction type {type}: {changed}",
        "{by} sửa loại giao dịch {type}: {changed}",
    ),
    "TransactionTypeDeleted": Saying(
        "{by} deleted the transaction type {type}",
        "{by} xóa loại giao dịch {type}",
    ),
    "TransactionTypeRestored": Saying(
        "{by} restored the transaction type {name}",
        "{by} khôi phục loại giao dịch {name}",
    ),
}
