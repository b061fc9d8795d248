"""An imported document becomes a draft."""

import pytest
from django.urls import reverse

from common.errors import RuleBroken
from common.scripts import to_simplified
from rules import services
from rules.models import ClauseText, Edition, ImportedDocument, ImportedNode, NodeFlag
from rules.selectors.importing import spots_of
from rules.services.importing import confirm_flags, refuse_unconfirmed, unconfirmed
from rules.services.importing_choices import choose_parameter, take_guesses
from rules.services.importing_draft import Made, make_draft
from rules.services.sheets import Options, printed
from rules.services.starting import Facts
from tests.rules import making
from tests.rules.imported import THREE, document_of, found_online, nodes, take_in
from tests.rules.making import NOW, Office
from tests.rules.pages import as_, said

pytestmark = pytest.mark.django_db

MINOR, FINE, DETECT = "att.late.minor_max_minutes", "att.late.minor_fine_cny", "ot.detect_minutes"


@pytest.fixture
def document(office: Office) -> ImportedDocument:
    return document_of(found_online(), office.director)


def made(document: ImportedDocument, office: Office, number: str = "CK-1", **options: object) -> Made:
    facts = Facts(number=number, title="仓库管理制度", owner=office.ours)
    options = {"numbering": "outline", "script": "hans", "chinese_punctuation": True, **options}
    return make_draft(document=document, by=office.director, at=NOW, facts=facts, **options)


def row_with(document: ImportedDocument, words: str) -> ImportedNode:
    return next(row for row in nodes(document) if words in row.text or words in row.heading)


def choose(row: ImportedNode, place: int, key: str, group: str = "blanks", *, is_value: bool = False) -> None:
    words = getattr(row, group)[place]["text"]
    choose_parameter(document=row.document, node=row.pk, group=group, place=place, words=words, key=key, is_value=is_value)


def confirm_all(document: ImportedDocument, office: Office) -> None:
    flags = NodeFlag.objects.filter(node__document=document).values_list("pk", flat=True)
    confirm_flags(document=document, flags=flags, by=office.director, at=NOW)


def text_of(edition: Edition, heading: str) -> str:
    return edition.texts.get(heading=heading).text


def test_faithful_import_keeps_every_number(document: ImportedDocument, office: Office):
    edition = made(document, office).edition
    labels = [row.label.replace("(", "（").replace(")", "）") for row in nodes(document)]
    assert [text.marker for text in edition.texts.order_by("order")] == labels
    assert not NodeFlag.objects.filter(node__document=document, flag="renumbered").exists()


def test_text_is_written_in_simplified_characters_with_chinese_marks(document: ImportedDocument, office: Office):
    edition = made(document, office).edition
    assert text_of(edition, "入库上架") == "货物验收合格后，应在当天上架，确保客户对商品内容满意。"


def test_text_stays_as_it_is_where_nothing_else_is_asked(document: ImportedDocument, office: Office):
    edition = made(document, office, script="", chinese_punctuation=False).edition
    assert text_of(edition, "入庫上架") == "貨物驗收合格後,應在當天上架,確保客戶對商品內容滿意。"


def test_guessed_blanks_become_undecided_parameters(document: ImportedDocument, office: Office):
    assert take_guesses(document=document) == 4
    edition = made(document, office).edition
    assert text_of(edition, "迟到处理") == f"迟到{{{MINOR}}}分钟以内的，每次扣除{{{FINE}}}元。"
    assert dict(edition.values.values_list("key", "raw")) == dict.fromkeys((MINOR, FINE, "work.schedule", "res.notice_days"))


def test_blank_that_nobody_chose_stays_text(document: ImportedDocument, office: Office):
    edition = made(document, office).edition
    assert text_of(edition, "离职申请") == "员工离职应提前[X]天提出书面申请。"
    assert not edition.values.exists()


