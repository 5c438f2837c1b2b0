"""Life signs as systemd hears them."""

import socket

import pytest

from appliance.station.heartbeat import Heartbeat


@pytest.fixture
def systemd(tmp_path):
    """What systemd listens to; reads all that came."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.setblocking(False)

        def heard():
            said = []
            while True:
                try:
                    said.append(ear.recv(4096).decode())
                except BlockingIOError:
                    return said

        yield {"NOTIFY_SOCKET": str(tmp_path / "notify")}, heard


def test_the_watchdog_is_fed_only_when_every_limb_lives(systemd):
    environment, heard = systemd
    heart = Heartbeat(["station", "screen"], environment)
    heart.beat("station")
    heart.beat("station")
    assert heard() == []
    heart.beat("screen")
    assert heard() == ["WATCHDOG=1"]
    heart.beat("screen")
    assert heard() == []


def test_a_limb_that_nobody_named_gives_no_sign(systemd):
    with pytest.raises(KeyError):
        Heartbeat(["station"], systemd[0]).beat("tail")


def test_what_systemd_is_told(systemd):
    environment, heard = systemd
    heart = Heartbeat(["station"], environment)
    heart.ready()
    heart.say("two\nlines")
    heart.stopping()
    assert heard() == ["READY=1", "STATUS=two lines", "STOPPING=1"]


def test_an_abstract_name_is_spoken_to():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind("\0screwtray-test")
        Heartbeat(["station"], {"NOTIFY_SOCKET": "@screwtray-test"}).beat("station")
        assert ear.recv(100) == b"WATCHDOG=1"


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
def test_where_nobody_listens_the_counter_goes_on(environment):
    heart = Heartbeat(["station"], environment)
    heart.ready()
    heart.beat("station")
