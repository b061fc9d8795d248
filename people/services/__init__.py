"""Every write of the house that means something, one function per act."""
