//! How long a guess would take: an estimate by zxcvbn (Wheeler, USENIX Security 2016), shown while a password is
//! typed. It advises and refuses nothing; `accept` decides.
//!
//! Not here: sentences. A hint is a code whose words stand in `model`.

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;
use zxcvbn::feedback::{Feedback, Warning};

use crate::Context;
use crate::context::Words;
use crate::fold::significant;

/// The characters that are looked at: the work grows with their square, and what follows makes nothing weaker.
const MAX_JUDGED_CHARS: usize = 40;

/// The signs that zxcvbn reads as letters, digits left out, and what stands for those of them that are too many: it tries every
/// way to read those there are, some eight hundred with all of them.
const SIGNS_FOR_LETTERS: &str = "@({[<!|$+%";
const OTHER_SIGNS: &str = "^)}]>?/&*~";
const MAX_SIGNS_FOR_LETTERS: usize = 2;

/// Guesses a second against a slow hash by somebody who has stolen it.
const GUESSES_LOG10_PER_SEC: f64 = 4.0;

/// How hard a password is to guess.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Strength {
    /// 0 (at once) to 4 (very hard).
    pub score: u8,
    /// The decimal logarithm of the guesses needed; 0 for none.
    pub guesses_log10: f64,
    /// How long that takes at ten thousand guesses a second, against a stolen, slow hash.
    pub crack_time: CrackTime,
    /// What would help most, a code of `model`'s words; none where nothing is amiss.
    pub hint: Option<&'static str>,
}

/// A length of time, as roughly as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CrackTime {
    /// Under a minute.
    Seconds,
    /// Under an hour.
    Minutes,
    /// Under a day.
    Hours,
    /// Under a month.
    Days,
    /// Under a year.
    Months,
    /// Under a century.
    Years,
    /// Longer.
    Centuries,
}

/// Estimates how hard a password is to guess for somebody who knows the context.
pub fn strength(password: &str, context: Context<'_>) -> Strength {
    let judged = judged_of(password);
    let words = Words::of(context);
    let reading = Zeroizing::new(significant(&judged));
    let own_words = words.within(&reading);
    let entropy = zxcvbn::zxcvbn(&judged, &own_words);
    let guesses_log10 = entropy.guesses_log10().max(0.0);
    let score = u8::from(entropy.score());
    let hint = match entropy.feedback() {
        None => None,
        Some(_) if words.make_up(&reading) => Some("password_hint_own_words"),
        Some(feedback) => Some(hint_of(feedback)),
    };
    Strength { score, guesses_log10, crack_time: crack_time(guesses_log10), hint }
}

/// What of a password is looked at.
fn judged_of(password: &str) -> Zeroizing<String> {
    let mut left_in = Zeroizing::new(Vec::with_capacity(MAX_SIGNS_FOR_LETTERS));
    let looked_at = password.nfkc().take(MAX_JUDGED_CHARS).map(|c| {
        let Some(at) = SIGNS_FOR_LETTERS.find(c) else { return c };
        if left_in.contains(&c) {
            return c;
        }
        if left_in.len() < MAX_SIGNS_FOR_LETTERS {
            left_in.push(c);
            return c;
        }
        OTHER_SIGNS.chars().nth(at).unwrap_or(c)
    });
    Zeroizing::new(looked_at.collect())
}

fn crack_time(guesses_log10: f64) -> CrackTime {
    const MINUTE: f64 = 60.0;
    const DAY: f64 = 24.0 * 60.0 * MINUTE;
    let secs = 10_f64.powf(guesses_log10 - GUESSES_LOG10_PER_SEC);
    let limits = [
        (MINUTE, CrackTime::Seconds),
        (60.0 * MINUTE, CrackTime::Minutes),
        (DAY, CrackTime::Hours),
        (31.0 * DAY, CrackTime::Days),
        (366.0 * DAY, CrackTime::Months),
        (36_600.0 * DAY, CrackTime::Years),
    ];
    limits.iter().find(|(limit, _)| secs < *limit).map_or(CrackTime::Centuries, |(_, time)| *time)
}

fn hint_of(feedback: &Feedback) -> &'static str {
    match feedback.warning() {
        Some(Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess) => {
            "password_hint_keyboard"
        }
        Some(
            Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess,
        ) => "password_hint_repeat",
        Some(Warning::SequencesLikeAbcAreEasyToGuess) => "password_hint_sequence",
        Some(
            Warning::ThisIsATop10Password
            | Warning::ThisIsATop100Password
            | Warning::ThisIsACommonPassword
            | Warning::ThisIsSimilarToACommonlyUsedPassword,
        ) => "password_hint_common",
        Some(Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess) => "password_hint_date",
        Some(
            Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
            | Warning::CommonNamesAndSurnamesAreEasyToGuess,
        ) => "password_hint_name",
        Some(Warning::AWordByItselfIsEasyToGuess) => "password_hint_word",
        None => "password_hint_longer",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CONTEXT: Context<'_> = Context {
        company: "云岭机电有限公司",
        name: "Maria Santos",
        email: "maria@yunling.example",
        others: &[],
    };

    #[test]
    fn what_is_easy_to_guess_gets_a_low_score_and_a_hint() {
        for (password, hint) in [
            ("qwertyuiop", "password_hint_common"),
            ("aaaaaaaaaaaa", "password_hint_repeat"),
            ("password", "password_hint_common"),
            ("mariasantos", "password_hint_own_words"),
            ("", "password_hint_longer"),
        ] {
            let found = strength(password, CONTEXT);
            assert!(found.score <= 1, "{password}: {found:?}");
            assert_eq!(found.hint, Some(hint), "{password}");
            assert_eq!(model::words_of(hint).code, hint);
        }
    }

    #[test]
    fn a_long_sentence_is_beyond_guessing() {
        let found = strength("teal river boats carry nine copper kettles", CONTEXT);
        assert_eq!((found.score, found.crack_time, found.hint), (4, CrackTime::Centuries, None));
    }

    #[test]
    fn what_stands_after_the_last_judged_character_changes_nothing() {
        let judged = "kettle heron ".repeat(8).chars().take(MAX_JUDGED_CHARS).collect::<String>();
        let longer = format!("{judged}{}", "x".repeat(5_000));
        assert_eq!(strength(&judged, CONTEXT), strength(&longer, CONTEXT));
    }

    #[test]
    fn few_signs_are_left_to_be_read_as_letters_and_a_random_password_stays_strong() {
        assert_eq!(SIGNS_FOR_LETTERS.len(), OTHER_SIGNS.len());
        assert_eq!(*judged_of("p4$$w0rd!4@$!1a7|"), "p4$$w0rd!4^$!1a7/");
        assert_eq!(*judged_of("只有汉字 and words"), "只有汉字 and words");
        let found = strength("k4@8({u[<369!1|70$5+%2", CONTEXT);
        assert_eq!(found.score, 4, "{found:?}");
        assert!(strength("p4$$w0rd", CONTEXT).score <= 1);
    }

    #[test]
    fn times_are_ordered_as_guesses_are() {
        let times: Vec<_> = (0..16).map(|log10| crack_time(f64::from(log10))).collect();
        assert!(times.is_sorted());
        assert_eq!((times[0], times[15]), (CrackTime::Seconds, CrackTime::Centuries));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_has_a_strength(password in "\\PC{0,40}") {
            let found = strength(&password, CONTEXT);
            prop_assert!(found.score <= 4 && found.guesses_log10.is_finite());
        }
    }
}
