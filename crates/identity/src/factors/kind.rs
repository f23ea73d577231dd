//! The kinds of second factors, and sets of them.

use serde::{Deserialize, Serialize};

/// A kind of second factor that a person can bind to their account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// A passkey or security key (WebAuthn). The only kind that can't be phished.
    Passkey,
    /// Six digits of an authenticator app (RFC 6238).
    Totp,
    /// A code sent by mail.
    EmailCode,
    /// A code sent by short message: restricted (NIST SP 800-63B-4 section 3.1.3.3), off unless an administrator
    /// turns it on.
    SmsCode,
}

impl FactorKind {
    /// Every kind, the strongest first.
    pub const ALL: [Self; 4] = [Self::Passkey, Self::Totp, Self::EmailCode, Self::SmsCode];

    /// The word that is stored and shown to API clients.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::Totp => "totp",
            Self::EmailCode => "email_code",
            Self::SmsCode => "sms_code",
        }
    }

    /// The kind of that word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FactorSet(u8);

impl FactorSet {
    /// No kind.
    pub const NONE: Self = Self(0);

    /// This set with one kind more.
    #[must_use]
    pub fn with(self, kind: FactorKind) -> Self {
        Self(self.0 | Self::bit(kind))
    }

    /// This set without that kind.
    #[must_use]
    pub fn without(self, kind: FactorKind) -> Self {
        Self(self.0 & !Self::bit(kind))
    }

    /// Whether the kind is in it.
    pub fn has(self, kind: FactorKind) -> bool {
        self.0 & Self::bit(kind) != 0
    }

    /// What is in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its kinds, the strongest first.
    pub fn iter(self) -> impl Iterator<Item = FactorKind> {
        FactorKind::ALL.into_iter().filter(move |kind| self.has(*kind))
    }

    fn bit(kind: FactorKind) -> u8 {
        1 << (kind as u8)
    }
}

impl FromIterator<FactorKind> for FactorSet {
    fn from_iter<T: IntoIterator<Item = FactorKind>>(kinds: T) -> Self {
        kinds.into_iter().fold(Self::NONE, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in_strongest_first() {
        let set: FactorSet = [FactorKind::SmsCode, FactorKind::Passkey].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [FactorKind::Passkey, FactorKind::SmsCode]);
        assert!(set.and(FactorSet::NONE.with(FactorKind::Totp)).is_empty());
        for kind in FactorKind::ALL {
            assert_eq!(FactorKind::parse(kind.as_str()), Some(kind));
        }
    }
}
