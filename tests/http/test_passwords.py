"""Which passwords are too easy: whatever others know of somebody counts for nothing (PERM-6)."""

import pytest

from getcrm.domain.credential import PasswordTooEasy
from getcrm.sign_in.passwords import check, without_known

ABOUT = ("Nguyễn Thị Hồng Nhung", "nhung.nth@hoahung.vn", "Thép Hòa Hưng")


@pytest.mark.parametrize(
    "easy",
    [
        "nguyenthihongnhung",
        "nguyenthihongnhung1990",
        "NguyenThiHongNhung",
        "Nguyễn Thị Hồng Nhung 90",
        "nhunghongthinguyen!",
        "nhung nguyen 31121990",
        "gnuhN gnoH ihT 1990",
        "gnuhngnohihtneyugn",
        "nhungnth.1990",
        "nth.nhung@2026",
        "h0ngnhung-1990",
        "NhungNhungNhung",
        "thephoahung2026",
        "Hoà Hưng Thép 2026",
        "nhung.hoahung.90",
        "nhung.nth@hoahung.vn",
        "hoahungvn123456",
    ],
)
def test_ones_own_names_are_no_password_however_they_are_written(easy):
    with pytest.raises(PasswordTooEasy):
        check(easy, ABOUT)


@pytest.mark.parametrize(
    "good",
    ["Nhung: kẹo dừa, sông sâu 77", "x9$Kq-nhung-W4z!m27Lr", "con thuyền giấy 58 trôi xa"],
)
def test_a_name_does_no_harm_where_the_rest_is_good(good):
    check(good, ABOUT)


def test_short_words_are_no_reason_to_refuse():
    """Le and An stand in many words."""
    check("lemon banana anchor gazelle 83", ("Lê An", "an@le.vn", None))
    assert without_known("lean mountain", ["Lê An"]) == " mountain"
    assert without_known("whatever", []) == "whatever"
