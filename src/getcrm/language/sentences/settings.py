"""What is said of the company, its stages, groups and catalogues."""

from getcrm.language.sentences.saying import Saying

SENTENCES = {
    "CompanySetUp": Saying(
        "{by} set up the company {name}, in {time_zone} and {currency}, Đừng quên after"
        " {forget_after_days:# day|# days}, stars from {thresholds} points",
        "{by} thiết lập công ty {name}, múi giờ {time_zone}, tiền tệ {currency}, Đừng quên sau"
        " {forget_after_days:# ngày}, xếp hạng sao từ {thresholds} điểm",
    ),
    "CompanyRenamed": Saying(
        "{by} renamed the company from {old} to {new}",
        "{by} đổi tên công ty từ {old} thành {new}",
    ),
    "DuplicateCheckSet": Saying(
        "{by} changed the duplicate check of {field} from {old} to {new}",
        "{by} đổi kiểm tra trùng {field} từ {old} thành {new}",
        holds={"field": "choice", "old": "choice", "new": "choice"},
    ),
    "AutoForgetSet": Saying(
        "{by} set Đừng quên to {new} without contact[, before: {old}]",
        "{by} đặt Đừng quên sau {new} không liên hệ[, trước đó: {old}]",
        holds={"old": "days", "new": "days"},
        without={
            "new": {
                "en": "{by} switched Đừng quên off[, before: {old}]",
                "vi": "{by} tắt Đừng quên[, trước đó: {old}]",
            }
        },
    ),
    "PotentialThresholdsSet": Saying(
        "{by} changed the thresholds of 1 to 5 stars from {old} to {new}",
        "{by} đổi ngưỡng từ 1 đến 5 sao từ {old} thành {new}",
    ),
    "BoardDragSet": Saying(
        "{by} switched dragging on the customer board {enabled}",
        "{by} {enabled} kéo thả trên bảng khách hàng",
        holds={"enabled": "on_off"},
    ),
    "StageCreated": Saying(
        "{by} created the stage {name}[ ({description})]",
        "{by} tạo mối quan hệ {name}[ ({description})]",
    ),
    "StageEdited": Saying(
        "{by} edited the stage {stage}: {changed}",
        "{by} sửa mối quan hệ {stage}: {changed}",
    ),
    "StagesReordered": Saying(
        "{by} reordered the stages from {old} to {new}",
        "{by} sắp xếp lại mối quan hệ từ {old} thành {new}",
        holds={"old": "stage", "new": "stage"},
    ),
    "StageDeleted": Saying(
        "{by} deleted the stage {stage}",
        "{by} xóa mối quan hệ {stage}",
    ),
    "StageRestored": Saying(
        "{by} restored the stage {name}, at the end",
        "{by} khôi phục mối quan hệ {name} ở cuối danh sách",
    ),
    "GroupCreated": Saying(
        "{by} created the group {name} ({code})[ below {parent}], worth {points:# point|# points}",
        "{by} tạo nhóm {name} ({code})[ thuộc {parent}], {points:# điểm}",
    ),
    "GroupEdited": Saying(
        "{by} edited the group {group}: {changed}",
        "{by} sửa nhóm {group}: {changed}",
    ),
    "GroupDeleted": Saying(
        "{by} deleted the group {group}; its members {members}",
        "{by} xóa nhóm {group}; thành viên {members}",
        holds={"members": "choice"},
    ),
    "GroupRestored": Saying(
        "{by} restored the group {group}",
        "{by} khôi phục nhóm {group}",
    ),
    "CatalogueEntryAdded": Saying(
        "{by} added {name}[ ({code})] to the {catalogue}",
        "{by} thêm {name}[ ({code})] vào {catalogue}",
        holds={"catalogue": "choice"},
    ),
    "CatalogueEntryEdited": Saying(
        "{by} edited {entry} among the {catalogue}: {changed}",
        "{by} sửa {entry} trong {catalogue}: {changed}",
        holds={"catalogue": "choice"},
    ),
    "CatalogueEntryDeleted": Saying(
        "{by} deleted {entry} from the {catalogue}",
        "{by} xóa {entry} khỏi {catalogue}",
        holds={"catalogue": "choice"},
    ),
    "CatalogueEntryRestored": Saying(
        "{by} restored {name} among the {catalogue}",
        "{by} khôi phục {name} trong {catalogue}",
        holds={"catalogue": "choice"},
    ),
}
