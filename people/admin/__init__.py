"""The managers' desk of the house: another door to the same acts."""

from people.admin import accounts, organisation, records, tokens

__all__ = ["accounts", "organisation", "records", "tokens"]
