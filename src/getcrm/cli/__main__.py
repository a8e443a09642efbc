"""`python -m getcrm.cli`: what the supervisor starts its children with."""

from getcrm.cli import main

main(prog_name="getcrm")
