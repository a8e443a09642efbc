"""What is said of the people who work here, their roles and departments (ORG-1, PERM-1)."""

from getcrm.language.sentences.saying import Saying

SENTENCES = {
    "UserAdded": Saying(
        "{by} added the user {name}",
        "{by} thêm người dùng {name}",
    ),
    "UserRenamed": Saying(
        "{by} renamed the user {old} to {new}",
        "{by} đổi tên người dùng {old} thành {new}",
    ),
    "UserEdited": Saying(
        "{by} edited the user {it}: {changed}",
        "{by} sửa người dùng {it}: {changed}",
    ),
    "UserRoleGiven": Saying(
        "{by} gave {it} the role {new}[, before: {old}]",
        "{by} giao cho {it} vai trò {new}[, trước đó: {old}]",
        holds={"old": "role", "new": "role"},
    ),
    "UserDeactivated": Saying(
        "{by} deactivated the user {it}",
        "{by} ngừng hoạt động người dùng {it}",
    ),
    "UserReactivated": Saying(
        "{by} reactivated the user {it}",
        "{by} kích hoạt lại người dùng {it}",
    ),
    "ApiTokenIssued": Saying(
        "{by} issued the API token {name} for {it}[, valid until {expires_at}]"
        "[, only for: {scopes}]",
        "{by} cấp mã truy cập API {name} cho {it}[, đến {expires_at}][, chỉ cho: {scopes}]",
        holds={"expires_at": "moment"},
    ),
    "ApiTokenRevoked": Saying(
        "{by} revoked an API token of {it}",
        "{by} thu hồi một mã truy cập API của {it}",
    ),
    "RoleCreated": Saying(
        "{by} created the role {name}[ with {permissions}]",
        "{by} tạo vai trò {name}[ với các quyền {permissions}]",
    ),
    "RoleEdited": Saying(
        "{by} edited the role {role}: {changed}",
        "{by} sửa vai trò {role}: {changed}",
    ),
    "RoleDeleted": Saying(
        "{by} deleted the role {role}",
        "{by} xóa vai trò {role}",
    ),
    "RoleRestored": Saying(
        "{by} restored the role {role}",
        "{by} khôi phục vai trò {role}",
    ),
    "DepartmentCreated": Saying(
        "{by} created the department {name}[ inside {parent}][, managed by {managers}]",
        "{by} tạo phòng ban {name}[ thuộc {parent}][, quản lý bởi {managers}]",
        holds={"parent": "department"},
    ),
    "DepartmentEdited": Saying(
        "{by} edited the department {department}: {changed}",
        "{by} sửa phòng ban {department}: {changed}",
        holds={"parent": "department"},
    ),
    "DepartmentDeleted": Saying(
        "{by} deleted the department {department}",
        "{by} xóa phòng ban {department}",
    ),
    "DepartmentRestored": Saying(
        "{by} restored the department {department}",
        "{by} khôi phục phòng ban {department}",
    ),
    "MemberPlaced": Saying(
        "{by} moved {user} to the department {new}[, before: {old}]",
        "{by} chuyển {user} sang phòng ban {new}[, trước đó: {old}]",
        holds={"old": "department", "new": "department"},
        without={
            "new": {
                "en": "{by} took {user} out of the department {old}",
                "vi": "{by} đưa {user} ra khỏi phòng ban {old}",
            }
        },
    ),
}
