"""Request to response, by subject. What you may not see is a 404, what you may not do a 403, a refusal a sentence."""
