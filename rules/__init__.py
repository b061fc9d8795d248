"""What is posted: rulebooks, their editions, clauses, values and bindings, and the sheets on the wall.

This house owns the wall. Every other house declares parameters (`policy.py`) and reads them through `common.policy`;
the provider that answers lives here. Labour Contract Law art. 4 is why an edition passes a legality review, is
approved, published and never changed after.
"""
