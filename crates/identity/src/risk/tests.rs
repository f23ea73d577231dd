use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

use super::score::{FASTEST_KMH, distance_km};
use super::*;

const CITIES: [(&str, &str, f64, f64); 4] = [
    ("CN", "Shanghai", 31.23, 121.47),
    ("CN", "Hangzhou", 30.27, 120.16),
    ("DE", "Berlin", 52.52, 13.40),
    ("US", "New York", 40.71, -74.01),
];

fn start() -> Timestamp {
    "2026-11-18T01:30:00Z".parse().unwrap()
}

fn past(minutes_ago: i64, city: Option<usize>, network: Option<u8>) -> Past {
    let city = city.map(|city| CITIES[city]);
    Past {
        at: start() - SignedDuration::from_mins(minutes_ago),
        network: network.map(|n| format!("203.0.{n}.0/24")),
        country: city.map(|city| city.0.to_owned()),
        spot: city.map(|city| Spot { latitude: city.2, longitude: city.3 }),
    }
}

fn attempt(city: Option<usize>, network: Option<u8>, known: bool) -> Attempt {
    let from = past(0, city, network);
    Attempt {
        at: from.at,
        device: known.then_some(Uuid::from_u128(1)),
        network: from.network,
        country: from.country,
        spot: from.spot,
        failures: 0,
        incident: false,
    }
}

fn pasts() -> impl Strategy<Value = Vec<Past>> {
    let one = (1i64..100_000, prop::option::of(0usize..4), prop::option::of(0u8..4));
    prop::collection::vec(one, 0..60).prop_map(|mut all| {
        all.sort_by_key(|(ago, ..)| *ago);
        all.into_iter().map(|(ago, city, network)| past(ago, city, network)).collect()
    })
}

fn attempts() -> impl Strategy<Value = Attempt> {
    let parts =
        (prop::option::of(0usize..4), prop::option::of(0u8..6), any::<bool>(), 0i64..6, any::<bool>());
    parts.prop_map(|(city, network, known, failures, incident)| Attempt {
        failures,
        incident,
        ..attempt(city, network, known)
    })
}

/// The signs as somebody reads them off the list of sign-ins with a pencil.
fn naive(attempt: &Attempt, past: &[Past]) -> BTreeSet<Reason> {
    let mut found = BTreeSet::new();
    if !past.is_empty() {
        if attempt.device.is_none() {
            found.insert(Reason::NewDevice);
        }
        let networks: BTreeSet<&String> = past.iter().filter_map(|p| p.network.as_ref()).collect();
        if attempt.network.as_ref().is_some_and(|n| !networks.is_empty() && !networks.contains(n)) {
            found.insert(Reason::NewNetwork);
        }
        let countries: BTreeSet<&String> = past.iter().filter_map(|p| p.country.as_ref()).collect();
        if attempt.country.as_ref().is_some_and(|c| !countries.is_empty() && !countries.contains(c)) {
            found.insert(Reason::NewCountry);
        }
        let placed: Vec<&Past> = past.iter().filter(|p| p.spot.is_some()).collect();
        if let (Some(here), Some(last)) = (attempt.spot, placed.first()) {
            let km = chord_km(here, last.spot.unwrap());
            let hours = attempt.at.duration_since(last.at).as_secs_f64() / 3600.0;
            if km > 100.0 && km / hours > FASTEST_KMH {
                found.insert(Reason::ImpossibleSpeed);
            }
        }
        if past.len() >= 10 {
            let hour = |at: Timestamp| at.to_zoned(TimeZone::UTC).hour();
            let near: BTreeSet<i8> = (-2..=2).map(|d| (hour(attempt.at) + 24 + d) % 24).collect();
            let usual = past.iter().filter(|p| near.contains(&hour(p.at))).count();
            if usual * 20 < past.len() {
                found.insert(Reason::UnusualHour);
            }
        }
    }
    if attempt.failures > 2 {
        found.insert(Reason::FailuresBefore);
    }
    if attempt.incident {
        found.insert(Reason::AfterIncident);
    }
    found
}