def test_figure_becomes_a_value_only_where_somebody_says_so(document: ImportedDocument, office: Office):
    choose(row_with(document, "30分鐘"), 0, DETECT, "offers", is_value=True)
    value = made(document, office).edition.values.get(key=DETECT)
    assert (value.raw, value.decided_by) == (30, office.director)


def test_figure_chosen_without_its_value_stays_undecided(document: ImportedDocument, office: Office):
    choose(row_with(document, "30分鐘"), 0, DETECT, "offers")
    assert made(document, office).edition.values.get(key=DETECT).raw is None


def test_figure_that_the_law_advises_against_is_left_undecided_with_a_sentence(document: ImportedDocument, office: Office):
    choose(row_with(document, "30分鐘"), 0, FINE, "offers", is_value=True)
    result = made(document, office)
    assert result.edition.values.get(key=FINE).raw is None
    assert len(result.undecided) == 1


def test_parameter_is_chosen_in_one_place_only(document: ImportedDocument):
    row = row_with(document, "扣除")
    choose(row, 0, MINOR)
    with pytest.raises(RuleBroken, match="只能写在一个条款里"):
        choose(row_with(document, "提出書面申請"), 0, MINOR)


def test_choice_is_refused_where_the_text_was_changed(document: ImportedDocument):
    row = row_with(document, "扣除")
    with pytest.raises(RuleBroken, match="刚刚有了变动"):
        choose_parameter(document=document, node=row.pk, group="blanks", place=7, words="[X]", key=MINOR)


def test_blank_can_be_another_parameter_or_stay_text(document: ImportedDocument, office: Office):
    row = row_with(document, "扣除")
    choose(row, 0, "apl.window_days")
    choose(row_with(document, "扣除"), 1, "")
    assert [spot.chosen for spot in spots_of(row_with(document, "扣除"))] == ["apl.window_days", ""]
    assert text_of(made(document, office).edition, "迟到处理") == "迟到{apl.window_days}分钟以内的，每次扣除[X]元。"


def test_each_node_knows_the_clause_it_became(document: ImportedDocument, office: Office):
    edition = made(document, office).edition
    for row in nodes(document):
        text = ClauseText.objects.get(edition=edition, clause=row.clause_id)
        assert own_words(row) in text.heading + text.text


def own_words(row: ImportedNode) -> str:
    return to_simplified(row.heading or row.text)


def test_articles_after_a_gap_are_remarked(office: Office):
    document = document_of("门店守则\n\n第一条 目的\n规范门店。\n第二条 范围\n全体店员。\n第四条 附则\n今日起施行。\n")
    made(document, office, numbering="articles")
    flagged = NodeFlag.objects.filter(node__document=document, flag="renumbered").values_list("node__label", flat=True)
    assert list(flagged) == ["第四条"]


def test_draft_is_made_once(document: ImportedDocument, office: Office):
    made(document, office)
    with pytest.raises(RuleBroken, match="已生成草稿"):
        made(document, office, number="CK-2")


def test_discarded_draft_lets_the_document_be_made_again(document: ImportedDocument, office: Office):
    services.discard_draft(edition=made(document, office).edition)
    document.refresh_from_db()
    assert document.edition is None
    assert made(document, office).edition.texts.count() == len(nodes(document))


def test_three_documents_of_one_title_become_three_rulebooks(office: Office):
    for count, document in enumerate(take_in(THREE).documents.order_by("first_line")):
        made(document, office, number=f"YY-{count}", numbering="articles")
    assert Edition.objects.count() == 3


def test_next_edition_keeps_the_identity_of_clauses_that_go_on(office: Office):
    text = "门店守则\n\n一、目的\n规范门店。\n二、范围\n全体店员。\n"
    first = made(document_of(text), office).edition
    making.fit(first)
    confirm = making.publish(first, office)
    later = document_of(text.replace("规范门店。", "规范全部门店。") + "三、附则\n今日起施行。\n")
    edition = make_draft(document=later, by=office.director, at=NOW, numbering="outline", rulebook=confirm.rulebook, reason="修订").edition
    before, after = (dict(one.texts.values_list("heading", "clause")) for one in (first, edition))
    assert (after["目的"], after["范围"]) == (before["目的"], before["范围"])
    assert edition.texts.get(heading="目的").text == "规范全部门店。"
    assert edition.texts.count() == 3


