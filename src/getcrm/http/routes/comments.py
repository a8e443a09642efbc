"""Discussion about customers and opportunities (CUS-6, OPP-17)."""

from getcrm.commands.comment import DeleteComment, EditComment, PostComment, RestoreComment
from getcrm.http.route import Route, create, delete, get, patch, put

ALL = "/comments"
ONE = f"{ALL}/{{comment}}"
ACCESS, WRITE = "crm.access", "comments.write"

ROUTES: tuple[Route, ...] = (
    create(ALL, "comment", PostComment, WRITE),
    get(ONE, "comment", ACCESS),
    patch(ONE, EditComment, WRITE),
    delete(ONE, DeleteComment, WRITE),
    put(f"{ONE}/restoration", RestoreComment, WRITE),
)
