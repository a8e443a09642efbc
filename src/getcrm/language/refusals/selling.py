"""Refusals about customers, transactions, campaigns and opportunities."""

from getcrm.language.template import Phrase

REFUSALS: dict[str, Phrase] = {
    # --- customers
    "CustomersUnknown": {
        "en": "{n_customers:# of the customers is|# of the customers are} not known;"
        " nothing was changed.",
        "vi": "Không có {n_customers:# khách hàng} trong danh sách; chưa thay đổi gì.",
    },
    "CustomerIsDeleted": {
        "en": "The customer {name} is deleted; restore it first.",
        "vi": "Khách hàng {name} đã bị xóa; hãy khôi phục trước.",
    },
    "CustomersAreDeleted": {
        "en": "{n_customers:# of the customers is|# of the customers are} deleted;"
        " nothing was changed.",
        "vi": "Có {n_customers:# khách hàng} đã bị xóa; chưa thay đổi gì.",
    },
    "ContactInFuture": {
        "en": "A contact is recorded once it has taken place; {contacted_at} has not come yet.",
        "vi": "Liên hệ chỉ được ghi khi đã diễn ra; {contacted_at} chưa đến.",
    },
    "DuplicateFound": {
        "en": "{n_customers:# other customer already has|# other customers already have} {value}.",
        "vi": "Đã có {n_customers:# khách hàng khác} dùng {value}.",
    },
    "PointsOfWhat": {
        "en": "Points are previewed for one transaction type or one group.",
        "vi": "Chỉ xem trước điểm của một loại giao dịch hoặc một nhóm.",
    },
    # --- transactions
    "TransactionIsDeleted": {
        "en": "The transaction is deleted; restore it first.",
        "vi": "Giao dịch đã bị xóa; hãy khôi phục trước.",
    },
    "TransactionIsClosed": {
        "en": "The transaction is {status}; reopen it first.",
        "vi": "Giao dịch {status}; hãy mở lại trước.",
    },
    "CompletedTypeIsFixed": {
        "en": "The type of a completed transaction cannot change; reopen it first.",
        "vi": "Không thể đổi loại của giao dịch đã hoàn thành; hãy mở lại trước.",
    },
    "CustomerOrSupplier": {
        "en": "A transaction concerns a customer or a supplier, not both.",
        "vi": "Giao dịch liên quan đến khách hàng hoặc nhà cung cấp, không phải cả hai.",
    },
    "DueBeforeStart": {
        "en": "It would be due at {due}, before it starts at {start}.",
        "vi": "Hạn {due} sớm hơn lúc bắt đầu {start}.",
    },
    "OpportunityOfAnotherCustomer": {
        "en": "The opportunity belongs to another customer.",
        "vi": "Cơ hội này thuộc về khách hàng khác.",
    },
    # --- campaigns and opportunities
    "TooFewMethods": {
        "en": "A campaign has at least two approach methods.",
        "vi": "Chiến dịch phải có ít nhất hai phương pháp tiếp cận.",
    },
    "MethodUnknown": {
        "en": "The campaign has no approach method with the id {id}.",
        "vi": "Chiến dịch không có phương pháp tiếp cận với mã định danh {id}.",
    },
    "MethodNameTaken": {
        "en": "The campaign has two approach methods named {name}.",
        "vi": "Chiến dịch có hai phương pháp tiếp cận cùng tên {name}.",
    },
    "MethodInUse": {
        "en": "The method {name} is in use:"
        " {opportunities:# opportunity stands in it or returns to it|"
        "# opportunities stand in it or return to it} when reopened.",
        "vi": "Phương pháp {name} đang được dùng: {opportunities:# cơ hội} đang ở đó hoặc sẽ trở"
        " lại đó khi mở lại.",
    },
    "MethodsIncomplete": {
        "en": "The order should name every approach method of the campaign exactly once.",
        "vi": "Thứ tự phải nêu mỗi phương pháp tiếp cận của chiến dịch đúng một lần.",
    },
    "CampaignIsLocked": {
        "en": "The campaign is locked; unlock it first.",
        "vi": "Chiến dịch đang bị khóa; hãy mở khóa trước.",
    },
    "CampaignIsDeleted": {
        "en": "The campaign is deleted; restore it first.",
        "vi": "Chiến dịch đã bị xóa; hãy khôi phục trước.",
    },
    "CampaignCodeTaken": {
        "en": "Another campaign, perhaps a deleted one, has the code {code}.",
        "vi": "Một chiến dịch khác, có thể đã xóa, đang dùng mã {code}.",
    },
    "CampaignEndsTooEarly": {
        "en": "The campaign would end on {ends}, before it starts on {starts}.",
        "vi": "Chiến dịch kết thúc ngày {ends}, trước khi bắt đầu ngày {starts}.",
    },
    "ParticipantTwice": {
        "en": "Somebody is named twice among the participants: {user}.",
        "vi": "Có người tham gia được nêu hai lần: {user}.",
    },
    "OpenOpportunityExists": {
        "en": "The customer already has an open opportunity in this campaign, and it allows no"
        " duplicates.",
        "vi": "Khách hàng đã có cơ hội đang mở trong chiến dịch này, và chiến dịch không cho phép"
        " cơ hội trùng.",
    },
    "WinningNeedsAmount": {
        "en": "{method} is the last method: moving there is winning, and needs the amount earned.",
        "vi": "{method} là phương pháp cuối: chuyển đến đó là thành công, cần nhập số tiền thu"
        " được.",
    },
    "ClaimerDoesNotAccept": {
        "en": "Only participants of the campaign who accept opportunities can claim one.",
        "vi": "Chỉ người tham gia chiến dịch có nhận cơ hội mới được đăng ký.",
    },
    "ClaimTooEarly": {
        "en": "It cannot be claimed before {claimable_from}.",
        "vi": "Chưa thể đăng ký trước {claimable_from}.",
    },
    "AlreadyClaimed": {
        "en": "Somebody else already owns this opportunity.",
        "vi": "Cơ hội này đã có người phụ trách.",
    },
    "OpportunityIsClosed": {
        "en": "The opportunity is {outcome}; reopen it first.",
        "vi": "Cơ hội đã {outcome}; hãy mở lại trước.",
    },
    "OpportunityIsDeleted": {
        "en": "The opportunity is deleted; restore it first.",
        "vi": "Cơ hội đã bị xóa; hãy khôi phục trước.",
    },
    "LossReasonRequired": {
        "en": "This campaign requires the reason why an opportunity is lost.",
        "vi": "Chiến dịch này bắt buộc nhập lý do thất bại.",
    },
    "NotCopiedIntoItsOwnCampaign": {
        "en": "An opportunity is copied into its own campaign only where duplicates are allowed.",
        "vi": "Chỉ sao chép cơ hội vào cùng chiến dịch khi cho phép cơ hội trùng.",
    },
}
