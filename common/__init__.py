"""What every house uses and none owns: errors, clock, money, periods, policy, append-only rows, audit, numbers, uploads."""
