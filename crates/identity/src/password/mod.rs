//! Which passwords are accepted: 15 to 256 characters after NFKC, none that is common or made of words an
//! attacker tries first. No composition rules and no forced changes (NIST SP 800-63B-4 section 3.1.1).
//!
//! Not here: hashing, which is `vault`'s.

mod common;
mod pattern;

use model::{FieldProblem, Problem};
use unicode_normalization::UnicodeNormalization as _;

/// The fewest characters (NIST SP 800-63B-4: 15 where the password is the only factor).
pub const MIN_CHARS: usize = 15;

/// The most characters; nothing is ever cut off.
pub const MAX_CHARS: usize = 256;

/// A password must have this many letters or digits left once the words everybody knows are taken out.
const MIN_OWN_CHARS: usize = 8;

/// Words shorter than this are too common in any text to be taken out.
const MIN_CONTEXT_CHARS: usize = 3;

/// The product's own names, which stand on every sign-in page.
const PRODUCT_WORDS: &[&str] = &["kedun", "客盾"];

/// What an attacker knows about the person without having seen anything.
#[derive(Clone, Copy, Default)]
pub(crate) struct Context<'a> {
    /// The company's name.
    pub(crate) company: &'a str,
    /// The person's name.
    pub(crate) name: &'a str,
    /// The person's e-mail address.
    pub(crate) email: &'a str,
}

/// A password that the policy accepts, in NFKC. It never prints itself.
pub(crate) struct AcceptedPassword(zeroize::Zeroizing<String>);

impl AcceptedPassword {
    /// The text, for the hasher.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for AcceptedPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[sealed]")
    }
}

/// Checks a new password.
///
/// # Errors
/// A problem on that field: `password_too_short`, `password_too_long` or `password_common`.
pub(crate) fn accept(
    password: &str,
    context: Context<'_>,
    field: &'static str,
) -> Result<AcceptedPassword, Problem> {
    let refuse = |problem: FieldProblem| Err(Problem::invalid_fields(vec![problem]));
    // NFKC can grow a text; what is far too long already is not worth normalizing.
    if password.len() > MAX_CHARS * 16 {
        return refuse(FieldProblem::new(field, "password_too_long").with("max", MAX_CHARS.to_string()));
    }
    let normal = zeroize::Zeroizing::new(password.nfkc().collect::<String>());
    let chars = normal.chars().count();
    if chars < MIN_CHARS {
        return refuse(FieldProblem::new(field, "password_too_short").with("min", MIN_CHARS.to_string()));
    }
    if chars > MAX_CHARS {
        return refuse(FieldProblem::new(field, "password_too_long").with("max", MAX_CHARS.to_string()));
    }
    if is_guessable(&normal, context) {
        return refuse(FieldProblem::new(field, "password_common"));
    }
    Ok(AcceptedPassword(normal))
}

fn is_guessable(password: &str, context: Context<'_>) -> bool {
    let folded = zeroize::Zeroizing::new(significant(password));
    if folded.chars().count() < MIN_OWN_CHARS || common::is_common(&folded) || pattern::is_pattern(&folded) {
        return true;
    }
    let mut words = context_words(context);
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut own = folded.clone();
    for word in &words {
        if own.contains(word.as_str()) {
            own = zeroize::Zeroizing::new(own.replace(word.as_str(), ""));
        }
    }
    // Digits beside a known word are a year or a counter, so only letters count as the person's own then.
    own.len() != folded.len() && own.chars().filter(|c| !c.is_ascii_digit()).count() < MIN_OWN_CHARS
}

/// Lower case, letters and digits only: what is left when decoration is taken away.
fn significant(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn context_words(context: Context<'_>) -> Vec<String> {
    let mut words: Vec<String> = PRODUCT_WORDS.iter().map(|word| (*word).into()).collect();
    for text in [context.company, context.name, context.email] {
        words.push(significant(text));
        words.extend(text.split(|c: char| !c.is_alphanumeric()).map(significant));
    }
    // Chinese names have two or three characters; each is a word of its own weight.
    words.retain(|word| word.chars().count() >= MIN_CONTEXT_CHARS || (!word.is_ascii() && !word.is_empty()));
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: Context<'_> =
        Context {
            company: "云岭机电有限公司", name: "Maria Santos", email: "maria.santos@yunling.example"
        };

    fn code(password: &str) -> Option<&'static str> {
        accept(password, CONTEXT, "password").err().and_then(|problem| problem.fields.first().map(|f| f.code))
    }

    #[test]
    fn lengths_are_counted_in_characters_after_nfkc() {
        assert_eq!(code("short"), Some("password_too_short"));
        assert_eq!(code("昨夜西风凋碧树独上高楼望"), Some("password_too_short"));
        assert_eq!(code("昨夜西风凋碧树独上高楼望尽天涯路"), None);
        assert_eq!(code(&"绿".repeat(257)), Some("password_too_long"));
        assert_eq!(code(&"x".repeat(100_000)), Some("password_too_long"));
        // Full-width letters are the same password as ordinary ones.
        let full_width = accept("ｔealriverboatnine", CONTEXT, "password").expect("accepted");
        assert_eq!(full_width.as_str(), "tealriverboatnine");
    }

    #[test]
    fn what_attackers_try_first_is_refused() {
        for guess in [
            "passwordpassword",
            "Password-Password-1",
            "correct horse battery staple",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "123456789012345678",
            "qwertyuiopasdfgh",
            "1qaz2wsx3edc4rfv",
            "zyxwvutsrqponmlk",
            "!!!!!!!!!!!!!!!!!!!!",
            "KedunKedunKedun2026",
            "Maria.Santos.2026!!",
            "云岭机电有限公司云岭机电有限公司",
            "maria.santos@yunling.example",
            "iloveyouiloveyou",
        ] {
            assert_eq!(code(guess), Some("password_common"), "{guess}");
        }
    }

    #[test]
    fn ordinary_long_passwords_are_accepted() {
        for good in [
            "teal river boat nine",
            "maria likes quiet copper kettles",
            "vX9#kd02-lmQ8z!rTw",
            "雨后的码头有七只白鹭在等船来",
        ] {
            let expected = if good.chars().count() < MIN_CHARS { Some("password_too_short") } else { None };
            assert_eq!(code(good), expected, "{good}");
        }
    }

    #[test]
    fn an_accepted_password_prints_nothing() {
        let accepted = accept("teal river boat nine", CONTEXT, "password").expect("accepted");
        assert_eq!(format!("{accepted:?}"), "[sealed]");
    }
}
