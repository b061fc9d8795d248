"""Backup and restore: `manage.py backup`, `manage.py restore`, and a backup each night where BACKUP_TO is set.

A backup is a folder that tools of any Unix can read (docs/backup.md): the database as pg_dump writes it, the files that
people handed in, a manifest and the SHA-256 of everything. The parts:

- `session.py` connects to the configured database.
- `programs.py` finds pg_dump and pg_restore that fit a server, and runs them.
- `tables.py` reads what a database holds: per table the rows, their digest, and the names of what guards them.
- `files.py` copies files and knows which ones the rows name.
- `folder.py` is the format: names, manifest, digests, what becomes of a draft, rotation.
- `taking.py` makes a backup, `restoring.py` fills a fresh place from one, `verifying.py` compares the place with it.
"""
