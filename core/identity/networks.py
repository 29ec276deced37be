"""Network addresses as far as guessing is concerned."""

import ipaddress

# One household or practice holds 64 bits of IPv6, one site up to 48: whoever holds more may try a little
# more, not 65,536 times as much.
WIDTHS = {64: 1, 56: 2, 48: 4}


def network_of(address: str) -> str:
    """Reduce an address to what a practice hardly has two of: an IPv4 address, or 64 bits of IPv6."""
    return networks_of(address)[0][0]


def networks_of(address: str) -> tuple[tuple[str, int], ...]:
    """Name each network an address is counted in, the narrowest first, and how many times a limit it has."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return (("unknown", 1),)
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return ((str(parsed.ipv4_mapped), 1),)
        return tuple(
            (str(ipaddress.ip_network((parsed, width), strict=False)), times)
            for width, times in WIDTHS.items()
        )
    return ((str(parsed), 1),)
