"""The unified social credit code (GB 32100-2015): 18 characters with two checks."""

SET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714, characters 9 to 16


def is_valid(code: str) -> bool:
    """Whether both checks fit. Some early trial codes fail and are legal all the same: for other companies this is a hint."""
    if len(code) != 18 or any(character not in SET for character in code):
        return False
    return code[16] == inner_check(code[8:16]) and code[17] == check(code[:17])


def check(first: str) -> str:
    """The 18th character to 17."""
    return SET[(31 - sum(SET.index(character) * weight for character, weight in zip(first, WEIGHTS, strict=True)) % 31) % 31]


def inner_check(organisation: str) -> str:
    """The 9th character to the 8 of an organisation code."""
    total = sum(int(character, 36) * weight for character, weight in zip(organisation, INNER_WEIGHTS, strict=True))
    return "0X987654321"[total % 11]


def looks_like_one(code: str) -> bool:
    """18 characters of the set that are not all digits but the last: an identity number is no credit code."""
    return len(code) == 18 and all(character in SET for character in code) and not code[:17].isdigit()
