//! The canonical form of texts: what every text-like type does before its own rules.

use model::FieldProblem;
use unicode_normalization::UnicodeNormalization;

use super::Json;

/// A fault of the field being read; the caller puts in the field's name.
pub(super) fn fault(code: &'static str) -> FieldProblem {
    FieldProblem::new("", code)
}

/// The fault of a value of another JSON type.
pub(super) fn wrong_type(expected: &'static str) -> FieldProblem {
    fault("wrong_type").with("expected", expected)
}

/// The text of a JSON string.
pub(super) fn string(json: &Json) -> Result<&str, FieldProblem> {
    json.as_str().ok_or_else(|| wrong_type("string"))
}

/// One line: composed (NFC), trimmed, without control characters.
pub(super) fn line(text: &str) -> Result<String, FieldProblem> {
    clean(text, |_| false)
}

/// Several lines: as [`line()`], but with line breaks (always `\n`) and tabs.
pub(super) fn block(text: &str) -> Result<String, FieldProblem> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    clean(&text, |c| c == '\n' || c == '\t')
}

fn clean(text: &str, allowed: impl Fn(char) -> bool) -> Result<String, FieldProblem> {
    let text: String = text.trim().nfc().collect();
    let text = text.trim();
    if text.chars().any(|c| refused(c) && !allowed(c)) {
        return Err(fault("invalid_character"));
    }
    Ok(text.into())
}

/// Control characters, the ones that turn the direction of what follows (UTR #36 section 2.7), line and
/// paragraph separators, the byte order mark and noncharacters.
fn refused(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FDD0}'..='\u{FDEF}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// The text if it is short enough, counted in characters.
pub(super) fn at_most(text: String, max_chars: usize) -> Result<String, FieldProblem> {
    if text.len() > max_chars && text.chars().count() > max_chars {
        return Err(fault("too_long").with("max", max_chars.to_string()));
    }
    Ok(text)
}

/// The text for comparing without regard to case and width: NFKC, lower case, trimmed.
pub(super) fn fold(text: &str) -> String {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    folded.trim().into()
}

/// The first character and stars; only stars for a text too short to give away a character of.
pub(super) fn veil(text: &str) -> String {
    match text.chars().next() {
        Some(first) if text.chars().nth(2).is_some() => format!("{first}{STARS}"),
        _ => STARS.into(),
    }
}

/// What stands for a value of which nothing may be told.
pub(super) const STARS: &str = "***";
