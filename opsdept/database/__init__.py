"""The database backend: Django's own for Postgres, with the embedded server and the audit trail's actor."""
