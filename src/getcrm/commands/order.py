"""What people may ask of sales orders: nothing yet; winning an opportunity drafts one (OPP-9)."""

from getcrm.commands import Handlers

HANDLERS: Handlers = {}
