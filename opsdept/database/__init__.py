"""Django's Postgres backend, with the embedded server started on demand and the actor of each transaction named."""
