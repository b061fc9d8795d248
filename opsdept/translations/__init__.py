"""The catalogues of the interface: found in the sources, kept in Chinese, converted to Traditional, compiled.

No gettext tools: Babel reads and writes, OpenCC converts. Written by `manage.py messages`.
"""
