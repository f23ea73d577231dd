//! What somebody has proved on the way in.

use crate::factors::{FactorKind, FactorSet};

/// One thing that was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Proof {
    /// The password.
    Password,
    /// A passkey whose holder was verified (PIN, fingerprint, face): two factors in one (NIST SP 800-63B-4 section 3.1.7).
    PasskeyVerified,
    /// A security key that was touched, its holder not verified.
    Passkey,
    /// A code of the authenticator app.
    Totp,
    /// A code that was mailed.
    EmailCode,
    /// A code that was sent by short message.
    SmsCode,
    /// A recovery code, in place of the second factor.
    RecoveryCode,
    /// The set-up link.
    SetUpLink,
    /// An invitation.
    InvitationLink,
    /// A mailed link for another password.
    ResetLink,
    /// The password was replaced on the way.
    NewPassword,
    /// A provider of single sign-on vouches for the person.
    Sso,
    /// It vouches for a second factor as well, and the company takes its word for that.
    SsoSecondFactor,
    /// What was used there can't be phished, by words the company named.
    SsoPhishingResistant,
    /// A code that was mailed to the account's own address because the sign-in was unusual. No second factor.
    MailedCode,
}

impl Proof {
    pub(crate) const ALL: [Self; 15] = [
        Self::Password,
        Self::PasskeyVerified,
        Self::Passkey,
        Self::Totp,
        Self::EmailCode,
        Self::SmsCode,
        Self::RecoveryCode,
        Self::SetUpLink,
        Self::InvitationLink,
        Self::ResetLink,
        Self::NewPassword,
        Self::Sso,
        Self::SsoSecondFactor,
        Self::SsoPhishingResistant,
        Self::MailedCode,
    ];

    /// The word that is kept with flows and sessions.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::PasskeyVerified => "passkey_verified",
            Self::Passkey => "passkey",
            Self::Totp => "totp",
            Self::EmailCode => "email_code",
            Self::SmsCode => "sms_code",
            Self::RecoveryCode => "recovery_code",
            Self::SetUpLink => "set_up_link",
            Self::InvitationLink => "invitation_link",
            Self::ResetLink => "reset_link",
            Self::NewPassword => "new_password",
            Self::Sso => "sso",
            Self::SsoSecondFactor => "sso_second_factor",
            Self::SsoPhishingResistant => "sso_phishing_resistant",
            Self::MailedCode => "mailed_code",
        }
    }

    fn bit(self) -> u16 {
        1 << (self as u16)
    }
}

impl From<FactorKind> for Proof {
    /// What the kind proves at least: a passkey by itself does not say that its holder was verified.
    fn from(kind: FactorKind) -> Self {
        match kind {
            FactorKind::Passkey => Self::Passkey,
            FactorKind::Totp => Self::Totp,
            FactorKind::EmailCode => Self::EmailCode,
            FactorKind::SmsCode => Self::SmsCode,
        }
    }
}

/// What was proved so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Proofs(u16);

impl Proofs {
    pub(crate) fn of(proof: Proof) -> Self {
        Self::default().with(proof)
    }

    #[must_use]
    pub(crate) fn with(self, proof: Proof) -> Self {
        Self(self.0 | proof.bit())
    }

    #[must_use]
    pub(crate) fn and_also(self, proofs: Self) -> Self {
        Self(self.0 | proofs.0)
    }

    pub(crate) fn has(self, proof: Proof) -> bool {
        self.0 & proof.bit() != 0
    }

    pub(crate) fn any(self, proofs: &[Proof]) -> bool {
        proofs.iter().any(|proof| self.has(*proof))
    }

    /// The kinds of second factors among them.
    pub(crate) fn factors(self) -> FactorSet {
        let proved = |kind: &FactorKind| {
            self.has((*kind).into()) || (*kind == FactorKind::Passkey && self.has(Proof::PasskeyVerified))
        };
        FactorKind::ALL.into_iter().filter(proved).collect()
    }

    /// Whether a provider vouches for a second factor.
    pub(crate) fn second_elsewhere(self) -> bool {
        self.any(&[Proof::SsoSecondFactor, Proof::SsoPhishingResistant])
    }

    /// The words, separated by commas; read back by [`Proofs::parse`].
    pub(crate) fn text(self) -> String {
        let words: Vec<&str> =
            Proof::ALL.into_iter().filter(|proof| self.has(*proof)).map(Proof::as_str).collect();
        words.join(",")
    }

    /// Reads what [`Proofs::text`] wrote. An unknown word proves nothing.
    pub(crate) fn parse(text: &str) -> Self {
        let known = |word: &str| Proof::ALL.into_iter().find(|proof| proof.as_str() == word);
        text.split(',').filter_map(known).fold(Self::default(), Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proofs_are_read_back_and_unknown_words_prove_nothing() {
        let proofs = Proofs::of(Proof::Password).with(Proof::Totp);
        assert_eq!(proofs.text(), "password,totp");
        assert_eq!(Proofs::parse(&proofs.text()), proofs);
        assert_eq!(Proofs::parse("anything,,root"), Proofs::default());
        for proof in Proof::ALL {
            assert_eq!(Proofs::parse(proof.as_str()), Proofs::of(proof));
        }
    }

    #[test]
    fn a_verified_passkey_counts_as_a_passkey() {
        assert!(Proofs::of(Proof::PasskeyVerified).factors().has(FactorKind::Passkey));
        assert!(Proofs::of(Proof::RecoveryCode).factors().is_empty());
    }
}
