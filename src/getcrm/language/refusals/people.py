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
    "OneRecordAsked": {
        "en": "Ask of one record: a customer, a campaign, an opportunity or a transaction.",
        "vi": "Hãy hỏi về một bản ghi: khách hàng, chiến dịch, cơ hội hoặc giao dịch.",
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
    "AlreadySetUp": {
        "en": "This account has its name and e-mail address; only the password is chosen anew.",
        "vi": "Tài khoản này đã có tên và email; chỉ chọn lại mật khẩu.",
    },
    "UserHasNoEmail": {
        "en": "{name} needs an e-mail address to sign in with.",
        "vi": "{name} cần có email để đăng nhập.",
    },
    "PasswordTooEasy": {
        "en": "This password is known from breaches, or is guessed soon; choose another one.",
        "vi": "Mật khẩu này đã bị lộ hoặc dễ đoán; hãy chọn mật khẩu khác.",
    },
    "PasswordNeeded": {
        "en": "A second factor stands beside a password; choose a password first.",
        "vi": "Xác thực hai lớp đi cùng mật khẩu; hãy chọn mật khẩu trước.",
    },
    "InvitationOver": {
        "en": "This link is used, replaced or expired; ask for another one.",
        "vi": "Liên kết này đã dùng, đã thay thế hoặc hết hạn; hãy xin liên kết khác.",
    },
    "IdentityTaken": {
        "en": "The identity at {issuer} is not the one that is linked here.",
        "vi": "Danh tính tại {issuer} không phải danh tính đã liên kết ở đây.",
    },
    "NotSignedIn": {"en": "You are not signed in.", "vi": "Bạn chưa đăng nhập."},
    "SignInRefused": {
        "en": "Nobody signs in here with this e-mail address, password and code.",
        "vi": "Email, mật khẩu hoặc mã xác thực không đúng.",
    },
    "CodeNeeded": {
        "en": "A code of your authenticator, or a recovery code, is needed too.",
        "vi": "Cần thêm mã từ ứng dụng xác thực hoặc mã khôi phục.",
    },
    "TooManyAttempts": {
        "en": "Too many attempts have failed; try again in {seconds:# second|# seconds}.",
        "vi": "Quá nhiều lần sai; hãy thử lại sau {seconds:# giây}.",
    },
    "WrongPassword": {
        "en": "This is not your password, or not your code.",
        "vi": "Mật khẩu hoặc mã xác thực của bạn không đúng.",
    },
    "WrongCode": {
        "en": "The code is wrong, or of another time.",
        "vi": "Mã xác thực sai hoặc không còn hiệu lực.",
    },
    "EnrolmentUnknown": {
        "en": "Nothing waits to be confirmed under the id {credential}; begin again.",
        "vi": "Không có gì chờ xác nhận với mã định danh {credential}; hãy bắt đầu lại.",
    },
    "SessionNeeded": {
        "en": "Only somebody who is signed in with a browser does this; a token does not.",
        "vi": "Chỉ người đăng nhập bằng trình duyệt mới làm được; mã API thì không.",
    },
    "ConfirmationNeeded": {
        "en": "Confirm once more that it is you; then this is done.",
        "vi": "Hãy xác nhận lại danh tính của bạn trước khi thực hiện.",
    },
    "SingleSignOnRefused": {
        "en": "The identity provider's answer proves nothing, or came too late; begin again.",
        "vi": "Phản hồi đăng nhập một lần không hợp lệ hoặc quá hạn; hãy bắt đầu lại.",
    },
    "IdentityUnknown": {
        "en": "Nobody here has the verified e-mail address by which the provider knows you.",
        "vi": "Không ai ở đây có email đã xác minh mà nhà cung cấp danh tính biết về bạn.",
    },
    "SingleSignOnOff": {
        "en": "There is no single sign-on here.",
        "vi": "Ở đây không có đăng nhập một lần.",
    },
    "SingleSignOnDown": {
        "en": "The identity provider does not answer as it should; try again later.",
        "vi": "Nhà cung cấp danh tính không phản hồi đúng; hãy thử lại sau.",
    },
    "SessionUnknown": {
        "en": "There is no such session: {session}.",
        "vi": "Không có phiên đăng nhập {session}.",
    },
    "TokenOutlivesItsIssuer": {
        "en": "The token that asks is over at {expires_at}; what it issues lasts no longer.",
        "vi": "Mã truy cập đang dùng hết hạn lúc {expires_at}; mã nó cấp không thể lâu hơn.",
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
