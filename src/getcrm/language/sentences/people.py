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
    "PasswordSet": Saying(
        "{by} set the password of {it}",
        "{by} đặt mật khẩu cho {it}",
    ),
    "TotpEnabled": Saying(
        "{by} turned on the second factor of {it}",
        "{by} bật xác thực hai lớp cho {it}",
    ),
    "TotpDisabled": Saying(
        "{by} turned off the second factor of {it}",
        "{by} tắt xác thực hai lớp cho {it}",
    ),
    "InvitationIssued": Saying(
        "{by} issued a link for {it} to choose a password, valid until {expires_at}",
        "{by} cấp liên kết để {it} chọn mật khẩu, đến {expires_at}",
        holds={"expires_at": "moment"},
    ),
    "IdentityLinked": Saying(
        "{by} linked {it} to an identity at {issuer}",
        "{by} liên kết {it} với danh tính tại {issuer}",
    ),
    "SignedIn": Saying(
        "{by} signed in by {method} from {ip}[ with {agent}]",
        "{by} đăng nhập bằng {method} từ {ip}[ qua {agent}]",
        holds={"method": "choice"},
    ),
    "SignInFailed": Saying(
        "{by} refused a sign-in as {user} from {ip}[ with {agent}]"
        " after {failures:# failure|# failures} in a row",
        "{by} từ chối đăng nhập với tên {user} từ {ip}[ qua {agent}]"
        " sau {failures:# lần sai} liên tiếp",
        without={
            "user": {
                "en": "{by} refused a sign-in as somebody unknown from {ip}[ with {agent}]"
                " after {failures:# failure|# failures} in a row",
                "vi": "{by} từ chối đăng nhập của người lạ từ {ip}[ qua {agent}]"
                " sau {failures:# lần sai} liên tiếp",
            }
        },
    ),
    "SignedOut": Saying("{by} signed out", "{by} đăng xuất"),
    "SessionEnded": Saying(
        "{by} ended a session of {user}: {reason}",
        "{by} kết thúc một phiên đăng nhập của {user}: {reason}",
        holds={"reason": "choice"},
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
