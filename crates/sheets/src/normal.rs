//! Normal forms of names, for comparing.

use unicode_normalization::UnicodeNormalization as _;

/// Without differences of case, width and white space: `GTX Pro` and `ｇｔｘｐｒｏ` are the same.
pub fn folded(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect()
}

/// [`folded`], and only letters and digits of it; the folded text where nothing would be left.
pub fn letters(text: &str) -> String {
    let folded = folded(text);
    let letters: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.is_empty() { folded } else { letters }
}

/// Lower-case words of a text: cut at everything that is no letter or digit, and where capitals begin
/// (`closeDate`).
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before_lower = false;
    for c in text.nfkc() {
        let begins = c.is_uppercase() && before_lower;
        if (begins || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        before_lower = c.is_lowercase() || c.is_numeric();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Endings that say only that it is a company. Longer ones first.
const CHINESE_ENDINGS: [&str; 8] =
    ["股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "总公司", "分公司", "集团", "公司"];
const LATIN_ENDINGS: [&str; 16] = [
    "co",
    "company",
    "corp",
    "corporation",
    "inc",
    "incorporated",
    "limited",
    "ltd",
    "llc",
    "llp",
    "plc",
    "gmbh",
    "ag",
    "sa",
    "bv",
    "group",
];

/// A company's name without its legal form and without bracketed parts, which are mostly a region:
/// `上海云帆科技（集团）有限公司` gives `上海云帆科技`. A weak key: it suggests, it never decides. `None` when
/// nothing would be left.
pub fn company_key(name: &str) -> Option<String> {
    let mut plain = without_brackets(&name.nfkc().collect::<String>());
    loop {
        let trimmed = plain.trim_end_matches(|c: char| !c.is_alphanumeric());
        let shorter = CHINESE_ENDINGS.iter().find_map(|ending| trimmed.strip_suffix(ending)).or_else(|| {
            let (rest, last) = trimmed.rsplit_once(|c: char| !c.is_alphanumeric())?;
            LATIN_ENDINGS.contains(&last.to_lowercase().as_str()).then_some(rest)
        });
        match shorter {
            Some(shorter) => plain = shorter.to_owned(),
            None => break,
        }
    }
    let key: String = folded(&plain).chars().filter(|c| c.is_alphanumeric()).collect();
    (key.chars().count() >= 2).then_some(key)
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0usize;
    let kept = text.chars().filter(|c| match c {
        '(' | '[' | '【' => {
            depth += 1;
            false
        }
        ')' | ']' | '】' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_matter_where_it_should_not() {
        assert_eq!(folded("GTX Pro"), folded("ｇｔｘ\u{3000}ｐｒｏ"));
        assert_ne!(folded("GTX-Pro"), folded("GTX Pro"));
        assert_eq!(letters("GTX-Pro"), letters("gtx_pro"));
        assert_eq!(letters("***"), "***");
        assert_eq!(words("closeDate_2 客户名称"), ["close", "date", "2", "客户名称"]);
    }

    #[test]
    fn a_companys_key_leaves_out_its_legal_form() {
        for same in [
            "上海云帆科技（集团）有限公司",
            "上海云帆科技有限公司",
            "上海云帆科技股份有限公司",
            "上海云帆科技",
        ] {
            assert_eq!(company_key(same).as_deref(), Some("上海云帆科技"), "{same}");
        }
        for same in ["Acme Corporation", "ACME Co., Ltd.", "Acme Inc", "acme"] {
            assert_eq!(company_key(same).as_deref(), Some("acme"), "{same}");
        }
        assert_eq!(company_key("有限公司"), None);
        assert_eq!(company_key("Co., Ltd."), Some("co".into()), "a lone word stays");
    }
}
