"""The processes of a running getcrm: web, projector, scheduler, and who looks after them."""
