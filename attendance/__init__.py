"""When people work: shifts, punches, day results, cases. What it decides about a day cites a clause of the wall.

The evaluation of a day (`domain`) is pure: facts and values in, a result with its causes out.
"""
