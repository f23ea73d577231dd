//! The one counter in front of every secret that can be guessed: passwords, codes of an app, codes that were sent,
//! recovery codes, whether in a sign-in, a reset or a session.
//!
//! A try is counted before the secret is looked at, in one statement, so that a thousand tries at once are not a
//! thousand guesses; a success takes its own count back. Checks take a [`Counted`], which only [`count`] makes.
//!
//! A try is counted in a *lane*. Strangers share the account's lane, so that all of them together get five guesses. A
//! browser the account was signed in from before has a lane of its own: strangers can't lock its owner out.
//! Addresses count by network, /24 for IPv4 and /64 for IPv6: the part one subscriber holds. An office behind one
//! address shares it, so the network's limit is wider than the account's.
//!
//! Not here: the counter's rows (`store::system::attempts`).

use std::net::IpAddr;

use jiff::Timestamp;
use model::UserId;
use sha2::{Digest as _, Sha256};
use store::Writer;
use store::system::attempts::{
    attempt_block, attempt_clear, attempt_fail, attempt_find, attempt_give_back, attempt_uncount,
};
use store::system::devices::{DeviceRow, devices_of_user};
use uuid::Uuid;

use crate::origin::known_device;
use crate::{Device, Error};

/// Tries an account may fail before the first wait.
pub const FREE_FAILURES: u32 = 5;

/// Tries a network may fail before the first wait.
const NETWORK_FREE_FAILURES: i64 = 50;

/// Failures are forgotten after a day without a wait.
const WINDOW_SECS: i64 = 24 * 60 * 60;

const FIRST_WAIT_SECS: i64 = 30;
const LONGEST_WAIT_SECS: i64 = 15 * 60;

/// What a try counts against, as the hash the counter is kept under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Subject {
    /// SHA-256 of the subject's sort and name.
    hash: [u8; 32],
    /// Failures before the first wait.
    free_failures: i64,
}

/// Whom a try is counted against.
#[derive(Clone, Debug)]
pub(crate) struct Lane {
    account: Option<Subject>,
    network: Option<Subject>,
}

/// That a try was counted, and need not wait. Only [`count`] makes one.
#[derive(Debug)]
pub(crate) struct Counted(());

/// What the counter says.
#[derive(Debug)]
pub(crate) enum Count {
    /// The secret may be looked at.
    Go(Counted),
    /// It may not, for that many seconds.
    Wait(u32),
}

impl Lane {
    /// Somebody who names that account, whether or not it exists.
    pub(crate) fn of_stranger(email_folded: &str, address: Option<&str>) -> Self {
        Self { account: Some(subject("account", email_folded)), network: network(address) }
    }

    /// The browser of that known device. Strangers in its network can't make it wait either: it has its own few tries.
    pub(crate) fn of_device(device: Uuid) -> Self {
        Self { account: Some(subject("device", &device.to_string())), network: None }
    }

    /// A browser at that account: its own if it is known there, a stranger's otherwise.
    pub(crate) fn of_browser(
        reader: &mut store::Reader<'_>,
        (user, email_folded): (UserId, &str),
        device: &Device,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let known = known_device(reader, user, device, now)?;
        let stranger = || Self::of_stranger(email_folded, device.address.as_deref());
        Ok(known.map_or_else(stranger, Self::of_device))
    }

    /// Somebody who wants the account's wait lifted. It has a counter of its own, which only a success clears.
    pub(crate) fn of_unlocking(email_folded: &str, address: Option<&str>) -> Self {
        Self { account: Some(subject("unlock", email_folded)), network: network(address) }
    }

    /// Somebody who asks for a mail: their network has a counter of its own, so that people who forgot their passwords do
    /// not hold up those who did not.
    pub(crate) fn of_asking(address: Option<&str>) -> Self {
        Self::of_network_apart("asking", address)
    }

    /// A passkey's signature or a provider's word, before it is known whose: nobody guesses either, and those of their network
    /// who mistype passwords must not keep them out.
    pub(crate) fn of_assertion(address: Option<&str>) -> Self {
        Self::of_network_apart("assertion", address)
    }

    /// A program with a token, code or secret that is none. It counts apart: nobody guesses 256 bits, and a program
    /// that goes on with a token that is over must not keep the people of its network from signing in.
    pub(crate) fn of_program(address: Option<&str>) -> Self {
        Self::of_network_apart("program", address)
    }

