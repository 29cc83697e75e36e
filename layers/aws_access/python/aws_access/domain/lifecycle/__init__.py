"""The life of a request: every change of state, each with the event that records it.

PENDING → APPROVED → ACTIVE → EXPIRED or REVOKED; or DENIED, CANCELLED, LAPSED, FAILED. A change is a value; committing
it is one conditional transaction, so of two made from the same version only one happens.
"""
