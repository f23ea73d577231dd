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

fn words_all(field: &FieldDef) -> impl Iterator<Item = &str> {
    let own = [field.name.as_str(), field.label.zh.as_str(), field.label.en.as_str()];
    own.into_iter().chain(field.synonyms.iter().map(String::as_str))
}

/// The column of reasons in a file of rejected rows.
fn set_aside(header: &str) -> bool {
    REASON.contains(&header)
}
