"""Rules of money on plain values: limits, major spending, checks of fapiao, forecasts. No Django here."""
