//! Judging a new password by a policy. Every rule that is broken is named at once, so that nobody meets the
//! second only after the first is kept.
//!
//! Not here: hashing (`vault`), whether the password was used before (`identity`).

use model::{FieldProblem, Problem};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::context::Words;
use crate::fold::readings;
use crate::{BreachedFilter, Context, Policy, Standing, blocklist, pattern};

/// No policy allows more characters.
const MAX_CHARS: u16 = 256;

/// A password with fewer letters and digits than this must have as many different characters.
const MIN_DISTINCT_CHARS: usize = 8;

/// The four classes of a rule of composition: the stable name, and signs that show it in any language.
const CLASSES: [(&str, &str); 4] = [("upper", "A-Z"), ("lower", "a-z"), ("digit", "0-9"), ("special", "#!?")];

/// A password that the policy accepts, in NFKC. It never prints itself.
pub struct AcceptedPassword(Zeroizing<String>);

impl AcceptedPassword {
    /// The text, for the hasher.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for AcceptedPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[sealed]")
    }
}

/// Judges a new password. It is compared in NFKC (NIST SP 800-63B-4 section 3.1.1.2), whole, and kept so.
///
/// `breached` is the company's list of breached passwords, if one is loaded; without it that rule is not judged.
///
/// # Errors
/// A problem on that field for each rule that is broken: `password_too_short`, `password_too_long`,
/// `password_classes`, `password_common` and `password_breached`; or `password_not_allowed` alone.
pub fn accept(
    password: &str,
    context: Context<'_>,
    policy: &Policy,
    standing: Standing,
    breached: Option<&BreachedFilter>,
    field: &'static str,
) -> Result<AcceptedPassword, Problem> {
    if !policy.passwords_allowed {
        return Err(Problem::invalid_field(field, "password_not_allowed"));
    }
    let max = policy.max_chars.min(MAX_CHARS);
    let too_long = || FieldProblem::new(field, "password_too_long").with("max", max.to_string());
    // NFKC can grow a text; what is far too long already is not worth normalizing.
    if password.len() > usize::from(MAX_CHARS) * 16 {
        return Err(Problem::invalid_fields(vec![too_long()]));
    }
    let normal = Zeroizing::new(password.nfkc().collect::<String>());
    let chars = normal.chars().count();
    if chars > usize::from(max) {
        return Err(Problem::invalid_fields(vec![too_long()]));
    }
    let mut faults = Vec::new();
    let min = policy.min_chars_for(standing);
    if chars < usize::from(min) {
        faults.push(FieldProblem::new(field, "password_too_short").with("min", min.to_string()));
    }
    faults.extend(class_fault(&normal, policy.classes, field));
    if (policy.blocklist && is_guessable(&normal)) || (policy.context && is_about(&normal, context)) {
        faults.push(FieldProblem::new(field, "password_common"));
    }
    if policy.breached && breached.is_some_and(|filter| filter.contains(&normal)) {
        faults.push(FieldProblem::new(field, "password_breached"));
    }
    if faults.is_empty() { Ok(AcceptedPassword(normal)) } else { Err(Problem::invalid_fields(faults)) }
}

/// The fault of a password in which fewer classes occur than the policy wants.
///
/// Special is whatever is neither upper nor lower case nor a digit: signs, spaces, and letters without case, such
/// as Chinese ones. The rule is there to widen what must be guessed, and a Chinese letter widens it more than
/// a sign; Windows counts letters without case as a class beside the others for the same reason.
fn class_fault(password: &str, wanted: u8, field: &'static str) -> Option<FieldProblem> {
    let mut present = [false; 4];
    for c in password.chars() {
        let [upper, lower, digit, special] = &mut present;
        *(match c {
            _ if c.is_uppercase() => upper,
            _ if c.is_lowercase() => lower,
            _ if c.is_numeric() => digit,
            _ => special,
        }) = true;
    }
    let absent: Vec<_> =
        CLASSES.iter().zip(present).filter(|(_, present)| !present).map(|(class, _)| class).collect();
    if CLASSES.len() - absent.len() >= usize::from(wanted) {
        return None;
    }
    let listed = |texts: Vec<&str>, between| texts.join(between);
    let missing = listed(absent.iter().map(|(_, signs)| *signs).collect(), ", ");
    let names = listed(absent.iter().map(|(name, _)| *name).collect(), ",");
    let fault = FieldProblem::new(field, "password_classes").with("min", wanted.to_string());
    Some(fault.with("missing", missing).with("classes", names))
}

fn is_guessable(password: &str) -> bool {
    let lower = Zeroizing::new(password.to_lowercase());
    if pattern::is_pattern(&lower) {
        return true;
    }
    let readings = readings(password);
    let Some(plain) = readings.first() else { return true };
    // A password of signs has few letters and digits; what counts then is that it is not one sign again and again.
    if plain.chars().count() < MIN_DISTINCT_CHARS {
        if distinct_chars(&lower) < MIN_DISTINCT_CHARS {
            return true;
        }
    } else if readings.iter().any(|reading| pattern::is_pattern(reading)) {
        return true;
    }
    let backward = Zeroizing::new(plain.chars().rev().collect::<String>());
    readings.iter().chain([&backward]).any(|reading| blocklist::is_common(reading))
}

fn distinct_chars(text: &str) -> usize {
    text.chars().collect::<std::collections::BTreeSet<_>>().len()
}

fn is_about(password: &str, context: Context<'_>) -> bool {
    let words = Words::of(context);
    readings(password).iter().any(|reading| words.make_up(reading))
}

#[cfg(test)]
mod tests;
