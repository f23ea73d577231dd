//! Which field each column seems to mean.

use metadata::{FieldDef, FieldType, ObjectDef};
use sheets::{FieldWords, assign_fields, letters};

use super::address_part::PARTS;
use super::report::REASON;

/// A field, or a part of one, with how sure it is.
pub(crate) type Suggested = Option<(String, f64)>;

/// What the headers seem to mean, going by the fields that may be written.
pub(crate) fn suggest(
    object: &ObjectDef,
    headers: &[String],
    writes: &dyn Fn(&FieldDef) -> bool,
) -> Vec<Suggested> {
    let fields: Vec<&FieldDef> =
        object.importable_fields().into_iter().filter(|field| writes(field)).collect();
    let mut found: Vec<Suggested> = headers.iter().map(|header| exact_part(&fields, header)).collect();
    let taken: Vec<String> = found
        .iter()
        .flatten()
        .filter_map(|(name, _)| name.split_once('.').filter(|(_, part)| *part == "id"))
        .map(|(field, _)| field.to_owned())
        .collect();
    let open: Vec<usize> = headers
        .iter()
        .enumerate()
        .filter(|(at, header)| found.get(*at).is_some_and(Option::is_none) && !set_aside(header))
        .map(|(at, _)| at)
        .collect();
    let names: Vec<&str> = open.iter().filter_map(|at| headers.get(*at)).map(String::as_str).collect();
    let words: Vec<FieldWords> = fields.iter().map(|field| words_of(field)).collect();
    for (at, assigned) in open.into_iter().zip(assign_fields(&names, &words)) {
        let field = assigned.and_then(|assigned| Some((fields.get(assigned.field)?, assigned.score)));
        // An exported file has a link's id beside its text; the id is the surer of the two.
        let field = field.filter(|(field, _)| !taken.iter().any(|name| field.name == **name));
        if let (Some(slot), Some((field, score))) = (found.get_mut(at), field) {
            *slot = Some((field.name.as_str().into(), score));
        }
    }
    found
}

fn words_of(field: &FieldDef) -> FieldWords {
    FieldWords {
        name: field.name.as_str().into(),
        labels: vec![field.label.zh.clone(), field.label.en.clone()],
        synonyms: field.synonyms.clone(),
    }
}

/// A header that is exactly a part of a field: `amount.currency`, `account.id`, `address.city`, or the record's own `id`.
fn exact_part(fields: &[&FieldDef], header: &str) -> Suggested {
    if header == "id" {
        return Some(("id".into(), 1.0));
    }
    if let Some((name, part)) = header.split_once('.') {
        let field = fields.iter().find(|field| field.name == *name)?;
        return super::target::part_of(field, part).map(|_| (header.to_owned(), 1.0));
    }
    if let Some(amount) = fields.iter().find(|field| is_currency_of(field, header)) {
        return Some((format!("{}.currency", amount.name), 1.0));
    }
    let mut addresses = fields.iter().filter(|field| matches!(field.kind, FieldType::Address {}));
    let (Some(address), None) = (addresses.next(), addresses.next()) else { return None };
    let own = |field: &&&FieldDef| words_all(field).any(|word| letters(word) == letters(header));
    if fields.iter().any(|field| own(&field)) {
        return None;
    }
    let wanted = letters(header);
    let part = PARTS.iter().find(|(key, zh, en)| [key, zh, en].iter().any(|word| letters(word) == wanted));
    part.map(|(key, _, _)| (format!("{}.{key}", address.name), 0.9))
}

/// A header such as `合同金额（币种）` or `Amount (currency)`, which an export writes beside an amount.
fn is_currency_of(field: &FieldDef, header: &str) -> bool {
    let header = letters(header);
    matches!(field.kind, FieldType::Money { .. })
        && CURRENCY
            .iter()
            .filter_map(|word| header.strip_suffix(word))
            .any(|name| words_all(field).any(|word| letters(word) == name))
}

/// The word for a currency, as [`letters`] has it.
const CURRENCY: [&str; 2] = ["币种", "currency"];

/// The unit that a header says its numbers are in, as a word of a [`super::format::CellFormat`]: `年营业额(万元)`,
/// `Revenue (in millions)`. Only in brackets, or as the last Chinese sign: a `万` elsewhere is part of a name.
pub(crate) fn unit_of(header: &str) -> Option<&'static str> {
    let header = header.replace('（', "(").replace('）', ")").replace('：', ":").to_lowercase();
    let bracketed = header.rsplit_once(['(', '[', '【']).and_then(|(_, rest)| {
        let inner = rest.trim().strip_suffix([')', ']', '】'])?;
        let inner = inner.trim().trim_start_matches("单位").trim_start_matches([':', ' ']);
        Some(inner.trim_start_matches("in ").to_owned())
    });
    let word = bracketed.unwrap_or_else(|| {
        let chinese = |c: char| matches!(c, '百' | '千' | '万' | '亿' | '元');
        header
            .trim()
            .chars()
            .rev()
            .take_while(|c| chinese(*c))
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect()
    });
    let word = word.trim();
    let word = ["人民币", "美元", "usd", "cny", "rmb", "元", "$", "¥"].iter().fold(word, |word, money| {
        word.strip_suffix(money).or_else(|| word.strip_prefix(money)).unwrap_or(word).trim()
    });
    match word {
        "千" | "thousand" | "thousands" | "k" | "'000" | "000s" => Some("thousands"),
        "万" => Some("ten_thousands"),
        "百万" | "million" | "millions" | "m" | "mn" => Some("millions"),
        "亿" => Some("hundred_millions"),
        _ => None,
    }
}

fn words_all(field: &FieldDef) -> impl Iterator<Item = &str> {
    let own = [field.name.as_str(), field.label.zh.as_str(), field.label.en.as_str()];
    own.into_iter().chain(field.synonyms.iter().map(String::as_str))
}

/// The column of reasons in a file of rejected rows.
fn set_aside(header: &str) -> bool {
    REASON.contains(&header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_its_unit_in_brackets_or_at_its_end() {
        for (header, unit) in [
            ("年营业额(万元)", Some("ten_thousands")),
            ("年营业额（单位：万元）", Some("ten_thousands")),
            ("年营业额万元", Some("ten_thousands")),
            ("合同金额【亿】", Some("hundred_millions")),
            ("Revenue (in millions)", Some("millions")),
            ("Revenue [USD millions]", Some("millions")),
            ("Amount ('000)", Some("thousands")),
            ("金额（元）", None),
            ("万科项目", None),
            ("千人规模", None),
            ("Amount (USD)", None),
            ("员工（人）", None),
            ("", None),
        ] {
            assert_eq!(unit_of(header), unit, "{header}");
        }
    }
}
