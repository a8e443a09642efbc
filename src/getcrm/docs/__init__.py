"""The pages of docs/ that are generated from the program itself, so that they cannot rot."""
