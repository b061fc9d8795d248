"""The catalogues: complete, current, and kept by a command that several people may run at once."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import translation

from opsdept.translations import catalogues, sources
from opsdept.translations.sources import Key


def test_translations_are_complete_and_current():
    assert catalogues.problems() == []


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A locale folder of its own with one string to translate."""
    (tmp_path / "fragments").mkdir()
    (tmp_path / "zh_Hant").mkdir()
    (tmp_path / "zh_Hant" / "corrections.csv").write_text("converted,right,why\n賬號,帳號,usual\n", encoding="utf-8")
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues.settings, "BASE_DIR", tmp_path)
    monkeypatch.setattr(catalogues, "found", lambda: {Key("Account %(name)s"): {"a.py"}})
    return tmp_path


def fragment(house, text, msgid="Account %(name)s"):
    (house / "fragments" / "a.po").write_text(f'msgid "{msgid}"\nmsgstr "{text}"\n', encoding="utf-8")


def test_missing_translation_is_told(house):
    assert catalogues.refresh() == ["missing: 'Account %(name)s' (a.py)"]


def test_fragment_fills_a_missing_translation(house):
    fragment(house, "账号%(name)s")
    assert catalogues.refresh() == []
    assert catalogues.active("zh_Hans") == {Key("Account %(name)s"): "账号%(name)s"}


def test_traditional_is_converted_and_corrected(house):
    fragment(house, "账号%(name)s")
    catalogues.refresh()
    assert catalogues.active("zh_Hant") == {Key("Account %(name)s"): "帳號%(name)s"}


def test_given_translation_is_kept(house):
    fragment(house, "账号%(name)s")
    catalogues.refresh()
    fragment(house, "另一个%(name)s")
    catalogues.refresh()
    assert catalogues.active("zh_Hans") == {Key("Account %(name)s"): "账号%(name)s"}


def test_forgotten_string_comes_back_with_its_translation(house, monkeypatch):
    fragment(house, "账号%(name)s")
    catalogues.refresh()
    (house / "fragments" / "a.po").unlink()
    monkeypatch.setattr(catalogues, "found", dict)
    catalogues.refresh()
    assert catalogues.active("zh_Hans") == {}
    monkeypatch.setattr(catalogues, "found", lambda: {Key("Account %(name)s"): {"a.py"}})
    assert catalogues.refresh() == []


def test_differing_placeholders_are_told(house):
    fragment(house, "账号%(nom)s")
    assert catalogues.refresh() == ["placeholders differ: 'Account %(name)s' -> '账号%(nom)s'"]


def test_stale_entry_is_told(house, monkeypatch):
    fragment(house, "账号%(name)s")
    catalogues.refresh()
    monkeypatch.setattr(catalogues, "found", dict)
    assert catalogues.problems() == ["stale: 'Account %(name)s'"]


def test_fuzzy_entry_is_told(house):
    fragment(house, "账号%(name)s")
    catalogues.refresh()
    path = catalogues.path_of("zh_Hans")
    path.write_text(path.read_text(encoding="utf-8").replace("#, python-format", "#, fuzzy, python-format"), encoding="utf-8")
    assert "fuzzy: 'Account %(name)s'" in catalogues.problems()


def test_edited_catalogue_must_be_compiled(house):
    fragment(house, "账号%(name)s")
    catalogues.refresh()
    path = catalogues.path_of("zh_Hans")
    path.write_text(path.read_text(encoding="utf-8").replace("账号", "账户"), encoding="utf-8")
    assert any(problem.startswith("not compiled") for problem in catalogues.problems())


def test_two_writers_at_once_leave_whole_files(house):
    fragment(house, "账号%(name)s")
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: catalogues.refresh(), range(8)))
    assert results == [[]] * 8
    assert catalogues.problems() == []


def test_template_strings_are_found(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '<p>{% translate "One" %} {% translate "Two" context "number" %}\n'
        "  {% blocktranslate trimmed with n=x %}\n Three {{ n }}\n{% endblocktranslate %}"
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
        encoding="utf-8",
    )
    keys = set(sources.keys_of(page))
    assert keys == {Key("One"), Key("Two", "", "number"), Key("Three %(n)s"), Key("%(n)s day", "%(n)s days")}


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_every_language_of_the_interface_is_loaded(language):
    with translation.override(language):
        assert re.search("[\u4e00-\u9fff]", translation.gettext("To the first page"))
