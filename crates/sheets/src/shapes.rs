//! Small shapes a text can have. These only suggest a column's type; whether a value is valid, the field's
//! own type decides.

/// Yes or no in either language, or `None`.
pub fn parse_boolean(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "t" | "1" | "是" | "对" | "有" | "√" | "✓" => Some(true),
        "no" | "n" | "false" | "f" | "0" | "否" | "错" | "无" | "×" | "✗" => Some(false),
        _ => None,
    }
}

/// Whether it has the shape of an e-mail address.
pub fn seems_email(text: &str) -> bool {
    let text = text.trim();
    let Some((local, domain)) = text.split_once('@') else { return false };
    let domain_fits = domain.split('.').count() >= 2 && domain.split('.').all(|label| !label.is_empty());
    !local.is_empty() && domain_fits && !text.contains(char::is_whitespace) && !domain.contains('@')
}

/// Whether it has the shape of a web address.
pub fn seems_url(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let rest = ["http://", "https://", "www."].iter().find_map(|prefix| text.strip_prefix(prefix));
    rest.is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace))
}

/// Whether it has the shape of a phone number: a Chinese mobile or service number, one with a country code, or
/// digits set apart as phone numbers are.
pub fn seems_phone(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || !text.chars().all(|c| c.is_ascii_digit() || "+-() .".contains(c)) {
        return false;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if !(7..=15).contains(&digits.len()) {
        return false;
    }
    let apart = text.contains(['-', ' ', '(']) && !text.starts_with('-');
    let chinese_mobile = digits.len() == 11
        && digits.starts_with('1')
        && digits.as_bytes().get(1).is_some_and(|byte| (b'3'..=b'9').contains(byte));
    let chinese_land = digits.starts_with('0') && (10..=12).contains(&digits.len());
    let service = digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"));
    text.starts_with('+') || apart || chinese_mobile && !text.contains('.') || chinese_land || service
}

/// Whether a number column named like a phone's may hold phones that look like plain numbers.
pub(crate) fn could_be_phone(text: &str) -> bool {
    let text = text.trim();
    seems_phone(text) || (7..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_told_from_numbers_and_days() {
        for phone in [
            "13800138000",
            "+86 138 0013 8000",
            "010-88886666",
            "(021) 6288 1234",
            "400 800 1234",
            "+12125550100",
            "01088886666",
        ] {
            assert!(seems_phone(phone), "{phone}");
        }
        for other in
            ["1234", "2026", "12345678", "1100.04", "-1380013", "12800138000", "abc", "", "1380013800a"]
        {
            assert!(!seems_phone(other), "{other}");
        }
        assert!(could_be_phone("12345678"));
    }

    #[test]
    fn addresses_have_their_shapes() {
        assert!(seems_email("li.lei@example.com") && seems_email(" a@b.cn "));
        for other in ["a@b", "a b@c.com", "@b.com", "a@", "a@b@c.com", "a@.com"] {
            assert!(!seems_email(other), "{other}");
        }
        assert!(
            seems_url("https://example.com/a") && seems_url("www.example.com") && seems_url("HTTP://a.b")
        );
        assert!(!seems_url("example") && !seems_url("http://a b.c") && !seems_url("http://"));
    }
}
