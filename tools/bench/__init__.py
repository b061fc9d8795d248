"""Ratios of speed, each measured inside one run: `make bench`. Machines differ, ratios travel."""
