"""Reading, merging, converting, checking and compiling the two Chinese catalogues."""

import csv
import fcntl
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import opencc
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

from opsdept.translations.sources import Found, Key, found

LOCALE = Path(settings.BASE_DIR) / "locale"
HANS, HANT = "zh_Hans", "zh_Hant"
FIXED = datetime(2026, 1, 1, tzinfo=UTC)  # catalogues change only when their texts do
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
BOILERPLATE = re.compile(rb'^"(?:Project-Id-Version|Report-Msgid|POT-|PO-|Last-Translator|Language-Team|Generated-By).*\n', re.MULTILINE)
Texts = dict[Key, str]


@contextmanager
def locked() -> Iterator[None]:
    """One writer at a time; the others wait."""
    handle = os.open(LOCALE, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def refresh() -> list[str]:
    """Bring both catalogues up to date with the sources. Returns what still lacks a translation or is wrong."""
    with locked():
        strings = found()
        texts = known_texts()
        hans = {key: texts.get(key, "") for key in strings}
        forgotten = {key: text for key, text in texts.items() if key not in strings and text}
        write(HANS, strings, hans, forgotten)
        write(HANT, strings, {key: to_hant(text) for key, text in hans.items()}, {})
        return faults_of(strings, hans)


def problems() -> list[str]:
    """What keeps the catalogues from being complete and current; empty when all is well. Writes nothing."""
    strings = found()
    hans, hant = active(HANS), active(HANT)
    stale = [f"stale: {key.singular!r}" for key in hans if key not in strings]
    unconverted = [f"not converted to zh_Hant: {text!r}" for key, text in hans.items() if text and hant.get(key) != to_hant(text)]
    return faults_of(strings, hans) + fuzzy(HANS) + stale + unconverted + uncompiled(HANS) + uncompiled(HANT)


def faults_of(strings: Found, texts: Texts) -> list[str]:
    missing = [f"missing: {key.singular!r} ({', '.join(sorted(strings[key]))})" for key in strings if not texts.get(key)]
    differing = [
        f"placeholders differ: {key.singular!r} -> {texts[key]!r}"
        for key in strings
        if texts.get(key) and not same_placeholders(key, texts[key])
    ]
    return missing + differing


def same_placeholders(key: Key, text: str) -> bool:
    wanted = set(PLACEHOLDER.findall(key.plural or key.singular)) | set(PLACEHOLDER.findall(key.singular))
    given = set(PLACEHOLDER.findall(text))
    return given == wanted if not key.plural else given <= wanted


def fuzzy(language: str) -> list[str]:
    return [f"fuzzy: {message.id!r}" for message in read(path_of(language)) if message.id and message.fuzzy]


def uncompiled(language: str) -> list[str]:
    path = path_of(language).with_suffix(".mo")
    fresh = path.exists() and path.read_bytes() == compiled(read(path_of(language)))
    return [] if fresh else [f"not compiled: {path.relative_to(settings.BASE_DIR)}"]


# -- what is known already --------------------------------------------------------


def known_texts() -> Texts:
    """Translations that were given before: in the fragments, in the catalogue, in what it once held."""
    texts: Texts = {}
    for path in sorted((LOCALE / "fragments").glob("*.po")):
        texts.update(texts_of(read(path)))
    if path_of(HANS).exists():
        catalogue = read(path_of(HANS))
        obsolete = {key_of(message): text_of(message) for message in catalogue.obsolete.values()}
        texts = {**obsolete, **texts, **texts_of(catalogue)}
    return texts


def active(language: str) -> Texts:
    return {key_of(message): text_of(message) for message in read(path_of(language)) if message.id}


def texts_of(catalogue: Catalog) -> Texts:
    return {key_of(message): text_of(message) for message in catalogue if message.id and text_of(message) and not message.fuzzy}


def key_of(message: object) -> Key:
    singular, plural = message.id if isinstance(message.id, tuple | list) else (message.id, "")  # type: ignore[attr-defined]
    return Key(singular, plural, message.context or "")  # type: ignore[attr-defined]


def text_of(message: object) -> str:
    text = message.string  # type: ignore[attr-defined]
    return (text[0] if isinstance(text, tuple | list) else text) or ""


# -- Traditional Chinese ----------------------------------------------------------------

_converter: opencc.OpenCC | None = None


def to_hant(text: str) -> str:
    """Our own interface in Traditional Chinese, with Taiwan's words, then the corrections made by hand."""
    global _converter
    _converter = _converter or opencc.OpenCC("s2twp")
    converted = _converter.convert(text)
    for wrong, right in corrections():
        converted = converted.replace(wrong, right)
    return converted


def corrections() -> list[tuple[str, str]]:
    with (LOCALE / HANT / "corrections.csv").open(encoding="utf-8", newline="") as file:
        return [(row["converted"], row["right"]) for row in csv.DictReader(file)]


# -- files ---------------------------------------------------------------------------------


def path_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh")


def write(language: str, strings: Found, texts: Texts, forgotten: Texts) -> None:
    """Write the .po and, from it, the .mo; each is replaced as a whole."""
    catalogue = Catalog(
        locale=language, project="opsdept", version="", charset="utf-8", fuzzy=False, creation_date=FIXED, revision_date=FIXED
    )
    catalogue.header_comment = f"# The interface in {language}. Written by `manage.py messages`."
    for key in sorted(strings, key=lambda key: (key.singular, key.context)):
        add(catalogue, key, texts[key], [(file, 0) for file in sorted(strings[key])])
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=110, sort_output=False, include_lineno=False, ignore_obsolete=True)
    body = BOILERPLATE.sub(b"", buffer.getvalue()) + obsolete_lines(language, forgotten)
    replace(path_of(language), body)
    replace(path_of(language).with_suffix(".mo"), compiled(read(path_of(language))))


def add(catalogue: Catalog, key: Key, text: str, locations: list[tuple[str, int]]) -> None:
    message_id = (key.singular, key.plural) if key.plural else key.singular
    string = (text,) if key.plural else text
    catalogue.add(message_id, string, locations=locations, context=key.context or None)


def obsolete_lines(language: str, forgotten: Texts) -> bytes:
    """What no source shows any more, kept as `#~` so that it comes back with its text."""
    past = Catalog(locale=language, fuzzy=False)
    for key in sorted(forgotten, key=lambda key: (key.singular, key.context)):
        add(past, key, forgotten[key], [])
    buffer = io.BytesIO()
    write_po(buffer, past, width=110, omit_header=True)
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(b"#~ " + line if line.strip() else line for line in lines if not line.startswith(b"#"))  # a flag there is misread


def compiled(catalogue: Catalog) -> bytes:
    catalogue.creation_date = catalogue.revision_date = FIXED
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)
