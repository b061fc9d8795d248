"""A rules document as somebody finds it on the web: our own sentences, with what scraping does to such a text.

`found_online()` is the file that the story uploads. Traditional characters in one long line, glosses in brackets behind some of
them, half-width marks, two runs of shifted bytes, the words of the website around it, and a sentence cut off at the end.
"""

from common.scripts import to_traditional

TITLE = "运营部日常管理制度"
PLAIN = (
    "一、总则(一)目的为了让来访和来电的客户都得到及时的接待,使部门的工作有章可循,特制定本制度。"
    "(二)适用范围本制度适用于运营部全体员工。"
    "(三)基本原则1.公开原则:制度的条文和数值对全体员工公开。2.一致原则:同样的事情按同样的条文处理,对所有人一视同仁。"
    "二、考勤管理(一)工作时间1.作息时间:运营部的工作时间为[具体时间,如9:0018:00]。2.打卡规定:上下班应由本人打卡,不得请人代打。"
    "3.迟到早退处理:(1)迟到或早退[X]分钟以内的,每次扣除[X]元。(2)迟到或早退超过[X]分钟的,当天按旷工半天处理。"
    "(3)当月迟到或早退累计达[X]次的,属于严重违反公司制度,由部门负责人立案调查。"
    "4.旷工处理:一年内累计旷工超过[X]天的,公司可以依法解除劳动合同。"
    "(二)请假管理1、员工请假应事先写明事由,由组长批准。2、紧急情况可以先打电话说明,回来后补办手续。"
    "三、会议与培训(一)部门例会1.到场时间:与会人员应提前[X]分钟到场,并带上当周的工作记录。2.会议记录:例会的决定由记录人当天发出,确保客户对处理内容满意。"
    "(二)岗位培训1.上岗培训:新员工上岗前应参加培训,考试达到[X]分为合格。2.资料保管:培训资料由培训员保管,不得带出办公室。"
    "四、人员变动(一)转岗申请:员工转岗应提前[X]天提出申请,由两个部门的负责人商定。"
    "(二)离职1.离职通知:员工离职应提前[X]天书面通知公司。2.物品归还:离职前应归还钥匙和资料。"
    "五、监督与申诉(一)监督部门负责人每月抽查一次执行情况。抽查应公开进行,确保客户对回复内容知情。"
    "(二)申诉员工对处理有异议的,可以在[X]天内提出申诉。(三)附则1.本制度由运营部负责解释。2.本制度没有写到的事项,按公司的规定和设"
)
BLANKS = (
    "work.schedule", "att.late.minor_max_minutes", "att.late.minor_fine_cny", "att.late.major_min_minutes",
    "att.late.monthly_dismissal_count", "att.absence.yearly_dismissal_days", "mtg.early_arrival_minutes", "trn.pass_score",
    "trf.notice_days", "res.notice_days", "apl.window_days",
)  # fmt: skip
GLOSSES = {"業": "業(yè)", "規": "規(guī)", "據": "據(jù)", "應": "應(yīng)", "報": "報(bào)", "長": "長(zhǎng)"}
BEFORE = (
    "{title}_第1頁\n{title}_第2頁\n{title}_第3頁\n已閱讀3頁,還剩1頁未讀,繼續免費閱讀\n\n下載本文檔\n\n"
    "版權說明:本文檔由用戶提供並上傳,收益歸屬內容提供方\n\n文檔簡介\n\nPAGE{title}"
)
AFTER = "\n\n溫馨提示:\n\n1. 本站所有資源如無特殊說明,都需要下載軟件才能打開。\n\n2. 文檔中含有圖片的,僅部分預覽,完整內容請下載後查看。\n"


def found_online() -> str:
    """The whole file."""
    title, text = to_traditional(TITLE), to_traditional(PLAIN)
    for _run in range(text.count("確保客")):
        text = shifted(text)
    for sign, glossed in GLOSSES.items():
        text = text.replace(sign, glossed)
    return BEFORE.format(title=title) + text + AFTER


def shifted(text: str) -> str:
    """As a byte-wise replacement of ？ (A3 BF) leaves 保客, and a gloss put in by bytes the 內 behind it: what lies between is shifted."""
    start = text.index("保客")
    end = text.index("內容", start)
    between = text[start + 2 : end].encode("gb18030")
    moved = "客".encode("gb18030")[1:] + between + "內".encode("gb18030")[:1]
    return f"{text[:start]}??{moved.decode('gb18030')}?nèi)容{text[end + 2 :]}"
