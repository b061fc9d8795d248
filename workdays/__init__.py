"""Which days and hours count: the calendar of four kinds of day for each site, and working-time arithmetic.

Sources: 全国年节及纪念日放假办法 (State Council, 2024 amendment), the yearly notice of the State Council's General Office
on days off and make-up workdays, Labour Law art. 44 (what work on each kind of day costs).
"""
