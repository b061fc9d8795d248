"""The first page: my day, my to-dos, and the shell around every page."""
