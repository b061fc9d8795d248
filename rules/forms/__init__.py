"""Forms of the pages: each parses one submission; what it means is the service's."""
