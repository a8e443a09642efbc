"""getcrm: a CRM whose event log is the truth."""

__version__ = "0.1.0"
