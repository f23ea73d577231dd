//! Passwords everybody tries: thousands that leaked, phrases many think of, and words people stretch with
//! digits, years and repetition until they are long enough.
//!
//! Not here: patterns without words (`pattern.rs`), names (`context.rs`), breached passwords (`breached/`).
//! Where the lists come from stands in `data/README.md`.

use std::collections::HashSet;
use std::sync::LazyLock;

use zeroize::Zeroizing;

/// Whole passwords, in the form they are compared in, one a line.
static LISTED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    [include_str!("../data/listed.txt"), include_str!("../data/phrases.txt")]
        .into_iter()
        .flat_map(str::lines)
        .collect()
});

/// Short words that people stretch; any number of them is still no password of one's own.
const STEMS: &[&str] = &[
    "password",
    "passw0rd",
    "p4ssword",
    "p4ssw0rd",
    "passwort",
    "motdepasse",
    "contrasena",
    "passwd",
    "pass",
    "letmein",
    "welcome",
    "admin",
    "administrator",
    "root",
    "user",
    "guest",
    "login",
    "qwerty",
    "qwert",
    "asdf",
    "zxcv",
    "qazwsx",
    "iloveyou",
    "woaini",
    "mima",
    "dragon",
    "monkey",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "batman",
    "master",
    "shadow",
    "michael",
    "changeme",
    "secret",
    "default",
    "temp",
    "test",
    "demo",
    "company",
    "crm",
    "sales",
    "manager",
    "server",
    "oracle",
    "summer",
    "winter",
    "spring",
    "autumn",
    "hello",
    "nihao",
    "abc",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "beijing",
    "shanghai",
    "shenzhen",
    "guangzhou",
    "hangzhou",
    "china",
    "zhongguo",
    "huawei",
    "xiaomi",
    "taobao",
    "alibaba",
    "tencent",
    "baidu",
    "weixin",
    "wechat",
    "gongsi",
    "xiaoshou",
    "kehu",
    "guanliyuan",
    "baobei",
    "laopo",
    "laogong",
    "5201314",
    "1314520",
    "密码",
    "管理员",
    "我爱你",
    "你好",
    "公司",
    "客户",
    "销售",
];

static STEMS_LONGEST_FIRST: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut stems = STEMS.to_vec();
    stems.sort_by_key(|stem| std::cmp::Reverse(stem.len()));
    stems
});

/// A password with fewer letters than this outside the stems and digits is a stretched stem.
const MIN_LETTERS_OUTSIDE: usize = 4;

/// The shortest entry of the lists; what is shorter is too common in any text, and stands in [`STEMS`] if it must.
const MIN_LISTED_CHARS: usize = 8;

/// The longest entry that is looked for within a password.
const MAX_LISTED_CHARS: usize = 40;

/// An all-digit text this long is a number, not a password.
const MIN_NUMBER_CHARS: usize = 8;

/// Whether a lower-case text of letters and digits is one that everybody tries.
pub(crate) fn is_common(text: &str) -> bool {
    let letters_only = text.trim_matches(|c: char| c.is_ascii_digit());
    LISTED.contains(text)
        || LISTED.contains(letters_only)
        || (text.len() >= MIN_NUMBER_CHARS && letters_only.is_empty())
        || is_stretched(text)
}

/// Whether a text has next to nothing beside stems and digits.
pub(crate) fn is_little(text: &str) -> bool {
    letters_outside(&without_stems(text)) < MIN_LETTERS_OUTSIDE
}

/// How many listed passwords are at least that long.
pub(crate) fn listed_of_at_least(min_chars: usize) -> usize {
    LISTED.iter().filter(|entry| entry.chars().count() >= min_chars).count()
}

/// One stem or several, or one listed password once or again and again, and next to nothing else. Two different
/// listed passwords are not refused: many are ordinary words, and a passphrase is made of words.
fn is_stretched(text: &str) -> bool {
    let rest = without_stems(text);
    (rest.as_str() != text && letters_outside(&rest) < MIN_LETTERS_OUTSIDE)
        || listed_within(text).into_iter().any(|entry| is_little(&text.replace(entry, " ")))
}

fn without_stems(text: &str) -> Zeroizing<String> {
    let mut rest = Zeroizing::new(String::from(text));
    for stem in STEMS_LONGEST_FIRST.iter() {
        if rest.contains(stem) {
            rest = Zeroizing::new(rest.replace(stem, " "));
        }
    }
    rest
}

fn letters_outside(text: &str) -> usize {
    text.chars().filter(|c| !c.is_ascii_digit() && *c != ' ').count()
}

/// The longest listed password that begins at each place of the text.
fn listed_within(text: &str) -> HashSet<&str> {
    let mut ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    ends.push(text.len());
    (0..ends.len())
        .filter_map(|start| {
            // Chinese entries are shorter in characters than Latin ones, and as telling.
            (MIN_LISTED_CHARS / 2..=MAX_LISTED_CHARS)
                .rev()
                .filter_map(|chars| text.get(*ends.get(start)?..*ends.get(start + chars)?))
                .find(|part| LISTED.contains(part))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretched_stems_are_common_and_sentences_are_not() {
        for common in [
            "password2026password",
            "admin123456789012",
            "welcomeadmin2026",
            "summer2026summer",
            "woaini1314520123",
            "woaini5201314woaini",
            "haohaoxuexitiantianxiangshang",
            "homelesspa2026",
            "homelesspahomelesspa",
            "床前明月光疑是地上霜123456",
            "恭喜发财恭喜发财恭喜发财888",
            "20260315202603152026",
        ] {
            assert!(is_common(common), "{common}");
        }
        for own in [
            "maycopperkettlesing",
            "salesdeskpelicanharbor",
            "testriverorangeplum",
            "unbelievablekettlesupernatural",
            "雨后的码头有七只白鹭在等船来",
            "",
        ] {
            assert!(!is_common(own), "{own}");
        }
    }

    #[test]
    fn the_lists_are_in_the_form_they_are_compared_in() {
        for text in LISTED.iter().chain(STEMS) {
            assert!(text.chars().all(|c| c.is_alphanumeric() && !c.is_uppercase()), "{text}");
        }
        for entry in LISTED.iter() {
            let chars = entry.chars().count();
            let min = if entry.is_ascii() { MIN_LISTED_CHARS } else { MIN_LISTED_CHARS / 2 };
            assert!((min..=MAX_LISTED_CHARS).contains(&chars), "{entry}");
            assert!(is_common(entry), "{entry}");
        }
    }

    #[test]
    fn each_list_is_sorted_without_doubles() {
        for list in [include_str!("../data/listed.txt"), include_str!("../data/phrases.txt")] {
            assert!(list.lines().is_sorted_by(|a, b| a < b));
        }
    }
}
