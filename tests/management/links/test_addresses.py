import ipaddress

import pytest

from management.errors import RefusedError
from management.links.addresses import FetchPolicy, is_public

PRIVATE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1",
    "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_a_private_network_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "64:ff9b::808:808"])
def test_an_internet_address_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/a", "only http"),
        ("file:///etc/passwd", "only http"),
        ("javascript:alert(1)", "only http"),
        ("https://", "only http"),
        ("http://user:secret@example.org/", "a name or password"),
        ("http://example.org:22/", "port 22 is not allowed"),
        ("http://example.org:99999/", "only http"),
        ("https://example.org/a\nb", "not a web address"),
        ("https://example.org/" + "a" * 3000, "not a web address"),
        ("http://[::1", "only http"),
    ],
)
def test_text_that_is_not_a_page_address_is_refused(url: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        FetchPolicy().target_of(url)


def test_a_host_is_refused_if_any_of_its_addresses_is_private() -> None:
    target = FetchPolicy().target_of("https://example.org/")

    with pytest.raises(RefusedError, match="private network"):
        FetchPolicy().address_of(target, lambda host, port: ["8.8.8.8", "10.0.0.1"])
    assert FetchPolicy().address_of(target, lambda host, port: ["8.8.8.8", "9.9.9.9"]) == "8.8.8.8"
    with pytest.raises(RefusedError, match="cannot be found"):
        FetchPolicy().address_of(target, lambda host, port: [])


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "localhost", "017700000001"])
def test_other_spellings_of_this_machine_are_refused(host: str) -> None:
    """The system's resolver knows them all for addresses of this machine, or for none."""
    target = FetchPolicy().target_of(f"http://{host}/")

    with pytest.raises(RefusedError, match=r"private network|cannot be found"):
        FetchPolicy().address_of(target, lambda name, port: ["127.0.0.1"])


def test_only_allowed_hosts_and_those_below_them_are_reached() -> None:
    fetch_policy = FetchPolicy(("example.org",))

    assert fetch_policy.target_of("https://news.Example.org/a").host == "news.example.org"
    for url in ("https://example.com/", "https://badexample.org/", "https://example.org.evil.net/"):
        with pytest.raises(RefusedError, match="not among the hosts"):
            fetch_policy.target_of(url)


def test_a_host_name_is_normalised_as_the_network_spells_it() -> None:
    assert FetchPolicy().target_of("https://Bücher.example:443/").authority == "xn--bcher-kva.example"
