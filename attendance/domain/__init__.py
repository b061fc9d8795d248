"""What a day of work comes to, on plain values: no Django, no clock, no database."""
