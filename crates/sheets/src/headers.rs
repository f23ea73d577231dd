//! Which field a column's header seems to name.

use rapidfuzz::fuzz::ratio;

use crate::normal::{letters, words};

/// Below this a suggestion would be a guess that only costs the reader time.
const MIN_SCORE: f64 = 0.6;

/// A field as it may be named in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldWords {
    /// The field's name, such as `annual_revenue`.
    pub name: String,
    /// Its labels in every language.
    pub labels: Vec<String>,
    /// Other words for it.
    pub synonyms: Vec<String>,
}

/// A field that a header may mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldSuggestion {
    /// The field's place in the list that was given.
    pub field: usize,
    /// 0.6 to 1; 1 is the field's own name or label, spelling aside.
    pub score: f64,
}

/// The fields that a header may mean, the likeliest first, at most `limit`.
pub fn suggest_fields(header: &str, fields: &[FieldWords], limit: usize) -> Vec<FieldSuggestion> {
    let header = Worded::new(header);
    let mut found: Vec<_> = fields
        .iter()
        .enumerate()
        .map(|(field, words)| FieldSuggestion { field, score: field_score(&header, words) })
        .filter(|suggestion| suggestion.score >= MIN_SCORE)
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.field.cmp(&b.field)));
    found.truncate(limit);
    found
}

/// One field at most for each header, and each field at most once: the best pairs first.
pub fn assign_fields<T: AsRef<str>>(headers: &[T], fields: &[FieldWords]) -> Vec<Option<FieldSuggestion>> {
    let mut pairs: Vec<(usize, FieldSuggestion)> = Vec::new();
    for (column, header) in headers.iter().enumerate() {
        pairs.extend(suggest_fields(header.as_ref(), fields, 5).into_iter().map(|found| (column, found)));
    }
    pairs.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(a.0.cmp(&b.0)));
    let mut assigned = vec![None; headers.len()];
    let mut taken = vec![false; fields.len()];
    for (column, suggestion) in pairs {
        let (Some(place), Some(taken)) = (assigned.get_mut(column), taken.get_mut(suggestion.field)) else {
            continue;
        };
        if place.is_none() && !*taken {
            *place = Some(suggestion);
            *taken = true;
        }
    }
    assigned
}

struct Worded {
    letters: String,
    words: Vec<String>,
}

impl Worded {
    fn new(text: &str) -> Self {
        Self { letters: letters(text), words: words(text) }
    }
}

fn field_score(header: &Worded, field: &FieldWords) -> f64 {
    let own = std::iter::once(&field.name).chain(&field.labels).map(|word| (word, 1.0));
    let others = field.synonyms.iter().map(|word| (word, 0.97));
    own.chain(others)
        .map(|(word, weight)| similarity(header, &Worded::new(word)) * weight)
        .fold(0.0, f64::max)
}

#[expect(clippy::cast_precision_loss, reason = "lengths of a header are small numbers")]
fn similarity(header: &Worded, word: &Worded) -> f64 {
    if header.letters.is_empty() || word.letters.is_empty() {
        return 0.0;
    }
    if header.letters == word.letters {
        return 1.0;
    }
    let (short, long) =
        if header.letters.len() < word.letters.len() { (header, word) } else { (word, header) };
    let (short_chars, long_chars) = (short.letters.chars().count(), long.letters.chars().count());
    // 客户名称 holds 名称: the same thing with the object's name before it.
    let inside = long.letters.ends_with(&short.letters) || long.letters.starts_with(&short.letters);
    let contained =
        if inside && short_chars >= 2 { 0.6 + 0.3 * (short_chars as f64 / long_chars as f64) } else { 0.0 };
    let shared = short.words.iter().filter(|word| long.words.contains(word)).count();
    let all = short.words.len() + long.words.len() - shared;
    let overlap = if shared == 0 { 0.0 } else { 0.5 + 0.45 * (shared as f64 / all as f64) };
    // One or two Chinese characters in common say little, so short words have to be close.
    let alike = if long_chars < 4 { 0.0 } else { ratio(header.letters.chars(), word.letters.chars()) * 0.9 };
    contained.max(overlap).max(alike)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, labels: [&str; 2], synonyms: &[&str]) -> FieldWords {
        FieldWords {
            name: name.into(),
            labels: labels.map(Into::into).to_vec(),
            synonyms: synonyms.iter().map(|word| (*word).into()).collect(),
        }
    }

    fn fields() -> Vec<FieldWords> {
        vec![
            field("name", ["客户名称", "Account name"], &["account", "company", "公司"]),
            field("industry", ["行业", "Industry"], &["sector"]),
            field("annual_revenue", ["年营业额", "Annual revenue"], &["revenue", "turnover"]),
            field("employees", ["员工人数", "Employees"], &["headcount"]),
            field("parent", ["上级客户", "Parent account"], &["subsidiary of"]),
            field("close_date", ["预计成交日期", "Expected close date"], &["结单日期"]),
        ]
    }

    fn best(header: &str) -> Option<String> {
        let fields = fields();
        suggest_fields(header, &fields, 1)
            .first()
            .and_then(|found| fields.get(found.field))
            .map(|f| f.name.clone())
    }

    #[test]
    fn headers_find_their_fields_in_both_languages() {
        for (header, expected) in [
            ("account", "name"),
            ("Account Name", "name"),
            ("客户名称", "name"),
            ("名称", "name"),
            ("sector", "industry"),
            ("所属行业", "industry"),
            ("revenue", "annual_revenue"),
            ("AnnualRevenue", "annual_revenue"),
            ("年营业额（元）", "annual_revenue"),
            ("Employes", "employees"),
            ("subsidiary_of", "parent"),
            ("close date", "close_date"),
            ("ＣＬＯＳＥ＿ＤＡＴＥ", "close_date"),
        ] {
            assert_eq!(best(header).as_deref(), Some(expected), "{header}");
        }
        for nothing in ["", "   ", "xyz", "office_location", "备注"] {
            assert_eq!(best(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_field_is_assigned_once() {
        let assigned = assign_fields(&["account", "account name", "sector", "zzz"], &fields());
        let fields: Vec<_> = assigned.iter().map(|found| found.map(|found| found.field)).collect();
        assert_eq!(fields.iter().filter(|field| **field == Some(0)).count(), 1);
        assert_eq!(fields.get(1), Some(&Some(0)), "the label itself wins over a synonym");
        assert_eq!(fields.get(2), Some(&Some(1)));
        assert_eq!(fields.get(3), Some(&None));
    }
}
