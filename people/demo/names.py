"""Made-up people: names that suit anybody, numbers that belong to nobody."""

from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高" * 3
    + "郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷" * 2
    + "黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔汤向常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左"
    + "柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉骆蓝路游辛"
)
GIVEN = "文宁安然晨熙言一辰青云清和嘉予书乐思远明子允知行景舟望初亦可若之希宸星林其平川溪禾岚佳悦航瑞阳润新华"
SINGLE = "雯宁晨安然熙青云清和航瑞阳悦宸禾岚舟"


def person_name(rng: Random) -> str:
    """A name of two or three characters."""
    surname = rng.choice(SURNAMES)
    if rng.random() < 0.16:
        return surname + rng.choice(SINGLE)
    first, second = rng.sample(GIVEN, 2)
    return surname + first + second


def mobile(place: int) -> str:
    """A number of a range that no operator gives out: 199 0, then the place in seven digits."""
    return f"1990{place:07d}"


def mail(number: str) -> str:
    """An address in the domain that is reserved for examples."""
    return f"e{number}@example.com"
