"""What we spend: budgets, fapiao, expense claims, advances and payments."""