/// The distance another way: through the Earth, then along its surface.
fn chord_km(a: Spot, b: Spot) -> f64 {
    let point = |spot: Spot| {
        let (up, round) = (spot.latitude.to_radians(), spot.longitude.to_radians());
        [up.cos() * round.cos(), up.cos() * round.sin(), up.sin()]
    };
    let (a, b) = (point(a), point(b));
    let chord: f64 = a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt();
    2.0 * 6371.0 * (chord / 2.0).clamp(0.0, 1.0).asin()
}

fn spots() -> impl Strategy<Value = Spot> {
    (-90.0..=90.0f64, -180.0..=180.0f64).prop_map(|(latitude, longitude)| Spot { latitude, longitude })
}

proptest! {
    #[test]
    fn the_signs_are_those_one_reads_off_the_list(attempt in attempts(), past in pasts()) {
        let found: BTreeSet<Reason> = signs(&attempt, &past, &TimeZone::UTC).into_iter().collect();
        prop_assert_eq!(found, naive(&attempt, &past));
    }

    #[test]
    fn one_sign_more_never_makes_it_more_usual(chosen in prop::collection::vec(any::<bool>(), 7), more in 0usize..7) {
        let of = |chosen: &[bool]| {
            let chosen = Reason::ALL.into_iter().zip(chosen).filter(|(_, on)| **on);
            score(&chosen.map(|(reason, _)| reason).collect::<Vec<_>>())
        };
        let fewer = of(&chosen);
        let mut with_one = chosen.clone();
        with_one[more] = true;
        let rules = RiskRules::default();
        prop_assert!(of(&with_one).points() >= fewer.points());
        prop_assert!(rules.verdict(&of(&with_one), None) >= rules.verdict(&fewer, None));
        let sum: u32 = fewer.reasons().iter().map(|reason| reason.weight()).sum();
        prop_assert_eq!(fewer.points(), sum);
    }

    #[test]
    fn nothing_is_refused_unless_a_rule_says_so(attempt in attempts(), past in pasts(), notify in 0u32..300, more in 0u32..300) {
        let rules = RiskRules { notify_at: notify, step_up_at: notify + more, ..RiskRules::default() };
        let found = score(&signs(&attempt, &past, &TimeZone::UTC));
        prop_assert!(rules.verdict(&found, attempt.country.as_deref()) < Risk::Block);
        let only = RiskRules { countries: Some(vec!["CN".into()]), ..rules };
        let elsewhere = attempt.country.as_deref().is_some_and(|country| country != "CN");
        prop_assert_eq!(only.verdict(&found, attempt.country.as_deref()) == Risk::Block, elsewhere);
    }

    #[test]
    fn what_one_did_a_moment_ago_from_the_same_place_is_usual(past in pasts(), index in any::<prop::sample::Index>()) {
        prop_assume!(!past.is_empty());
        let same = index.get(&past);
        let attempt = Attempt {
            at: same.at + SignedDuration::from_mins(1),
            device: Some(Uuid::from_u128(1)),
            network: same.network.clone(),
            country: same.country.clone(),
            spot: same.spot,
            failures: 0,
            incident: false,
        };
        let before: Vec<Past> = past.iter().filter(|p| p.at <= same.at).cloned().collect();
        let found = signs(&attempt, &before, &TimeZone::UTC);
        // Only the hour may be unusual, where many other sign-ins came at others; and a place left meanwhile.
        prop_assert!(found.iter().all(|sign| matches!(sign, Reason::UnusualHour | Reason::ImpossibleSpeed)), "{found:?}");
    }

    #[test]
    fn distances_are_distances(a in spots(), b in spots(), c in spots()) {
        let half_round = std::f64::consts::PI * 6371.0;
        prop_assert!((distance_km(a, b) - distance_km(b, a)).abs() < 1e-6);
        prop_assert!(distance_km(a, a) < 1e-6 && distance_km(a, b) <= half_round + 1e-6);
        prop_assert!(distance_km(a, c) <= distance_km(a, b) + distance_km(b, c) + 1e-6);
        prop_assert!((distance_km(a, b) - chord_km(a, b)).abs() < 1.0);
    }

    #[test]
    fn a_damaged_database_of_places_knows_nothing_and_harms_nothing(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = mmdb::written(&[([203, 0, 113, 0], 24, "CN", "Hangzhou", 30.27, 120.16)]);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(database) = GeoDatabase::from_bytes(bytes) {
            let place = database.place_of("203.0.113.7");
            prop_assert!(place.country.is_none_or(|country| country.len() == 2));
        }
    }
}

