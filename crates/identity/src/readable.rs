//! Codes that people read, say and type: Crockford's base 32, without I, L, O and U, which are misread and misheard.
//!
//! Not here: what a code opens, how long it works, and under which key its hash is kept.

use model::Entropy;
use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// No code has as many characters: what is longer is none, and stays none.
const MAX_CHARS: usize = 64;

/// A fresh code of so many characters, of five random bits each, with a hyphen after each group: `7K3M-…`.
pub(crate) fn fresh(entropy: &dyn Entropy, chars: usize, group: usize) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new(vec![0u8; chars]);
    entropy.fill(&mut bytes);
    let mut code = Zeroizing::new(String::with_capacity(chars + chars / group.max(1)));
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place.is_multiple_of(group) {
            code.push('-');
        }
        // 32 divides 256, so that every character is as likely as any other.
        code.push(ALPHABET.get(usize::from(byte % 32)).map_or('0', |c| char::from(*c)));
    }
    code
}

/// A code as it was meant: in any case, without spaces and hyphens, with O for 0 and I or L for 1 (Crockford's rule).
pub(crate) fn normalized(text: &str) -> Zeroizing<String> {
    let meant = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    let mut code = Zeroizing::new(String::with_capacity(MAX_CHARS));
    code.extend(text.chars().filter(char::is_ascii_alphanumeric).map(meant).take(MAX_CHARS));
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault::SeededEntropy;

    #[test]
    fn a_code_is_read_back_as_people_write_it() {
        let entropy = SeededEntropy::new(1);
        for (chars, group) in [(8, 4), (16, 4)] {
            for _ in 0..200 {
                let code = fresh(&entropy, chars, group);
                assert_eq!(code.len(), chars + chars / group - 1);
                assert!(!code.contains(['I', 'L', 'O', 'U']));
                let plain = code.replace('-', "");
                let written = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
                assert_eq!(*normalized(&written), plain);
                assert_eq!(*normalized(&written.replace('l', "I")), plain);
            }
        }
        assert_eq!(normalized(&"A".repeat(500)).len(), MAX_CHARS);
    }
}
