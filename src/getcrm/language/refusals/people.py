"""Refusals about people, roles and departments, and about what is not allowed (PERM)."""

from getcrm.language.template import Phrase

REFUSALS: dict[str, Phrase] = {
    "Forbidden": {"en": "This is not yours to do.", "vi": "Bạn không được phép làm điều này."},
    "PermissionMissing": {
        "en": "Your role does not allow it: the permission {permission} is missing.",
        "vi": "Vai trò của bạn không cho phép: thiếu quyền {permission}.",
    },
    "NotYoursToChange": {
        "en": "You may look at this {kind}, but not change it.",
        "vi": "Bạn có thể xem {kind} này, nhưng không được sửa.",
    },
    "SomeNotYoursToChange": {
        "en": "Some of them are not yours to change; nothing was done: {ids}.",
        "vi": "Một số bản ghi bạn không được sửa; chưa thực hiện gì: {ids}.",
    },
    "MayDoMore": {
        "en": "{name} may do more than you may yourself.",
        "vi": "{name} có nhiều quyền hơn bạn.",
    },
    "NotYourSubordinate": {
        "en": "Work can be given to yourself and to your subordinates; {user} is neither.",
        "vi": "Chỉ có thể giao việc cho bản thân và cấp dưới; {user} không thuộc số đó.",
    },
    "EmailTaken": {
        "en": "Somebody else signs in with {email}.",
        "vi": "Người khác đã đăng nhập bằng {email}.",
    },
    "UserHasNoRole": {
        "en": "{name} has no role yet; give one first.",
        "vi": "{name} chưa có vai trò; hãy giao vai trò trước.",
    },
    "UserIsDeactivated": {
        "en": "{name} no longer works here.",
        "vi": "{name} đã ngừng hoạt động.",
    },
    "LastAdministrator": {
        "en": "{name} is the last administrator; make somebody else one first.",
        "vi": "{name} là quản trị viên cuối cùng; hãy giao quyền cho người khác trước.",
    },
    "TokenExpiresInThePast": {
        "en": "The token would expire at {expires_at}, which has passed.",
        "vi": "Mã truy cập hết hạn lúc {expires_at}, thời điểm đã qua.",
    },
    "RoleUnknown": {
        "en": "There is no role with the id {role}.",
        "vi": "Không có vai trò với mã định danh {role}.",
    },
    "RoleIsDeleted": {
        "en": "The role {name} is deleted; restore it first.",
        "vi": "Vai trò {name} đã bị xóa; hãy khôi phục trước.",
    },
    "RoleInUse": {
        "en": "{users:# person has|# people have} the role {name}; give them another one first.",
        "vi": "{users:# người} đang có vai trò {name}; hãy giao vai trò khác cho họ trước.",
    },
    "AdministratorKeepsAll": {
        "en": "The administrator's role keeps every permission and is not deleted.",
        "vi": "Vai trò quản trị viên luôn có mọi quyền và không thể xóa.",
    },
    "DepartmentUnknown": {
        "en": "There is no department with the id {department}.",
        "vi": "Không có phòng ban với mã định danh {department}.",
    },
    "DepartmentIsDeleted": {
        "en": "The department {name} is deleted; restore it first.",
        "vi": "Phòng ban {name} đã bị xóa; hãy khôi phục trước.",
    },
    "DepartmentCycle": {
        "en": "{name} would be inside itself if it were inside {parent}.",
        "vi": "{name} sẽ nằm trong chính nó nếu thuộc {parent}.",
    },
    "DepartmentNotEmpty": {
        "en": "The department {name} still has {members:# member|# members}"
        "[ and inside it: {children}].",
        "vi": "Phòng ban {name} còn {members:# thành viên}[ và các phòng ban con: {children}].",
    },
    "SharedTwice": {
        "en": "It is shared with the same {kind} twice.",
        "vi": "Chia sẻ hai lần với cùng một {kind}.",
    },
}
