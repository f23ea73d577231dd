//! Where a request comes from, as far as limits tell: what is asked for at one place does not use up what another has.

use jiff::{SignedDuration, Timestamp};
use model::{SessionId, UserId};
use store::Reader;
use store::system::devices::device_find;
use uuid::Uuid;

use crate::{Device, Error, verifier};

/// A device that was not seen for that long is a stranger's again.
const DEVICE_KNOWN: SignedDuration = SignedDuration::from_hours(180 * 24);

/// Browsers of one person that are known at once, beside those with a live session: each has guesses and letters of its own, so they are not to be without end.
pub(crate) const KNOWN_DEVICES: u32 = 20;

/// Where somebody asks or tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A session.
    Session(SessionId),
    /// A link that was mailed to the person.
    MailedLink,
    /// A browser they were signed in from before.
    Device(Uuid),
    /// Any other, by the hash of the place its address is at.
    Network([u8; 32]),
}

impl Origin {
    /// Of a browser that names that account.
    pub(crate) fn of(
        reader: &mut Reader<'_>,
        user: UserId,
        device: &Device,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let known = known_device(reader, user, device, now)?;
        let network = || Self::Network(verifier::site_hash(device.address.as_deref()));
        Ok(known.map_or_else(network, Self::Device))
    }

    /// What it is stored as.
    pub(crate) fn hash(self) -> [u8; 32] {
        match self {
            Self::Session(session) => verifier::hashed("session", &session.0.to_string()),
            Self::MailedLink => verifier::hashed("link", ""),
            Self::Device(device) => verifier::hashed("device", &device.to_string()),
            Self::Network(hash) => hash,
        }
    }

    /// The session it is, if it is one.
    pub(crate) fn session(self) -> Option<SessionId> {
        if let Self::Session(session) = self { Some(session) } else { None }
    }

    /// Whether it could be anybody.
    pub(crate) fn is_stranger(self) -> bool {
        matches!(self, Self::Network(_))
    }
}

/// That user's known device whose token the browser carries.
pub(crate) fn known_device(
    reader: &mut Reader<'_>,
    user: UserId,
    device: &Device,
    now: Timestamp,
) -> Result<Option<Uuid>, Error> {
    let since = now.checked_sub(DEVICE_KNOWN).unwrap_or(Timestamp::UNIX_EPOCH);
    for token in &device.tokens {
        if let Some(row) = device_find(reader, user, token, since)? {
            return Ok(Some(row.id));
        }
    }
    Ok(None)
}