    fn of_network_apart(sort: &str, address: Option<&str>) -> Self {
        let apart = |network: Subject| Subject { hash: hashed(sort, &hex::encode(network.hash)), ..network };
        Self { account: None, network: network(address).map(apart) }
    }

    fn subjects(&self) -> impl Iterator<Item = &Subject> {
        self.account.iter().chain(&self.network)
    }
}

/// The network's hash, to tell the log of a flood once.
pub(crate) fn network_hash(address: Option<&str>) -> [u8; 32] {
    network(address).map_or([0; 32], |network| network.hash)
}

/// The hash of the place an address is at, to give each its share: /24 for IPv4, and for IPv6 /48, which one subscriber may
/// hold whole.
pub(crate) fn site_hash(address: Option<&str>) -> [u8; 32] {
    let site = match address.and_then(|address| address.parse::<IpAddr>().ok()).map(|ip| ip.to_canonical()) {
        Some(IpAddr::V6(v6)) => {
            let [a, b, c, ..] = v6.segments();
            Some(format!("{a:x}:{b:x}:{c:x}::/48"))
        }
        _ => network_text(address),
    };
    site.map_or([0; 32], |site| hashed("site", &site))
}

/// The account's hash, to warn its owner once.
pub(crate) fn account_hash(email_folded: &str) -> [u8; 32] {
    hashed("account", email_folded)
}

/// Counts a try, unless it must wait.
pub(crate) fn count(writer: &mut Writer<'_>, lane: &Lane, now: Timestamp) -> Result<Count, Error> {
    if let Some(secs) = longest_wait(writer, lane, now)? {
        return Ok(Count::Wait(secs));
    }
    let window_start = Timestamp::from_second(now.as_second() - WINDOW_SECS).unwrap_or(now);
    let mut counted = Vec::with_capacity(2);
    for subject in lane.subjects() {
        counted.push((*subject, attempt_fail(writer, &subject.hash, now, window_start)?));
    }
    // On PostgreSQL a try beside this one may have set a block between the look and the count. This one was then none.
    if let Some(secs) = longest_wait(writer, lane, now)? {
        for (subject, _) in counted {
            attempt_give_back(writer, &subject.hash)?;
        }
        return Ok(Count::Wait(secs));
    }
    for (subject, failures) in counted {
        let wait = wait_secs(failures, subject.free_failures);
        if wait > 0 {
            let until = Timestamp::from_second(now.as_second().saturating_add(wait)).ok();
            attempt_block(writer, &subject.hash, until)?;
        }
    }
    Ok(Count::Go(Counted(())))
}

/// How long the lane must wait at that instant, if at all.
pub(crate) fn longest_wait(
    reader: &mut store::Reader<'_>,
    lane: &Lane,
    now: Timestamp,
) -> Result<Option<u32>, Error> {
    let mut longest = None;
    for subject in lane.subjects() {
        let until = attempt_find(reader, &subject.hash)?.and_then(|row| row.blocked_until);
        let wait = until.map(|until| until.as_second() - now.as_second()).filter(|secs| *secs > 0);
        longest = longest.max(wait.and_then(|secs| u32::try_from(secs).ok()));
    }
    Ok(longest)
}

/// The lane's failures are forgotten; of its network's only this try, or one good password would wash away the
/// guesses at everybody else's.
pub(crate) fn forgive(writer: &mut Writer<'_>, lane: &Lane) -> Result<(), Error> {
    if let Some(account) = &lane.account {
        attempt_clear(writer, &account.hash)?;
    }
    lane.network.iter().try_for_each(|network| take_back(writer, network))
}

/// Takes one try back: it was right, but not all that is needed, or it was given up for want of room.
pub(crate) fn uncount(writer: &mut Writer<'_>, lane: &Lane) -> Result<(), Error> {
    lane.subjects().try_for_each(|subject| take_back(writer, subject))
}

/// Takes one try back, with the wait that it set. None stood before, or it had not been let through; and while its own
/// stood, nobody else's try was.
fn take_back(writer: &mut Writer<'_>, subject: &Subject) -> Result<(), Error> {
    attempt_uncount(writer, &subject.hash, subject.free_failures)?;
    Ok(attempt_block(writer, &subject.hash, None)?)
}

