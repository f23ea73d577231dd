//! Codes of an authenticator app: RFC 6238 with SHA-1, six digits and steps of 30 seconds, which is what every app
//! computes. One step before and after now is accepted (RFC 6238 section 5.2).
//!
//! Not here: that a step is used once (`store::system::factors::factor_step_use`).

use jiff::Timestamp;
use model::Entropy;
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

/// 160 bits: the length RFC 4226 section 4 recommends, R6.
const SECRET_BYTES: usize = 20;
const STEP_SECS: u64 = 30;
const DIGITS: u8 = 6;
const SKEW_STEPS: u16 = 1;

/// The shared secret of one app.
pub(crate) struct TotpSecret(Zeroizing<Vec<u8>>);

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[sealed]")
    }
}

impl TotpSecret {
    pub(crate) fn fresh(entropy: &dyn Entropy) -> Self {
        let mut secret = Zeroizing::new(vec![0; SECRET_BYTES]);
        entropy.fill(&mut secret);
        Self(secret)
    }

    pub(crate) fn from_bytes(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The time step that a code is right for, near that instant; none if it is wrong.
    pub(crate) fn step_of(&self, code: &str, at: Timestamp) -> Option<i64> {
        let now = u64::try_from(at.as_second()).ok()?;
        let totp = self.totp("", "")?;
        totp.check(code, now).and_then(|step| i64::try_from(step).ok())
    }

    /// The address that apps read from a picture, `otpauth://totp/…`.
    pub(crate) fn url(&self, issuer: &str, account: &str) -> Option<Zeroizing<String>> {
        // A colon separates the two names in the label.
        let clean = |text: &str| text.replace(':', " ");
        self.totp(&clean(issuer), &clean(account)).and_then(|totp| totp.to_url().ok()).map(Zeroizing::new)
    }

    /// The secret as people type it: base32 in groups of four.
    pub(crate) fn text(&self) -> Option<Zeroizing<String>> {
        let text = Zeroizing::new(self.totp("", "")?.secret().to_base32());
        let groups: Vec<String> =
            text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        Some(Zeroizing::new(groups.join(" ")))
    }

    fn totp(&self, issuer: &str, account: &str) -> Option<Totp> {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS)
            .with_skew(SKEW_STEPS)
            .with_step_duration(STEP_SECS)
            .with_secret(self.0.to_vec())
            .with_issuer((!issuer.is_empty()).then(|| issuer.to_owned()))
            .with_account_name(account.to_owned())
            .build()
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> TotpSecret {
        TotpSecret::from_bytes(Zeroizing::new(text.as_bytes().to_vec()))
    }

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_second(secs).unwrap()
    }

    /// RFC 6238 appendix B, SHA-1; the table has eight digits, of which the app shows the last six.
    #[test]
    fn the_vectors_of_rfc_6238_hold() {
        let secret = secret("12345678901234567890");
        for (secs, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(secret.step_of(&code[2..], at(secs)), Some(secs / 30), "{secs}");
        }
    }

    #[test]
    fn one_step_early_or_late_is_right_and_two_are_not() {
        let secret = secret("12345678901234567890");
        let code = "287082";
        let right: Vec<i64> = (0..6).filter(|step| secret.step_of(code, at(step * 30)).is_some()).collect();
        assert_eq!(right, [0, 1, 2]);
        assert_eq!(secret.step_of(code, at(60)), Some(1), "it is the step of the code, not of now");
    }

    #[test]
    fn what_is_no_code_is_wrong() {
        let secret = secret("12345678901234567890");
        for bad in ["", "28708", "2870822", "abcdef", "２８７０８２", "-87082", "287082 "] {
            assert_eq!(secret.step_of(bad, at(59)), None, "{bad}");
        }
    }

    #[test]
    fn the_address_names_company_and_account_and_the_secret_prints_nothing() {
        let secret = secret("12345678901234567890");
        let url = secret.url("云岭: 机电", "li.na@yunling.example").unwrap();
        assert!(url.starts_with("otpauth://totp/"), "{}", *url);
        assert!(url.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{}", *url);
        assert!(!url.contains("%3A%20%E6"), "a colon in a name would end it: {}", *url);
        assert_eq!(secret.text().unwrap().as_str(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(format!("{secret:?}"), "[sealed]");
    }
}
