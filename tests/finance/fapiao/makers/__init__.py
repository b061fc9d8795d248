"""Test files of every kind and form, made from values: nothing here is anybody's real fapiao."""