/// Lifts the wait of strangers at that account.
pub(crate) fn unlock_strangers(writer: &mut Writer<'_>, email_folded: &str) -> Result<(), Error> {
    Ok(attempt_clear(writer, &subject("account", email_folded).hash)?)
}

/// Lifts every wait at that account: of strangers, of its known browsers, and of whoever wants the wait lifted.
pub(crate) fn unlock(writer: &mut Writer<'_>, user: UserId, email_folded: &str) -> Result<(), Error> {
    for subject in subjects_of(writer, user, email_folded)? {
        attempt_clear(writer, &subject.hash)?;
    }
    Ok(attempt_clear(writer, &subject("unlock", email_folded).hash)?)
}

/// Until when strangers, or one of its known browsers, have to wait at that account.
pub(crate) fn locked_until(
    reader: &mut store::Reader<'_>,
    user: UserId,
    email_folded: &str,
) -> Result<Option<Timestamp>, Error> {
    let mut latest = None;
    for subject in subjects_of(reader, user, email_folded)? {
        latest = latest.max(attempt_find(reader, &subject.hash)?.and_then(|row| row.blocked_until));
    }
    Ok(latest)
}

/// What guesses at that account count against: strangers, and each of its known browsers.
fn subjects_of(
    reader: &mut store::Reader<'_>,
    user: UserId,
    email_folded: &str,
) -> Result<Vec<Subject>, Error> {
    let of_device = |row: DeviceRow| subject("device", &row.id.to_string());
    let devices = devices_of_user(reader, user)?;
    Ok([subject("account", email_folded)].into_iter().chain(devices.into_iter().map(of_device)).collect())
}

/// Whether strangers have to wait at that account at that instant.
pub(crate) fn strangers_wait(
    reader: &mut store::Reader<'_>,
    email_folded: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let lane = Lane { account: Some(subject("account", email_folded)), network: None };
    Ok(longest_wait(reader, &lane, now)?.is_some())
}

fn subject(sort: &str, name: &str) -> Subject {
    Subject { hash: hashed(sort, name), free_failures: FREE_FAILURES.into() }
}

/// The network of an address; `None` for one that can't be read.
fn network(address: Option<&str>) -> Option<Subject> {
    let network = network_text(address)?;
    Some(Subject { hash: hashed("network", &network), free_failures: NETWORK_FREE_FAILURES })
}

/// The part of an address that one subscriber holds; `None` for one that can't be read.
pub(crate) fn network_text(address: Option<&str>) -> Option<String> {
    Some(match address?.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    })
}

/// How many tries of strangers at that account failed and were not forgiven, the one under way left out.
pub(crate) fn failures_before(reader: &mut store::Reader<'_>, email_folded: &str) -> Result<i64, Error> {
    let counted = attempt_find(reader, &subject("account", email_folded).hash)?;
    Ok(counted.map_or(0, |row| row.failures.saturating_sub(1)))
}

/// How long to wait after that many failures: 30 s, 1 min, 2 min, 4 min, 8 min, then 15 min each.
fn wait_secs(failures: i64, free_failures: i64) -> i64 {
    let over = failures - free_failures;
    if over < 0 {
        return 0;
    }
    let doublings = u32::try_from(over.min(5)).unwrap_or(5);
    FIRST_WAIT_SECS.saturating_mul(1 << doublings).min(LONGEST_WAIT_SECS)
}

/// SHA-256 of something that counts, by its sort and name.
pub(crate) fn hashed(sort: &str, name: &str) -> [u8; 32] {
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
    fn a_subscriber_has_one_share_however_many_networks_are_theirs() {
        let site = |address| site_hash(Some(address));
        assert_eq!(site("2001:db8:1:2::1"), site("2001:db8:1:ffff::9"));
        assert_ne!(site("2001:db8:1::1"), site("2001:db8:2::1"));
        assert_eq!(site("203.0.113.7"), site("::ffff:203.0.113.9"));
        assert_ne!(site("203.0.113.7"), site("203.0.114.7"));
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
            assert_eq!(network(Some(a)) == network(Some(b)), same, "{a} {b}");
        }
        assert_eq!(network(Some("not an address")), None);
    }
}
