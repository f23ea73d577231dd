//! Texts that people give about themselves and their company, checked once, at the edge.

use model::{FieldProblem, Locale, Problem, is_unseen};
use unicode_normalization::UnicodeNormalization as _;

/// The most characters of a person's, team's or company's name.
const MAX_NAME_CHARS: usize = 120;

/// The most bytes of an e-mail address (RFC 5321 section 4.5.3.1.3, without the brackets).
const MAX_EMAIL_BYTES: usize = 254;

/// No phone number is longer than that, with all that people write between its digits.
const MAX_PHONE_BYTES: usize = 40;

/// The domain of addresses that are made up for imported people (RFC 2606 section 2: it never exists).
const IMPORTED_DOMAIN: &str = "@imported.invalid";

/// An e-mail address that has the form of one.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Email {
    /// As it was written.
    pub(crate) shown: String,
    /// As it is compared: NFKC, lower case.
    pub(crate) folded: String,
}

impl Email {
    /// Checks the form: something, one `@`, a domain; no spaces, no control characters.
    ///
    /// # Errors
    /// `invalid_email` on that field.
    pub(crate) fn parse(text: &str, field: &'static str) -> Result<Self, Problem> {
        let shown = text.trim();
        let well_formed = shown.rsplit_once('@').is_some_and(|(local, domain)| {
            let domain_ok = domain.split('.').all(|label| !label.is_empty()) && domain.contains('.');
            !local.is_empty() && local.len() <= 64 && !local.contains('@') && domain_ok
        });
        let refused =
            |c: char| c.is_whitespace() || c.is_control() || is_unseen(c) || "<>()[]\\,;:\"".contains(c);
        let clean = !shown.chars().any(refused);
        if well_formed && clean && shown.len() <= MAX_EMAIL_BYTES {
            Ok(Self { shown: shown.into(), folded: fold(shown) })
        } else {
            Err(Problem::invalid_field(field, "invalid_email"))
        }
    }

    /// An address for a person who was imported without one. It can't receive mail and nobody can sign in
    /// with it until an administrator invites the person under a real one.
    pub(crate) fn imported(name: &str, id: model::UserId) -> Self {
        let slug: String = name
            .to_lowercase()
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(".");
        let tail: String = id.0.simple().to_string().chars().rev().take(8).collect();
        let local = if slug.is_empty() {
            tail
        } else {
            format!("{}.{tail}", slug.chars().take(40).collect::<String>())
        };
        let shown = format!("{local}{IMPORTED_DOMAIN}");
        Self { folded: shown.clone(), shown }
    }
}

/// Whether an address was made up by [`Email::imported`].
pub(crate) fn is_imported(email: &str) -> bool {
    email.ends_with(IMPORTED_DOMAIN)
}

/// What an address is compared by, whether or not it is one.
pub(crate) fn fold(email: &str) -> String {
    email.trim().nfkc().flat_map(char::to_lowercase).take(MAX_EMAIL_BYTES * 2).collect()
}

/// A name: trimmed, 1 to 120 characters, none of them a control character or unseen.
pub(crate) fn name(text: &str, field: &'static str) -> Result<String, Problem> {
    let name = text.trim();
    if name.is_empty() {
        return Err(Problem::invalid_field(field, "required"));
    }
    if name.chars().count() > MAX_NAME_CHARS {
        let problem = FieldProblem::new(field, "too_long").with("max", MAX_NAME_CHARS.to_string());
        return Err(Problem::invalid_fields(vec![problem]));
    }
    if name.chars().any(|c| c.is_control() || is_unseen(c)) {
        return Err(Problem::invalid_field(field, "invalid_character"));
    }
    Ok(name.into())
}

/// A language: `zh` or `en`.
pub(crate) fn language(text: &str) -> Result<Locale, Problem> {
    match text {
        "zh" => Ok(Locale::Zh),
        "en" => Ok(Locale::En),
        _ => Err(Problem::invalid_field("language", "invalid_option")),
    }
}

/// A phone number in E.164, read as one of that country where it names none.
pub(crate) fn phone(text: &str, default_country: &str) -> Result<zeroize::Zeroizing<String>, Problem> {
    let refused = || Problem::invalid_field("phone", "invalid_phone");
    if text.len() > MAX_PHONE_BYTES {
        return Err(refused());
    }
    let parsed = phonenumber::parse(default_country.parse().ok(), text).map_err(|_| refused())?;
    if !parsed.is_valid() {
        return Err(refused());
    }
    Ok(zeroize::Zeroizing::new(parsed.format().mode(phonenumber::Mode::E164).to_string()))
}

/// One of the words allowed.
pub(crate) fn one_of(text: &str, allowed: &[&str], field: &'static str) -> Result<String, Problem> {
    if allowed.contains(&text) {
        Ok(text.into())
    } else {
        Err(Problem::invalid_field(field, "invalid_option"))
    }
}

/// A time zone of the IANA database, such as `Asia/Shanghai`.
pub(crate) fn timezone(text: &str) -> Result<String, Problem> {
    let known = text == "UTC" || text == "Asia/Shanghai" || jiff::tz::TimeZone::get(text).is_ok();
    if known && text.len() <= 64 {
        Ok(text.into())
    } else {
        Err(Problem::invalid_field("timezone", "invalid_option"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        for good in ["a@b.cn", " Li.Na+crm@yunling.example ", "李娜@例子.中国"] {
            assert!(Email::parse(good, "email").is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b.cn",
            "a@",
            "a@b",
            "a@b..cn",
            "a b@c.cn",
            "a@b@c.cn",
            "<a@b.cn>",
            "a@b.cn\n.x",
            "a\u{ad}b@c.cn",
        ] {
            assert!(Email::parse(bad, "email").is_err(), "{bad}");
        }
    }

    #[test]
    fn addresses_are_compared_without_case_and_width() {
        let folded = |text| Email::parse(text, "email").unwrap().folded;
        assert_eq!(folded("Li.Na@Yunling.Example"), folded("ｌi.na@yunling.example"));
    }

    #[test]
    fn an_imported_persons_address_is_marked_and_has_the_form_of_one() {
        let id = model::UserId(uuid::Uuid::from_u128(0xabc));
        for name in ["Anna Snelling", "李娜", ""] {
            let email = Email::imported(name, id);
            assert!(is_imported(&email.shown) && Email::parse(&email.shown, "email").is_ok(), "{name}");
        }
    }

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(name("  李娜 ", "name").unwrap(), "李娜");
        for bad in ["", "   ", "a\u{7}b", "a\u{202e}b", "\u{200b}a", &"x".repeat(121)] {
            assert!(name(bad, "name").is_err());
        }
    }
}
