//! A person's last sign-ins as the score wants them, and one more of them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::system::sign_in_history::{SignInRow, sign_in_add, sign_ins_of_user};
use store::{Reader, Writer};
use uuid::Uuid;

use super::{Attempt, Past, Place, Reason, Risk, Score, Spot, score, signs};
use crate::origin::known_device;
use crate::service::Inner;
use crate::sign_in::Account;
use crate::snapshot::Snapshot;
use crate::{Device, Error, verifier};

/// How many sign-ins of a person are remembered.
const KEPT: u32 = 60;

/// Degrees are stored as whole millionths.
const MILLION: f64 = 1e6;

/// What was found about a sign-in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Assessed {
    pub(crate) risk: Risk,
    pub(crate) score: Score,
    pub(crate) place: Place,
}

impl Assessed {
    /// The stable words of the reasons.
    pub(crate) fn words(&self) -> Vec<&'static str> {
        self.score.reasons().iter().map(|reason| reason.as_str()).collect()
    }

    /// Whether there is more to tell than that the device is new.
    pub(crate) fn more_than_new_device(&self) -> bool {
        self.score.reasons().iter().any(|reason| *reason != Reason::NewDevice)
    }
}

/// Judges a sign-in of that account from that device.
pub(crate) fn assess(
    reader: &mut Reader<'_>,
    inner: &Inner,
    snapshot: &Snapshot,
    account: &Account,
    device: &Device,
    now: Timestamp,
) -> Result<Assessed, Error> {
    let row = &account.row;
    let place = device.address.as_deref().map(|at| inner.places.place_of(at)).unwrap_or_default();
    let past: Vec<Past> = sign_ins_of_user(reader, row.id)?.iter().map(past_of).collect();
    let attempt = Attempt {
        at: now,
        device: known_device(reader, row.id, device, now)?,
        network: verifier::network_text(device.address.as_deref()),
        country: place.country.clone(),
        spot: place.spot,
        failures: verifier::failures_before(reader, &row.email_folded)?,
        incident: row.password_change_why.as_deref() == Some("incident"),
    };
    let zone = TimeZone::get(&row.timezone).unwrap_or(TimeZone::UTC);
    let rules = &snapshot.safety.risk;
    let country = place.country.as_deref();
    let score = score(&signs(&attempt, &past, &zone)).with(rules.reason(country));
    Ok(Assessed { risk: rules.verdict(&score, country), score, place })
}

/// Remembers a sign-in.
pub(crate) fn remember(
    writer: &mut Writer<'_>,
    session: &store::system::sessions::SessionRow,
    device: Option<Uuid>,
    place: &Place,
) -> Result<(), Error> {
    let micro = |degrees: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "at most 180 million; the place is known to a city"
        )]
        let whole = (degrees * MILLION).round() as i64;
        whole
    };
    let row = SignInRow {
        id: session.id.0,
        user_id: session.user_id,
        at: session.created_at,
        device_id: device,
        network: verifier::network_text(Some(&session.address)),
        country: place.country.clone(),
        latitude_e6: place.spot.map(|spot| micro(spot.latitude)),
        longitude_e6: place.spot.map(|spot| micro(spot.longitude)),
    };
    Ok(sign_in_add(writer, &row, KEPT)?)
}

fn past_of(row: &SignInRow) -> Past {
    let degrees = |whole: i64| {
        #[expect(clippy::cast_precision_loss, reason = "at most 180 million")]
        let degrees = whole as f64 / MILLION;
        degrees
    };
    let spot = row.latitude_e6.zip(row.longitude_e6);
    Past {
        at: row.at,
        network: row.network.clone(),
        country: row.country.clone(),
        spot: spot
            .map(|(latitude, longitude)| Spot { latitude: degrees(latitude), longitude: degrees(longitude) }),
    }
}
