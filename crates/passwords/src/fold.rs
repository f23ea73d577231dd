//! The forms a password is compared in. Decoration is taken away, and signs that stand for letters are read
//! as those letters, so that `P@ssw0rd!` is the word everybody uses.
//!
//! Not here: the lists and rules that the forms are held against.

use zeroize::Zeroizing;

/// Signs that stand for a letter wherever they are.
const SIGNS: &[(char, char)] = &[('@', 'a'), ('$', 's'), ('€', 'e')];

/// Digits that stand for a letter when letters stand on both sides: `p4ssw0rd`, not `summer2026`.
const DIGITS: &[(char, char)] =
    &[('0', 'o'), ('1', 'i'), ('3', 'e'), ('4', 'a'), ('5', 's'), ('7', 't'), ('8', 'b')];

/// Lower case, letters and digits only: what is left when decoration is taken away.
pub(crate) fn significant(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Every reading of a password as letters and digits, the plain one first.
pub(crate) fn readings(password: &str) -> Vec<Zeroizing<String>> {
    let plain = significant(password);
    let signs = significant(&password.chars().map(|c| letter_for(c, SIGNS)).collect::<String>());
    let digits = with_inner_digits(&signs);
    let ones = signs.replace('1', "l");
    let others = with_inner_digits(&ones);
    let mut all: Vec<Zeroizing<String>> = Vec::new();
    for reading in [plain, signs, digits, others] {
        let reading = Zeroizing::new(reading);
        if !all.contains(&reading) {
            all.push(reading);
        }
    }
    all
}

fn letter_for(sign: char, table: &[(char, char)]) -> char {
    table.iter().find(|(from, _)| *from == sign).map_or(sign, |(_, to)| *to)
}

fn with_inner_digits(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let letter_at = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphabetic());
    chars
        .iter()
        .enumerate()
        .map(|(at, c)| {
            let within = letter_at(at.checked_sub(1)) && letter_at(Some(at + 1));
            if within { letter_for(*c, DIGITS) } else { *c }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoration_and_letters_in_disguise_are_seen_through() {
        for (written, meant) in [
            ("P@ssw0rd!", "password"),
            ("pa$$w0rd-1234", "password1234"),
            ("K.e.d.u.n", "kedun"),
            ("f1ower", "flower"),
            ("w1nter", "winter"),
            ("summer2026", "summer2026"),
            ("西湖·龙井", "西湖龙井"),
        ] {
            assert!(readings(written).iter().any(|reading| reading.as_str() == meant), "{written}");
        }
    }

    #[test]
    fn the_plain_reading_comes_first_and_none_twice() {
        let found = readings("Teal-River 9");
        assert_eq!(found.iter().map(|reading| reading.as_str()).collect::<Vec<_>>(), ["tealriver9"]);
    }
}
