"""Which server a URL means, and which are never spoken to."""

from __future__ import annotations

import pytest

from mapconfig.wire.origin import Origin, Refused, check_peer


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Mautic.Drip.example/index.php/api", "https://mautic.drip.example"),
        ("https://mautic.drip.example.:443", "https://mautic.drip.example"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080"),
        ("https://[::1]:8443", "https://[::1]:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    assert str(Origin.of(url)) == origin
    assert Origin.of(str(Origin.of(url))) == Origin.of(url)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://a.example", "mautic.example", "https://", "https://a.example:99999",
        "https://user:hush@a.example", "https://a.example\\@b.example", "https://a.example/ x", "https://a\n.example",
        "https://[::1", "//a.example", "http://a.example/?x=1", "http://a.example?", "https://a.example/x#top",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused_and_no_password_repeated(url: str) -> None:
    with pytest.raises(Refused) as raised:
        Origin.of(url)
    assert "hush" not in str(raised.value)


def test_this_machine_is_known_by_its_names() -> None:
    assert all(Origin.of(f"http://{host}").loopback for host in ("localhost", "127.0.0.1", "127.9.9.9", "[::1]"))
    assert not Origin.of("https://localhost.example").loopback


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1%eth0", "224.0.0.1", "0.0.0.0", "::ffff:169.254.1.1"])
def test_addresses_of_no_platform_are_refused_whatever_they_are_called(address: str) -> None:
    """Where clouds hand out keys is not a marketing platform."""
    with pytest.raises(Refused, match="the address of no platform"):
        check_peer("mautic.example", address)


def test_a_name_that_leads_back_to_this_machine_is_refused() -> None:
    with pytest.raises(Refused, match="this machine itself"):
        check_peer("mautic.example", "127.0.0.1")
    check_peer("localhost", "127.0.0.1")
    check_peer("mautic.intern.example", "10.0.0.7")
    check_peer("mautic.example", "203.0.113.9")
