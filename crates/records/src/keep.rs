//! Storing an image: seal what must be sealed, blind-index it, write its search entries and its history.

use metadata::{FieldDef, Searched};
use model::{Column, Scalar, Value};
use store::Writer;
use store::system::history::{self, HistoryRow};
use store::system::search::{self, SearchEntry};

use crate::Error;
use crate::draft::Image;
use crate::plan::Reading;
use crate::search::domain;
use crate::subject::Keys;

/// The columns of the fields at those places with what is stored in them.
pub(crate) fn stored(
    reading: &Reading<'_>,
    keys: &Keys,
    image: &Image,
    places: &[usize],
) -> Result<Vec<(Column, Scalar)>, Error> {
    let mut columns = Vec::with_capacity(places.len() + 4);
    for place in places {
        let Some(field) = image.field(*place) else { continue };
        let value = image.at(*place);
        if field.sealed() {
            columns.push((field.column(), keys.seal(reading.inner, &image.object, field, image.id, value)?));
            columns.extend(blinds(reading, image, field, value));
        } else {
            let scalars = field.store(value).map_err(Error::internal)?;
            columns.extend(field.columns().into_iter().map(|stored| stored.column).zip(scalars));
        }
    }
    Ok(columns)
}

/// A sealed field's blind indexes: all of its columns but the first.
fn blinds(reading: &Reading<'_>, image: &Image, field: &FieldDef, value: &Value) -> Vec<(Column, Scalar)> {
    let terms = field.blind_terms(value);
    let blind = |column: Column| {
        let term = terms.iter().find(|term| term.column == column);
        let scalar = term.map(|term| {
            let domain = domain(term.domain, image.object.name.as_str(), field.name.as_str());
            Scalar::Bytes(reading.vault.blind(domain, &term.text).to_vec())
        });
        (column, scalar.unwrap_or_default())
    };
    field.columns().into_iter().skip(1).map(|stored| blind(stored.column)).collect()
}

/// Renews the search entries of the fields at those places.
pub(crate) fn index(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    image: &Image,
    places: &[usize],
) -> Result<(), Error> {
    let searched = places.iter().filter_map(|place| Some((image.field(*place)?, image.at(*place))));
    let entries: Vec<SearchEntry> = searched
        .filter(|(field, _)| field.searched != Searched::No)
        .map(|(field, value)| SearchEntry {
            object: image.object.name.as_str().into(),
            record_id: image.id,
            field: field.name.as_str().into(),
            grams: grams(reading, image, field, value),
        })
        .collect();
    Ok(search::search_put(writer, &entries)?)
}

/// What search finds a value by: grams of its text; keyed tokens of a sealed one; nothing for no value.
fn grams(reading: &Reading<'_>, image: &Image, field: &FieldDef, value: &Value) -> String {
    if value.is_null() {
        return String::new();
    }
    let object = &image.object.name;
    if field.sealed() {
        let terms = field.blind_terms(value);
        let tokens: Vec<String> = terms
            .iter()
            .map(|term| {
                reading
                    .vault
                    .search_token(domain(term.domain, object.as_str(), field.name.as_str()), &term.text)
            })
            .collect();
        return tables::search::token_entry(object, tokens.iter().map(String::as_str));
    }
    let text = field.search_text(value);
    tables::search::entry(object, &text, field.searched == Searched::Name)
}

/// Writes what changed into the record's history, sealed like its most sensitive field.
pub(crate) fn remember(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    keys: &Keys,
    action: &str,
    before: Option<&Image>,
    image: &Image,
    places: &[usize],
) -> Result<(), Error> {
    let change = |place: &usize| {
        let field = image.field(*place).filter(|field| crate::history::tells(field))?;
        let from = before.map_or(serde_json::Value::Null, |before| field.write(before.at(*place)));
        Some(Change { field: field.name.as_str().into(), from, to: field.write(image.at(*place)) })
    };
    let changes: Vec<Change> = places.iter().filter_map(change).collect();
    let plain = serde_json::to_vec(&changes).map_err(Error::internal)?;
    let aad = vault::HistoryAad {
        object: image.object.name.as_str(),
        record: image.id,
        version: u64::try_from(image.version).map_err(Error::internal)?,
    };
    let row = HistoryRow {
        object: image.object.name.as_str().into(),
        record_id: image.id,
        version: image.version,
        at: reading.now,
        actor_id: Some(reading.caller.principal.id().0),
        actor_name: reading.caller.principal.name().into(),
        action: action.into(),
        changes: reading.vault.seal_history(keys.subject(image.id)?, &aad, &plain)?,
    };
    history::history_append(writer, &[row])?;
    Ok(())
}

/// One field's change in a record's history, in the API's form.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct Change {
    pub(crate) field: String,
    pub(crate) from: serde_json::Value,
    pub(crate) to: serde_json::Value,
}
