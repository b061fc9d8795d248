"""Every address of the house, read from the URL configuration."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

OTHERS = ("admin",)  # tried model by model in test_admin_matrix.py


def url_names() -> list[str]:
    """The names of all addresses, `namespace:name`, in order. Raises AssertionError for one that has none."""
    return list(dict.fromkeys(_names(get_resolver().url_patterns, "")))


def _names(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace not in OTHERS:
                yield from _names(pattern.url_patterns, prefix + (f"{pattern.namespace}:" if pattern.namespace else ""))
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            yield prefix + pattern.name
