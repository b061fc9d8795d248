"""Which strings the product shows: our own, and those of packages that have no Chinese for them."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from babel.messages.extract import extract
from django.conf import settings
from django.test.utils import override_settings
from django.utils.translation.template import templatize
from django.utils.translation.trans_real import DjangoTranslation

KEYWORDS: dict = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
LEFT_OUT = {".venv", ".git", ".data", "tests", "tools", "migrations", "node_modules", "static", "docs", "locale"}

# Packages whose pages, mails and messages a user can meet, and the parts of them that are switched off here.
THIRD_PARTY = ("unfold", "allauth.account", "allauth.mfa", "allauth.usersessions", "allauth.templates")
SWITCHED_OFF = {
    "guardian", "hijack", "reversion", "reversion_compare", "simple_history", "constance", "location_field", "waffle",
    "wysiwyg.html", "toolbar.html",
    "socialaccount", "openid", "webauthn", "headless", "idp", "tests", "trust", "stages", "migrations",
    "login_code_message.txt", "login_code_subject.txt", "phone_verified.txt", "phone_verification_sent.txt", "login_code_sent.txt",
    "reauthentication_email.html", "account_already_exists_message.txt", "account_already_exists_subject.txt",
    "password_reset_code_message.txt", "password_reset_code_subject.txt", "unknown_account_message.txt",
    "unknown_account_subject.txt", "webauthn_added.txt", "webauthn_removed.txt", "signup.html", "confirm_login_code.html",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """What names an entry of a catalogue: singular, plural ("" when it has none) and context ("" when it has none)."""

    singular: str
    plural: str = ""
    context: str = ""


Found = dict[Key, set[str]]


def found() -> Found:
    """Every string to translate, with the files that show it."""
    strings = own_strings()
    strings.update({key: files for key, files in third_party_strings().items() if key not in strings})
    return strings


def own_strings() -> Found:
    strings: Found = {}
    for path in own_files():
        name = path.relative_to(settings.BASE_DIR).as_posix()
        for key in keys_of(path):
            strings.setdefault(key, set()).add(name)
    return strings


def own_files() -> Iterator[Path]:
    for folder in sorted(path for path in settings.BASE_DIR.iterdir() if path.is_dir() and path.name not in LEFT_OUT):
        if folder.name == "templates" or (folder / "__init__.py").exists():
            yield from files_below(folder, LEFT_OUT)


def third_party_strings() -> Found:
    """The strings of installed packages for which neither they nor Django have both kinds of Chinese."""
    with override_settings(LOCALE_PATHS=[]):
        catalogues = [DjangoTranslation(language) for language in ("zh-hans", "zh-hant")]
    strings: Found = {}
    for package in THIRD_PARTY:
        for path in files_below(folder_of(package), SWITCHED_OFF):
            for key in keys_of(path):
                if not all(knows(catalogue, key) for catalogue in catalogues):
                    strings.setdefault(key, set()).add(package)
    return strings


def folder_of(package: str) -> Path:
    if package == "allauth.templates":
        return folder_of("allauth") / "templates"
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise LookupError(package)
    return Path(spec.origin).parent


def files_below(folder: Path, left_out: Iterable[str]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".py", ".html", ".txt"} and not set(path.relative_to(folder).parts) & set(left_out):
            yield path


def knows(catalogue: DjangoTranslation, key: Key) -> bool:
    """Whether a catalogue of the installed packages translates the entry."""
    msgid = f"{key.context}\x04{key.singular}" if key.context else key.singular
    return bool(catalogue._catalog.get(msgid) or catalogue._catalog.get((msgid, 0)))  # type: ignore[attr-defined]


def keys_of(path: Path) -> Iterator[Key]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    for _line, messages, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        singular, plural = messages[:2] if isinstance(messages, tuple) else (messages, "")
        if singular:
            yield Key(singular, plural, context or "")
