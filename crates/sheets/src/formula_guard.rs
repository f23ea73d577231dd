//! Text that a spreadsheet would run as a formula (OWASP, "CSV Injection").
//!
//! On writing, an apostrophe goes before it; on reading, the apostrophe is taken off again, so that what was
//! exported comes back as it was. Text that itself begins with apostrophes before such a character gets one
//! more, which keeps the two ways exact.

/// What makes a spreadsheet see a formula, also in full width.
const TRIGGERS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Whether the text needs the apostrophe. A plain number does not: `-12.50`, `+8613800138000`.
pub(crate) fn is_needed(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(TRIGGERS) && !is_plain_number(text)
}

/// The text without the apostrophe that [`is_needed`] called for.
pub(crate) fn taken_off(mut text: String) -> String {
    if text.starts_with('\'') && text.trim_start_matches('\'').starts_with(TRIGGERS) {
        text.remove(0);
    }
    text
}

fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
