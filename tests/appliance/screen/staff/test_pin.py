"""The staff's PIN: never in plain text, guessed slowly, and a pulled plug gives no further try."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from appliance.screen.staff.pin import FREE_TRIES, Checked, PinKeeper, PinRefused, refuse_weak, wait_after_s

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Wall:
    """A clock on the wall that somebody moves."""

    def __init__(self):
        self.at = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self):
        return self.at

    def move(self, seconds):
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture
def keeper(tmp_path, wall):
    made = PinKeeper(tmp_path / "state" / "staff.json", wall, QUICK)
    made.set("2580")
    return made


def again(keeper, wall):
    """The counter after a restart."""
    return PinKeeper(keeper.file, wall, QUICK)


def lock_out(keeper):
    for _ in range(FREE_TRIES):
        keeper.check("1111")


def test_only_the_pin_itself_opens(keeper):
    assert keeper.check("2580") == Checked(True)
    assert keeper.check("2581") == Checked(False, 0, 2)


def test_its_file_holds_an_argon2id_hash_and_is_its_users_alone(keeper):
    assert "$argon2id$" in keeper.file.read_text()
    assert "2580" not in keeper.file.read_text()
    assert stat.S_IMODE(keeper.file.stat().st_mode) == 0o600
    assert [file.name for file in keeper.file.parent.iterdir()] == ["staff.json"]


def test_after_three_wrong_ones_not_even_the_right_one_is_looked_at_until_the_wait_is_over(keeper, wall):
    lock_out(keeper)
    assert keeper.check("2580") == Checked(False, 30, 0)
    wall.move(29)
    assert keeper.check("2580").wait_s == pytest.approx(1)
    wall.move(1.5)
    assert keeper.check("2580").ok


def test_waits_grow_with_every_further_wrong_one(keeper, wall):
    lock_out(keeper)
    waits = []
    for _ in range(9):
        wall.move(keeper.wait_s() + 1)
        waits.append(keeper.check("9999").wait_s)
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_a_wait_survives_a_restart(keeper, wall):
    lock_out(keeper)
    wall.move(10)
    assert again(keeper, wall).wait_s() == pytest.approx(20)


def test_tries_are_counted_before_they_are_looked_at(keeper, wall, monkeypatch):
    def plug_pulled(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(PinKeeper, "_is", plug_pulled)
    for _ in range(FREE_TRIES):
        with pytest.raises(KeyboardInterrupt):
            again(keeper, wall).check("0007")
    assert again(keeper, wall).wait_s() == 30


def test_a_clock_that_was_put_back_begins_the_wait_anew_and_no_longer_one(keeper, wall):
    lock_out(keeper)
    wall.move(-86400)
    assert keeper.wait_s() == 30
    wall.move(31)
    assert keeper.check("2580").ok


def test_the_right_one_forgets_the_wrong_ones(keeper):
    keeper.check("1111")
    keeper.check("1111")
    keeper.check("2580")
    assert keeper.check("1111").tries_left == 2


def test_a_new_pin_ends_the_wait(keeper):
    lock_out(keeper)
    keeper.set("7391")
    assert keeper.check("7391").ok


@pytest.mark.parametrize("text", ["", "{", '{"schema": "staff/1"}', '{"schema":"staff/1","pin":"plain","tries":0}'])
def test_a_damaged_file_opens_to_nobody_and_says_what_to_do(keeper, text):
    keeper.file.write_text(text)
    assert keeper.is_set()
    with pytest.raises(PinRefused, match="settings pin"):
        keeper.check("2580")


def test_without_a_pin_nothing_is_checked(tmp_path):
    keeper = PinKeeper(tmp_path / "staff.json", hasher=QUICK)
    assert not keeper.is_set()
    assert keeper.wait_s() == 0
    with pytest.raises(PinRefused, match="no staff PIN yet"):
        keeper.check("2580")


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(PinRefused, match="cannot be written"):
        PinKeeper(tmp_path / "file" / "staff.json", hasher=QUICK).set("2580")


@pytest.mark.parametrize(
    ("pin", "why"),
    [("123", "digits"), ("123456789", "digits"), ("12a4", "digits"), ("²²²²", "digits"), ("", "digits")]
    + [(pin, "simple") for pin in ("0000", "1234", "4321", "567890", "9012", "77777777")],
)
def test_what_is_no_pin_or_the_first_guess_is_refused(pin, why):
    with pytest.raises(PinRefused) as refused:
        refuse_weak(pin)
    assert refused.value.key == why


@given(st.integers(0, 10_000))
def test_waits_never_shrink_and_never_exceed_an_hour(tries):
    assert 0 <= wait_after_s(tries) <= wait_after_s(tries + 1) <= 3600


def test_the_hash_in_service_is_slow_enough_to_guess_and_is_made_anew_where_it_was_weaker(keeper, wall):
    strong = PinKeeper(keeper.file, wall)
    assert strong.check("2580").ok
    assert "m=65536,t=3,p=4" in keeper.file.read_text()
