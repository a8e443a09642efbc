"""Discussion about customers and opportunities (CUS-6, OPP-17)."""

from getcrm.commands.comment import DeleteComment, EditComment, PostComment, RestoreComment
from getcrm.http.route import Route, create, delete, get, patch, put

ALL = "/comments"
ONE = f"{ALL}/{{comment}}"
ACCESS = "crm.access"

ROUTES: tuple[Route, ...] = (
    create(ALL, "comment", PostComment, ACCESS),
    get(ONE, "comment", ACCESS),
    patch(ONE, EditComment, ACCESS),
    delete(ONE, DeleteComment, ACCESS),
    put(f"{ONE}/restoration", RestoreComment, ACCESS),
)
