//! Signs that a person does not see and that make one text pass for another.

/// Whether a sign is not seen, or turns the direction of what follows (UTR #36 section 2.7): soft hyphen, zero-width
/// signs, direction marks, embeddings and isolates, line and paragraph separators, byte order mark. A name, an address or
/// a file's ending that holds one looks like another.
pub fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_stays() {
        assert!("李娜 Ānna-Löwe·王’s".chars().all(|c| !is_unseen(c)));
        assert!("\u{200b}\u{202e}\u{ad}\u{feff}\u{2066}".chars().all(is_unseen));
    }
}
