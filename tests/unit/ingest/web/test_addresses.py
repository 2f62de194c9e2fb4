from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.web.addresses import is_literal, is_public


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "240.0.0.1", "224.0.0.1",
     "0.0.0.0", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1%eth0", "fec0::1", "fd00::1", "ff02::1",  # noqa: S104
     "2001:db8::1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::",
     "2001:0:1::1", "nonsense", ""],
)  # fmt: skip
def test_private_addresses_in_any_disguise_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_ipv6_is_as_public_as_itself(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    disguises = [
        ipaddress.IPv6Address(0xFFFF << 32 | number),
        ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) | number),
        ipaddress.IPv6Address(0x2002 << 112 | number << 80),
    ]
    assert {is_public(str(one)) for one in disguises} == {is_public(str(address))}


@given(st.ip_addresses())
def test_no_address_of_a_special_network_is_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    special = (
        address.is_private,
        address.is_loopback,
        address.is_link_local,
        address.is_multicast,
        address.is_unspecified,
    )
    assert is_literal(str(address))
    mapped = isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None
    if any(special) and not mapped:
        assert not is_public(str(address))
