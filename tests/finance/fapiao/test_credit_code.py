import pytest

from finance.fapiao.credit_code import is_valid


@pytest.mark.parametrize("code", ["91310115MA1ABCD2XD", "92440300MA5XYTH339", "91330106MA2H00006X"])
def test_a_code_with_both_checks_is_valid(code):
    assert is_valid(code)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("91310115MA1ABCD2XE", id="the last character"),
        pytest.param("91310115MA1ABCD21D", id="the inner check"),
        pytest.param("91310115MA1ABDC2XD", id="two characters swapped"),
        pytest.param("91310115MA1ABCD2X", id="17 characters"),
        pytest.param("91310115MA1ABCI2XD", id="a letter that is not in the set"),
        pytest.param("91310115ma1abcd2xd", id="small letters"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_code_with_a_slip_is_not_valid(code):
    assert not is_valid(code)
