"""What the rules let the wall decide about rules."""

from django.utils.translation import pgettext_lazy

from common.policy import Choice, Days, Policy


class Acknowledging(Policy):
    """How long people have to read what was published, and how long we keep from where they acknowledged it. Source POL-09."""

    ack_days = Days("pol.ack_days", minimum=1)
    trace_days = Days("pol.trace.retention_days", minimum=1)  # PIPL art. 19: no longer than needed


REGIONS = {
    "national": "全国",
    "beijing": "北京",
    "shanghai": "上海",
    "guangdong": "广东",
    "shenzhen": "深圳",
    "jiangsu": "江苏",
    "zhejiang": "浙江",
    "shandong": "山东",
    "henan": "河南",
    "hebei": "河北",
    "sichuan": "四川",
    "tianjin": "天津",
    "chongqing": "重庆",
    "fujian": "福建",
    "hubei": "湖北",
    "hunan": "湖南",
    "anhui": "安徽",
    "shaanxi": "陕西",
}  # national: elsewhere, where no local rule is known to the legal check
REGION_LABELS = {
    "national": pgettext_lazy("region of the law", "the whole country"),
    "beijing": pgettext_lazy("region of the law", "Beijing"),
    "shanghai": pgettext_lazy("region of the law", "Shanghai"),
    "guangdong": pgettext_lazy("region of the law", "Guangdong"),
    "shenzhen": pgettext_lazy("region of the law", "Shenzhen"),
    "jiangsu": pgettext_lazy("region of the law", "Jiangsu"),
    "zhejiang": pgettext_lazy("region of the law", "Zhejiang"),
    "shandong": pgettext_lazy("region of the law", "Shandong"),
    "henan": pgettext_lazy("region of the law", "Henan"),
    "hebei": pgettext_lazy("region of the law", "Hebei"),
    "sichuan": pgettext_lazy("region of the law", "Sichuan"),
    "tianjin": pgettext_lazy("region of the law", "Tianjin"),
    "chongqing": pgettext_lazy("region of the law", "Chongqing"),
    "fujian": pgettext_lazy("region of the law", "Fujian"),
    "hubei": pgettext_lazy("region of the law", "Hubei"),
    "hunan": pgettext_lazy("region of the law", "Hunan"),
    "anhui": pgettext_lazy("region of the law", "Anhui"),
    "shaanxi": pgettext_lazy("region of the law", "Shaanxi"),
}  # on pages; the text of a rule has the words above
UNION_LABELS = {
    "yes": pgettext_lazy("value of a rule", "there is a union"),
    "no": pgettext_lazy("value of a rule", "there is no union"),
}


class Place(Policy):
    """Whose local labour rules apply (the legal check), and whether there is a union (Labour Contract Law art. 43)."""

    region = Choice("org.region", REGIONS, labels=REGION_LABELS)
    has_union = Choice("org.has_union", {"yes": "已成立工会", "no": "未成立工会"}, labels=UNION_LABELS)


class Piloting(Policy):
    """How long a change is tried before it holds for everybody or is given up. Source POL-17."""

    pilot_days = Days("pol.pilot_days", minimum=1)


class Upkeep(Policy):
    """How long a rulebook may stay unexamined. Source POL-16."""

    review_interval = Days("pol.review_interval_days", minimum=1)