#[test]
fn the_usual_cases_come_to_what_the_page_says() {
    let home = vec![past(600, Some(0), Some(1))];
    let rules = RiskRules::default();
    let verdict = |attempt: &Attempt| rules.verdict(&score(&signs(attempt, &home, &TimeZone::UTC)), None);
    assert_eq!(verdict(&attempt(Some(0), Some(1), true)), Risk::Low);
    assert_eq!(verdict(&attempt(Some(0), Some(1), false)), Risk::Notify);
    assert_eq!(verdict(&attempt(Some(0), Some(2), true)), Risk::Low);
    assert_eq!(verdict(&attempt(Some(2), Some(3), true)), Risk::Notify);
    assert_eq!(verdict(&attempt(Some(2), Some(3), false)), Risk::StepUp);
    let soon = vec![past(60, Some(0), Some(1))];
    let signs_of_soon = signs(&attempt(Some(3), Some(1), true), &soon, &TimeZone::UTC);
    assert_eq!(signs_of_soon, [Reason::NewCountry, Reason::ImpossibleSpeed]);
    // The first sign-in of all is not unusual, unless the account was compromised.
    let first = attempt(Some(3), Some(1), false);
    assert!(signs(&first, &[], &TimeZone::UTC).is_empty());
    let after = Attempt { incident: true, ..first };
    assert_eq!(rules.verdict(&score(&signs(&after, &[], &TimeZone::UTC)), None), Risk::StepUp);
}

#[test]
fn a_database_of_places_tells_country_city_and_point() {
    let database = GeoDatabase::from_bytes(mmdb::written(&[
        ([203, 0, 113, 0], 24, "CN", "Hangzhou", 30.27, 120.16),
        ([198, 51, 0, 0], 16, "DE", "Berlin", 52.52, 13.4),
    ]))
    .unwrap();
    let place = database.place_of("203.0.113.7");
    assert_eq!((place.country.as_deref(), place.city_en.as_deref()), (Some("CN"), Some("Hangzhou")));
    assert_eq!(place.spot, Some(Spot { latitude: 30.27, longitude: 120.16 }));
    assert_eq!(database.place_of("::ffff:198.51.3.4").country.as_deref(), Some("DE"));
    for nowhere in ["192.0.2.1", "2001:db8::1", "no address", ""] {
        assert_eq!(database.place_of(nowhere), Place::default(), "{nowhere}");
    }
    assert!(GeoDatabase::from_bytes(b"not a database".to_vec()).is_err());
}

#[test]
fn rules_that_make_no_sense_are_refused() {
    let rules = RiskRules::default;
    assert!(rules().checked().is_ok());
    for wrong in [
        RiskRules { notify_at: 60, ..rules() },
        RiskRules { step_up_at: 5_000, ..rules() },
        RiskRules { block_at: Some(10), ..rules() },
        RiskRules { countries: Some(vec![]), ..rules() },
        RiskRules { countries: Some(vec!["China".into()]), ..rules() },
    ] {
        assert!(wrong.clone().checked().is_err(), "{wrong:?}");
    }
    let countries = Some(vec![" cn ".into(), "DE".into(), "de".into()]);
    let checked = RiskRules { countries, ..rules() }.checked().unwrap();
    assert_eq!(checked.countries.unwrap(), ["CN", "DE"]);
}

#[test]
fn the_words_of_risk_are_read_back_and_an_unknown_one_is_not_low() {
    for risk in Risk::ALL {
        assert_eq!(Risk::parse(risk.as_str()), risk);
    }
    assert_eq!(Risk::parse(""), Risk::StepUp);
}
