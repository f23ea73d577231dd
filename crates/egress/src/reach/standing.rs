//! What sort of address an address is, by the IANA registries of special-purpose addresses (RFC 6890 and its updates).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What may be done with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Anyone on the Internet could connect to it.
    Public,
    /// An address as houses use it: reachable for a host that an operator listed.
    Inside,
    /// Link-local, multicast, documentation, reserved, metadata: reachable only where the address itself is listed.
    Never,
}

pub(super) fn standing(address: IpAddr) -> Standing {
    match address.to_canonical() {
        IpAddr::V4(v4) => standing_v4(v4),
        IpAddr::V6(v6) => standing_v6(v6),
    }
}

fn standing_v4(address: Ipv4Addr) -> Standing {
    if is_metadata(address.into()) {
        return Standing::Never;
    }
    match address.octets() {
        // Private (RFC 1918), loopback, carrier-grade NAT (RFC 6598), benchmarking (RFC 2544).
        [10 | 127, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] | [198, 18 | 19, ..] => {
            Standing::Inside
        }
        // This network (RFC 791), link-local (RFC 3927), protocol assignments (RFC 6890), 6to4 relays (RFC 7526),
        // documentation (RFC 5737), multicast (RFC 5771), reserved and broadcast (RFC 1112, RFC 919).
        [0 | 224..=255, ..]
        | [169, 254, ..]
        | [192, 0, 0 | 2, _]
        | [192, 88, 99, _]
        | [198, 51, 100, _]
        | [203, 0, 113, _] => Standing::Never,
        _ => Standing::Public,
    }
}

/// Only global unicast, `2000::/3` (RFC 4291), is public at all; of the rest a few are known by name.
fn standing_v6(address: Ipv6Addr) -> Standing {
    if address.is_loopback() {
        return Standing::Inside;
    }
    if is_metadata(address.into()) {
        return Standing::Never;
    }
    match address.segments() {
        // NAT64 (RFC 6052): an IPv6-only network's way to that IPv4 address.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            standing_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Unique-local (RFC 4193).
        [0xfc00..=0xfdff, ..] => Standing::Inside,
        // Protocol assignments, Teredo (RFC 4380) among them; 6to4 (RFC 3056); documentation (RFC 3849, RFC 9637).
        // Teredo and 6to4 hide an IPv4 address, and nobody needs either.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => Standing::Never,
        [0x2000..=0x3fff, ..] => Standing::Public,
        _ => Standing::Never,
    }
}

/// The metadata services of clouds that do not lie in the link-local network but among a house's own addresses: Alibaba
/// Cloud's and, over IPv6, those of AWS (of machines, and the credentials of EKS's pods) and of Google Cloud.
fn is_metadata(address: IpAddr) -> bool {
    const ALIBABA: IpAddr = IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200));
    const AWS: IpAddr = IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254));
    const AWS_PODS: IpAddr = IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23));
    const GOOGLE: IpAddr = IpAddr::V6(Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254));
    [ALIBABA, AWS, AWS_PODS, GOOGLE].contains(&address)
}
