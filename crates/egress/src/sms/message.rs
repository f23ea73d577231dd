//! A short message.

use model::Locale;

use crate::secret::Sealed;

/// A telephone number in E.164: `+` and up to 15 digits. Never prints itself.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Reads a number; none where it is not written so.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        let fits = (7..=15).contains(&digits.len()) && !digits.starts_with('0');
        (fits && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| Self(text.into()))
    }

    /// `+8613711112222`.
    pub(super) fn e164(&self) -> &str {
        &self.0
    }

    /// `13711112222`, and for a number abroad `85261234567`: as Alibaba Cloud writes them.
    pub(super) fn without_plus(&self) -> &str {
        let digits = self.0.trim_start_matches('+');
        digits.strip_prefix("86").filter(|rest| rest.len() == 11 && rest.starts_with('1')).unwrap_or(digits)
    }
}

impl std::fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[sealed]")
    }
}

/// A short message to one number. Its text and values never print themselves.
#[derive(Clone, Debug)]
pub struct SmsMessage {
    /// Who receives it.
    pub to: PhoneNumber,
    /// What it is for, such as `sign_in_code`: the settings name the gateway's template for it.
    pub purpose: String,
    /// The receiver's language.
    pub language: Locale,
    /// The whole text, for gateways that send text.
    pub text: Sealed,
    /// The values by name, in the order of the text, for gateways that fill in templates.
    pub params: Vec<(String, Sealed)>,
}

impl SmsMessage {
    /// A gateway's code as it may be printed: what is not a code, or holds the number or a value, is left out.
    pub(super) fn safe_code(&self, code: &str) -> String {
        let is_code = (1..=80).contains(&code.len())
            && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        let tells = code.contains(self.to.without_plus())
            || self.params.iter().any(|(_, value)| value.reveal().len() > 1 && code.contains(value.reveal()));
        if is_code && !tells { code.to_owned() } else { "unprintable".to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_e164_is_a_number() {
        for (text, is_one) in [
            ("+8613711112222", true),
            ("+85261234567", true),
            ("13711112222", false),
            ("+013711112222", false),
            ("+86 13711112222", false),
            ("+86137111122223333", false),
            ("+86", false),
            ("+1371111222x", false),
            ("", false),
        ] {
            assert_eq!(PhoneNumber::parse(text).is_some(), is_one, "{text}");
        }
    }
}
