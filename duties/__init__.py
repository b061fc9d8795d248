"""What must happen by when: periodic duties (定期义务), each with its clause, owner, rhythm and evidence (SYS-01).

A duty says who does what how often; its items are the occurrences, opened ahead by a job. Open, done and overdue are read
from the day. What was done is a fact: a trigger refuses to change it.
"""
