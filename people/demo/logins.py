"""The accounts one tries things with. Their password is known to everybody: it exists in demo data only."""

from dataclasses import dataclass

from people.models import User

PASSWORD = "yunying-2026"  # noqa: S105  printed on purpose

# Employee number and the role in words, in the order in which one would try them.
PEOPLE = {
    "1001": "运营总监",
    "1002": "客服经理",
    "1005": "客服专员",
    "101": "总经理",
    "102": "系统管理员",
    "103": "人力资源",
    "104": "财务",
}


@dataclass(frozen=True, slots=True)
class Login:
    """What to type, and whom one is then."""

    number: str
    name: str
    role: str
    password: str


def logins() -> list[Login]:
    """The demo accounts that still have their password; empty in a company that is no demo. One query, one hash."""
    users = {user.username: user for user in User.objects.filter(username__in=PEOPLE, email__endswith="@example.com")}
    known = next((user.password for user in users.values() if user.check_password(PASSWORD)), None)
    if known is None:
        return []
    return [
        Login(number, users[number].name, role, PASSWORD)
        for number, role in PEOPLE.items()
        if number in users and users[number].password == known
    ]
