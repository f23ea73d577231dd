//! The score: signs that a sign-in is not the person's own, each with its weight. Pure: no clock, no database.

use jiff::{Timestamp, tz::TimeZone};
use uuid::Uuid;

/// Sign-ins below which nothing is usual yet by the hour of day.
const ENOUGH_FOR_HOURS: usize = 10;

/// An hour is unusual where less than one in so many sign-ins came within [`HOURS_NEAR`] of it.
const ONE_IN: usize = 20;

/// Hours on either side that count as near.
const HOURS_NEAR: i32 = 2;

/// Faster than this nobody travels, km/h: an airliner cruises at about 900.
pub(crate) const FASTEST_KMH: f64 = 900.0;

/// Places nearer than this are taken for one, km: what a database of addresses knows is no better.
const SAME_PLACE_KM: f64 = 100.0;

/// The mean radius of the Earth, km (IUGG).
const EARTH_KM: f64 = 6371.0;

/// Failures before this sign-in from which on they are a sign.
const MANY_FAILURES: i64 = 3;

/// A point on the Earth, degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
}

/// A sign-in that is to be judged.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub(crate) at: Timestamp,
    /// The known device the browser is, if it is one.
    pub(crate) device: Option<Uuid>,
    pub(crate) network: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) spot: Option<Spot>,
    /// Failed tries at the account before this one.
    pub(crate) failures: i64,
    /// Whether the account was said to be compromised and its password was not replaced since.
    pub(crate) incident: bool,
}

/// A sign-in of before.
#[derive(Clone, Debug)]
pub(crate) struct Past {
    pub(crate) at: Timestamp,
    pub(crate) network: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) spot: Option<Spot>,
}

/// A sign that something is unusual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A browser this person has not signed in with in the last 180 days, or that was forgotten since, as one that was lost.
    NewDevice,
    /// A network that is not among the last sign-ins.
    NewNetwork,
    /// A country that is not among them.
    NewCountry,
    /// Two places too far apart for the time between.
    ImpossibleSpeed,
    /// An hour of day at which the person does not sign in.
    UnusualHour,
    /// Failed tries just before.
    FailuresBefore,
    /// The account was said to be compromised.
    AfterIncident,
    /// A country from which nobody of the company may sign in.
    CountryNotAllowed,
}

impl Reason {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::NewDevice,
        Self::NewNetwork,
        Self::NewCountry,
        Self::ImpossibleSpeed,
        Self::UnusualHour,
        Self::FailuresBefore,
        Self::AfterIncident,
        Self::CountryNotAllowed,
    ];

    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewDevice => "new_device",
            Self::NewNetwork => "new_network",
            Self::NewCountry => "new_country",
            Self::ImpossibleSpeed => "impossible_speed",
            Self::UnusualHour => "unusual_hour",
            Self::FailuresBefore => "failures_before",
            Self::AfterIncident => "after_incident",
            Self::CountryNotAllowed => "country_not_allowed",
        }
    }

    /// How much it weighs. Chosen, not measured: a new browser at home is told, a new country is asked about, and an
    /// account that was compromised is asked about whatever else is usual.
    pub fn weight(self) -> u32 {
        match self {
            Self::NewDevice => 20,
            Self::NewNetwork | Self::UnusualHour => 10,
            Self::NewCountry => 30,
            Self::ImpossibleSpeed => 40,
            Self::FailuresBefore => 15,
            Self::AfterIncident => 50,
            // A rule of the company's decides, not the score.
            Self::CountryNotAllowed => 0,
        }
    }
}

/// A score with its reasons, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Score {
    reasons: Vec<Reason>,
}

impl Score {
    pub(crate) fn points(&self) -> u32 {
        self.reasons.iter().map(|reason| reason.weight()).sum()
    }

    pub(crate) fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    #[must_use]
    pub(crate) fn with(mut self, reason: Option<Reason>) -> Self {
        self.reasons.extend(reason.filter(|reason| !self.reasons.contains(reason)));
        self
    }
}

/// The signs of a sign-in beside those of before, the newest of which is the first. `zone` is the person's.
pub(crate) fn signs(attempt: &Attempt, past: &[Past], zone: &TimeZone) -> Vec<Reason> {
    let mut signs = Vec::new();
    let mut sign = |shown: bool, reason: Reason| signs.extend(shown.then_some(reason));
    // Whoever never signed in has nothing that is usual.
    if !past.is_empty() {
        sign(attempt.device.is_none(), Reason::NewDevice);
        sign(is_new(attempt.network.as_ref(), past.iter().map(|p| p.network.as_ref())), Reason::NewNetwork);
        sign(is_new(attempt.country.as_ref(), past.iter().map(|p| p.country.as_ref())), Reason::NewCountry);
        sign(too_fast(attempt, past), Reason::ImpossibleSpeed);
        sign(unusual_hour(attempt.at, past, zone), Reason::UnusualHour);
    }
    sign(attempt.failures >= MANY_FAILURES, Reason::FailuresBefore);
    sign(attempt.incident, Reason::AfterIncident);
    signs
}

/// The score of those signs.
pub(crate) fn score(signs: &[Reason]) -> Score {
    signs.iter().fold(Score::default(), |score, reason| score.with(Some(*reason)))
}

/// Whether something that is known now is none of those known before. Where nothing was known before, nothing is new.
fn is_new<'a>(now: Option<&String>, mut before: impl Iterator<Item = Option<&'a String>> + Clone) -> bool {
    let Some(now) = now else { return false };
    before.clone().flatten().next().is_some() && !before.any(|one| one == Some(now))
}

/// Whether the person would have had to travel faster than anybody can since the last sign-in whose place is known.
fn too_fast(attempt: &Attempt, past: &[Past]) -> bool {
    let Some(here) = attempt.spot else { return false };
    let last = past.iter().filter(|p| p.at <= attempt.at).find_map(|p| Some((p.at, p.spot?)));
    let Some((at, there)) = last else { return false };
    let km = distance_km(here, there);
    km > SAME_PLACE_KM && km > FASTEST_KMH * attempt.at.duration_since(at).as_secs_f64() / 3600.0
}

/// The distance over the surface of a sphere, km (the haversine formula).
pub(crate) fn distance_km(a: Spot, b: Spot) -> f64 {
    let (from, to) = (a.latitude.to_radians(), b.latitude.to_radians());
    let up = ((to - from) / 2.0).sin().powi(2);
    let across = ((b.longitude - a.longitude).to_radians() / 2.0).sin().powi(2);
    let half = (up + from.cos() * to.cos() * across).clamp(0.0, 1.0);
    2.0 * EARTH_KM * half.sqrt().asin()
}

fn unusual_hour(at: Timestamp, past: &[Past], zone: &TimeZone) -> bool {
    if past.len() < ENOUGH_FOR_HOURS {
        return false;
    }
    let hour = |at: Timestamp| i32::from(at.to_zoned(zone.clone()).hour());
    let now = hour(at);
    let near = past.iter().filter(|p| {
        let apart = (hour(p.at) - now).rem_euclid(24);
        apart.min(24 - apart) <= HOURS_NEAR
    });
    near.count() * ONE_IN < past.len()
}
