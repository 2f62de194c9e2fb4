"""Which literal IP addresses anybody can reach. Pure."""

from __future__ import annotations

import ipaddress

_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # all that is allotted of IPv6 (RFC 4291, 2.4)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_6TO4 = ipaddress.ip_network("2002::/16")


def is_literal(host: str) -> bool:
    """Whether the host is an IP address in its common notation, not a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Whether a literal address is globally reachable unicast (IANA's special-purpose registries).

    IPv4 inside IPv6 (mapped, NAT64, 6to4) is looked at as IPv4; what is no address at all is not public.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return _is_public_ipv4(parsed)
    if parsed.ipv4_mapped is not None:
        return _is_public_ipv4(parsed.ipv4_mapped)
    if parsed in _NAT64:
        return _is_public_ipv4(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF))
    if parsed in _6TO4:
        return _is_public_ipv4(ipaddress.IPv4Address(int(parsed) >> 80 & 0xFFFFFFFF))
    return parsed in _GLOBAL_UNICAST and parsed.is_global and not parsed.is_multicast


def _is_public_ipv4(address: ipaddress.IPv4Address) -> bool:
    return address.is_global and not address.is_multicast
