"""11月9日, not 11月09日."""

MONTH_DAY_FORMAT = "n月j日"
FIRST_DAY_OF_WEEK = 1