def test_clause_without_a_counterpart_leaves_the_next_edition(office: Office):
    first = making.published(office, {"apl.window_days": "3"}, number="OLD-1")
    document = document_of("申诉制度\n\n一、目的\n申诉公平。\n二、期限\n尽快答复。\n")
    edition = make_draft(document=document, by=office.director, at=NOW, numbering="outline", rulebook=first.rulebook, reason="重写").edition
    assert sorted(edition.texts.values_list("heading", flat=True)) == sorted(["目的", "期限"])
    assert not edition.values.exists()


# -- remarks -------------------------------------------------------------------------------------------------


@pytest.mark.row("SYS-05")
def test_review_is_refused_until_every_remark_is_confirmed(document: ImportedDocument, office: Office):
    edition = made(document, office).edition
    making.fit(edition)
    with pytest.raises(RuleBroken, match="没有核对"):
        services.ask_review(edition=edition, reviewer=office.counsel, at=NOW)
    confirm_all(document, office)
    assert services.ask_review(edition=edition, reviewer=office.counsel, at=NOW).state == "review"


@pytest.mark.row("SYS-05")
def test_publication_is_refused_while_a_remark_is_unconfirmed(document: ImportedDocument, office: Office):
    edition = made(document, office).edition
    making.fit(edition)
    confirm_all(document, office)
    edition = making.approve(edition, office)
    NodeFlag.objects.create(node=nodes(document)[0], flag="suspect_typo")
    with pytest.raises(RuleBroken, match="没有核对"):
        services.publish(edition=edition, by=office.director, at=NOW)


def test_confirmation_says_who_when_and_why(document: ImportedDocument, office: Office):
    flag = NodeFlag.objects.filter(node__document=document).first()
    assert confirm_flags(document=document, flags=[flag.pk], by=office.director, at=NOW, note=" 已核对原件 ") == 1
    flag.refresh_from_db()
    assert (flag.confirmed_by, flag.confirmed_at, flag.note) == (office.director, NOW, "已核对原件")


def test_confirmed_remark_stays_with_who_was_first(document: ImportedDocument, office: Office):
    flag = NodeFlag.objects.filter(node__document=document).first()
    confirm_flags(document=document, flags=[flag.pk], by=office.director, at=NOW)
    assert confirm_flags(document=document, flags=[flag.pk], by=office.counsel, at=NOW) == 0
    flag.refresh_from_db()
    assert flag.confirmed_by == office.director


def test_remark_of_another_document_is_not_confirmed(document: ImportedDocument, office: Office):
    other = document_of("门店守则\n\n一、目的\n规范。\n二、范围\n店员。\n")
    flag = NodeFlag.objects.create(node=nodes(other)[0], flag="repaired")
    assert confirm_flags(document=document, flags=[flag.pk], by=office.director, at=NOW) == 0


def test_edition_that_was_not_imported_has_nothing_to_confirm(office: Office):
    edition = making.rulebook(office)
    refuse_unconfirmed(edition)
    assert unconfirmed(edition) == 0


# -- on the wall ---------------------------------------------------------------------------------------------


def test_articles_without_chapters_are_read_edited_and_printed_with_their_numbers(office: Office):
    document = take_in(THREE).documents.order_by("first_line")[0]
    edition = made(document, office, number="YY-1", numbering="articles").edition
    client = as_(office.director)
    for path in (reverse("rules:rulebook", args=["YY-1"]), reverse("rules:write", args=[edition.pk])):
        page = said(client, path).replace(" ", "")
        assert page.index("第一条目的") < page.index("第二条适用范围") < page.index("第三条附则")
    assert printed(edition=edition, options=Options(), at=NOW).pdf.startswith(b"%PDF")
