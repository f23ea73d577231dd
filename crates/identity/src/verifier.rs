//! How long to wait after how many failures, and whom a try is counted against.
//!
//! A try is counted before the password is looked at, in one statement, so that a thousand tries at once
//! are not a thousand guesses; a success takes its own count back. Addresses count by network, /24 for
//! IPv4 and /64 for IPv6: the part one subscriber holds. An office behind one address shares it, so the
//! network's limit is wider than the account's.
//!
//! Not here: the counter itself (`store::system::attempts`).

use std::net::IpAddr;

use sha2::{Digest as _, Sha256};

/// Tries an account may fail before the first wait.
pub(crate) const ACCOUNT_FREE_FAILURES: i64 = 5;

/// Tries a network may fail before the first wait.
pub(crate) const NETWORK_FREE_FAILURES: i64 = 50;

/// Failures are forgotten after a day without a wait.
pub(crate) const WINDOW_SECS: i64 = 24 * 60 * 60;

const FIRST_WAIT_SECS: i64 = 30;
const LONGEST_WAIT_SECS: i64 = 15 * 60;

/// What a try counts against, as the hash the counter is kept under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subject {
    /// SHA-256 of the subject's sort and name.
    pub(crate) hash: [u8; 32],
    /// Failures before the first wait.
    pub(crate) free_failures: i64,
}

/// The account that was named, whether or not it exists.
pub(crate) fn account(email_folded: &str) -> Subject {
    Subject { hash: hashed("account", email_folded), free_failures: ACCOUNT_FREE_FAILURES }
}

/// The network the try came from; `None` for an address that can't be read.
pub(crate) fn network(address: &str) -> Option<Subject> {
    let network = match address.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    };
    Some(Subject { hash: hashed("network", &network), free_failures: NETWORK_FREE_FAILURES })
}

/// How long to wait after that many failures: 30 s, 1 min, 2 min, 4 min, 8 min, then 15 min each.
pub(crate) fn wait_secs(failures: i64, free_failures: i64) -> i64 {
    let over = failures - free_failures;
    if over < 0 {
        return 0;
    }
    let doublings = u32::try_from(over.min(5)).unwrap_or(5);
    FIRST_WAIT_SECS.saturating_mul(1 << doublings).min(LONGEST_WAIT_SECS)
}

fn hashed(sort: &str, name: &str) -> [u8; 32] {
    Sha256::new().chain_update(sort).chain_update([0]).chain_update(name).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_and_stops_growing() {
        let waits: Vec<i64> = (0..=12).map(|failures| wait_secs(failures, 5)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
    }

    #[test]
    fn addresses_of_one_network_count_together() {
        for (a, b, same) in [
            ("203.0.113.7", "203.0.113.250", true),
            ("203.0.113.7", "203.0.114.7", false),
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
            ("::ffff:203.0.113.7", "203.0.113.8", true),
        ] {
            assert_eq!(network(a) == network(b), same, "{a} {b}");
        }
        assert_eq!(network("not an address"), None);
    }
}
