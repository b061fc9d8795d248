"""Lines of websites around a document: recognised by what they say, never by where they stand."""

import re
from collections.abc import Callable

# Nobody writes these into rules; one is enough.
CERTAIN = re.compile(
    r"下载本文档|文档下载|下载(?:文档|原文)[前后:,。!]|(?:合集|打包|免费|立即|点击)下载|免费(?:阅读|预览)|部分预览"
    r"|(?:全文|在线|文档)预览|文档(?:简介|介绍|详情|评论|标签|贡献者)|(?:最新|相关|推荐|热门|精品)文档|"
    r"(?:提交|发表)评论|^评论(?:\(\d{1,6}\))?$|(?<!\d)\d{1,4}/1[45]0(?!\d)|版权(?:说明|声明|申诉)|版权所有|侵权(?:必究"
    r"|投诉|举报)|举报或认领|收益归属|本站(?:所有|不|仅|资源|的|提供|声明|RAR|rar|只|对|文档|会员)|本网站?(?:所有|不保证"
    r"|声明|提供的)|"
    r"文库网|原创力|上传(?:者|用户)|网友(?:上传|提供|投稿|评论)|(?i:winrar|office2007|cad,|solidworks)|(?i:pdf)阅读器"
    r"|图纸(?:软件|预览)|vip(?:文档|专享|免费|会员)|(?i:icp) ?[备证]|公网安备|(?i:copyright|all rights reserved)|©|"
    r"(?i:https?://|www\.)|人工客服|小编|(?:浏览|阅读|点击|下载|收藏|人气|访问)(?:量|数|次数|人次)?[:(] ?\d|(?:甄别"
    r"|如)文档|文档(?:内容)?(?:侵犯|的完整性)|侵犯您的|申请退款|友情链接|网站地图|"
    r"上一[篇页]:|下一[篇页]:|您?(?:现在|当前)的?位置:|猜你(?:喜欢|在找)|为您推荐|(?:分享|转载)(?:到|请注明|自)"
    r"|请注明出处|扫描?二维码(?:下载|关注)|关注(?:我们|微信公众号)|(?:欢迎|供)(?:大家)?(?:阅读|参考|下载|借鉴|收藏)"
    r"|希望(?:对|能)(?:大家|您|你)|"
    r"^第?\d{1,8}(?:次|人)(?:浏览|阅读|下载|收藏)"
)
# Alone on its line: a heading of a site, and what follows it is of the site, too.
HEADER = re.compile(
    r"^[ \-•*#]*(?:温馨提示|特别提示|下载说明|使用说明|免责声明|最新文[档章]|(?:相关|热门|推荐|精选|精品|更多|同类"
    r"|最新)(?:文[档章]|阅读|推荐|内容|资讯|下载|范文|资料|搜索|标签|制度|列表)(?:列表)?|猜你喜欢|"
    r"(?:本周|本月|今日)?(?:热门|排行)(?:榜|排行)?|评论|网友评论|关于我们|联系我们|友情链接|文章导航|站内搜索|返回(?:首页"
    r"|顶部|目录|列表)|首页|登录|注册|登录 ?注册|收藏|分享|举报|目录|查看更多|更多|展开全部|收起|阅读全文|合集下载"
    r"|上一[篇页]|下一[篇页])[:：> ]*$"
)
LINKS = re.compile(r"文[档章]|阅读|推荐|内容|资讯|范文|资料|列表|热门|排行|喜欢|导航|搜索|制度|目录|更多")
PAGES = re.compile(
    r"^(?:.{0,60}_第 ?\d{1,4} ?页|第? ?\d{1,4} ?页(?:[ /,]*共 ?\d{1,4} ?页)?|共 ?\d{1,4} ?页|已阅读 ?\d{1,4} ?页.{0,30}"
    r"|[-—] ?\d{1,4} ?[-—]|\d{1,4}(?:/\d{1,4})?|(?:PAGE ?\d{0,4} ?)+|NUMPAGES.{0,20})$"
)
PLACEHOLDER = re.compile(
    r"(?:(?:点击|单击|请)?(?:此处|在此|这里)?(?:添加|输入|编辑)(?:您的|你的)?(?:小|副|主|大)?(?:标题|文字|文本|内容"
    r"|正文)(?:内容)?|您的(?:内容|标题|文字)(?:打在这里)?|(?:YOUR|ADD) ?(?:TITLE|TEXT)|LOGO|CONTENTS?|PART ?\d{1,2}"
    r"|THANKS?|THANK YOU|谢谢(?:观看|聆听|大家)?|感谢(?:观看|聆听))"
)
LIKELY = re.compile(
    r"本站|资源|下载|文档|上传|压缩|附件|图纸|预览|版权|侵权|网友|网站|vip|VIP|退款|阅读器|转载|来源:|作者:|编辑:|责编"
    r"|出处|标签:|关键[词字]:|(?:发布|更新|上传|编辑)(?:时间|日期):|登录|注册|积分|金币|付费|会员|站长|搜索|点击"
    r"|用户(?:名|协议|投稿)|广告|客服(?:热线|电话|[qQ]{2}|微信|时间|在线)|"
    r"(?:服务|客服|咨询|支持|举报|投诉)(?:热线|电话|时间|邮箱)?[:(]? ?(?:周一至周[五日])?.{0,4}\d{1,2}:\d{2}|\.(?:com|cn"
    r"|net|org)\b|\d{3,4}-\d{7,8}|400-\d|公众号|二维码|微博|论坛|新闻|资讯|记者|报道|股票|房产|招聘网|论文|毕业设计|试题"
    r"|课件|教案|模板|软件|教程|电子书|万亿|亿元"
)
RULE = re.compile(
    "应当?|必须|须|不得|严禁|禁止|负责|员工|本制度|本规定|本办法|公司|部门|岗位|考核|客户|遵守|按照|职责|工作人员|处理"
    "|奖励|处罚|服从|确保|保证|保持|做到|落实|加强"
)
KEYWORDS = re.compile(r"[^。;!?,:、 ]{1,8}(?:[,、|/ ]+[^。;!?,:、|/ ]{1,8}){3,}")
STARTS = re.compile(r" ?(?:[-•*] ?)?(?:\d{1,2}[.、)]|\(\d{1,2}\)|[一二三四五六七八九十]+、|第.{1,3}[章条])")
DATED = re.compile(r"^(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)[ \d:]*$")

