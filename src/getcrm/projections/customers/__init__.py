"""Customers (khách hàng): the list with its search, the page of one, and what others ask (CUS)."""

from getcrm.projections.changed import READ
from getcrm.projections.customers.asking import customer_names, due_for_forgetting, last_contacts
from getcrm.projections.customers.changes import CHANGES, apply
from getcrm.projections.customers.listing import CustomersAnswer, CustomersQuery, customers
from getcrm.projections.customers.tables import TABLES
from getcrm.projections.projection import Projection
from getcrm.projections.query import Ask, Queries

CUSTOMERS = Projection("customers", 7, TABLES, frozenset(CHANGES), apply)
ASKED_OF = ("customers", "potential_stars", "directory", "access")
QUERIES: Queries = {
    "customers": Ask(CustomersQuery, CustomersAnswer, customers, (*ASKED_OF, READ)),
}

__all__ = ["CUSTOMERS", "QUERIES", "customer_names", "due_for_forgetting", "last_contacts"]
