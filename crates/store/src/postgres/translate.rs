//! `?1` as PostgreSQL spells it: `$1`.
//!
//! One pass over the text costs no more than looking it up in a cache would, so there is none.

use std::borrow::Cow;

/// The statement with `$n` for each `?n` outside quotes and comments. A `?` that no digit follows is left
/// alone: it is an operator.
pub(crate) fn translated(sql: &str) -> Cow<'_, str> {
    if !sql.contains('?') {
        return Cow::Borrowed(sql);
    }
    let bytes = sql.as_bytes();
    let mut text = String::with_capacity(sql.len());
    let mut copied = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at = match byte {
            b'\'' | b'"' => after_quote(bytes, at),
            b'-' if bytes.get(at + 1) == Some(&b'-') => after(bytes, at, b"\n"),
            b'/' if bytes.get(at + 1) == Some(&b'*') => after(bytes, at + 2, b"*/"),
            b'?' if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                text.push_str(sql.get(copied..at).unwrap_or(""));
                text.push('$');
                copied = at + 1;
                copied
            }
            _ => at + 1,
        };
    }
    text.push_str(sql.get(copied..).unwrap_or(""));
    Cow::Owned(text)
}

/// The place after the quote that closes the one at `start`. A doubled quote closes and opens again.
fn after_quote(bytes: &[u8], start: usize) -> usize {
    let quote = bytes.get(start..=start).unwrap_or_default();
    after(bytes, start + 1, quote)
}

fn after(bytes: &[u8], from: usize, what: &[u8]) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let found = rest.windows(what.len().max(1)).position(|window| window == what);
    found.map_or(bytes.len(), |index| from + index + what.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_renamed_and_nothing_else_is() {
        for (from, to) in [
            ("SELECT 1", "SELECT 1"),
            ("a = ?1 AND b = ?12", "a = $1 AND b = $12"),
            ("a = $1", "a = $1"),
            ("'?1' || ?1 || \"?2\"", "'?1' || $1 || \"?2\""),
            ("'it''s ?1' = ?2", "'it''s ?1' = $2"),
            ("a -- ?1\n= ?2 /* ?3 */", "a -- ?1\n= $2 /* ?3 */"),
            ("a ? 'b' AND c ?| d", "a ? 'b' AND c ?| d"),
            ("客户 = ?1 AND '客 ?1'", "客户 = $1 AND '客 ?1'"),
            ("'open ?1", "'open ?1"),
        ] {
            assert_eq!(translated(from), to);
        }
    }
}