SITE, TIPS, LINK_LIST, KEYWORD_LIST, PAGE_LIST, SLIDE, PROSE, TITLE = (
    "site",
    "tips",
    "links",
    "keywords",
    "page_list",
    "placeholder",
    "prose",
    "title",
)
STICKY = {SITE, TIPS, LINK_LIST, KEYWORD_LIST}  # what stands behind such lines, up to the next clause or title, is of the site


def likely(line: str) -> int:
    """How many different words of websites the line has."""
    return len(set(LIKELY.findall(line)))


def is_keywords(line: str) -> bool:
    """A row of words for search engines: no verb, no stop, no rule."""
    if len(line) > 400 or line[-1:] in "。;:" or not KEYWORDS.fullmatch(line.rstrip(",、| ")) or STARTS.match(line):
        return False
    words = re.split(r"[,、|/ ]+", line)
    return likely(line) >= 1 or sum(word.isascii() for word in words) >= 1 or len(words) >= 6


def goes_on(line: str) -> bool:
    """Whether a line next to noise belongs to it."""
    if DATED.match(line):
        return True
    if is_numbered(line):
        return likely(line) >= 2 or (likely(line) == 1 and not RULE.search(line))
    return likely(line) >= 1 and not RULE.search(line)


def is_numbered(line: str) -> bool:
    return bool(STARTS.match(line))


def is_link(line: str) -> bool:
    """A title of another page: short, without a stop."""
    return (
        len(line) <= 60
        and line[-1:] not in "。;:,!"
        and "。" not in line
        and not re.match(r" ?(?:第.{1,3}[章条]|[一二三四五六七八九十]+、)", line)
    )


def reason_of(line: str) -> str:
    """Why the line alone is noise; "" when it is not. line: in the matching copy."""
    body = line.strip(" ")
    return next((reason for test, reason in _TESTS if test(body)), "")


_TESTS: tuple[tuple[Callable[[str], object], str], ...] = (
    (PAGES.match, PAGE_LIST),
    (lambda body: not PLACEHOLDER.sub("", body.replace(" ", "")), SLIDE),
    (lambda body: HEADER.match(body) and "提示" in body, TIPS),
    (lambda body: HEADER.match(body) and LINKS.search(body), LINK_LIST),
    (HEADER.match, SITE),
    (CERTAIN.search, SITE),
    (is_keywords, KEYWORD_LIST),
    (lambda body: likely(body) >= (3 if body.endswith("。") else 2) and not RULE.search(body), SITE),
)
