//! Texts that name records: by title, external id or number, among the records that whoever imports may see.

use std::collections::HashMap;

use metadata::{FieldDef, ObjectDef, Operator};
use model::{Column, Predicate, Scalar};
use serde_json::Value as Json;
use store::Reader;
use tables::{ListQuery, Living};
use uuid::Uuid;

use crate::plan::Reading;
use crate::{Error, row};

/// Texts asked for in one statement.
const TEXTS: usize = 500;
/// Records that one statement may answer: several may have the same title.
const ANSWERS: u32 = 5_000;
/// Records among which a similar name is looked for.
pub(crate) const MOST_NAMES: u32 = 20_000;

/// A record found by a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FoundRecord {
    pub(crate) object: String,
    pub(crate) id: Uuid,
    pub(crate) label: String,
}

/// The records whose field holds one of the texts, by text.
pub(crate) fn find(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    by: &str,
    texts: &[&str],
) -> Result<HashMap<String, Vec<FoundRecord>>, Error> {
    let mut found: HashMap<String, Vec<FoundRecord>> = HashMap::new();
    let Some(permit) = reading.view_permit(object) else { return Ok(found) };
    let Some(field) = object.field(by).filter(|field| permit.fields().readable(field.name.as_str())) else {
        return Ok(found);
    };
    if field.sealed() {
        for text in texts {
            let Ok(test) = reading.condition(object, field, Operator::Eq, &Json::from(*text)) else {
                continue;
            };
            let predicate = Predicate::all([permit.rows().clone(), test]);
            let list = listed(reader, reading, object, &predicate, None, 10)?;
            let records = list.into_iter().map(|(_, record)| record);
            found.insert((*text).to_owned(), records.collect());
        }
        return Ok(found);
    }
    for part in texts.chunks(TEXTS) {
        let mut asked: HashMap<Scalar, Vec<&str>> = HashMap::new();
        for text in part {
            if let Some(scalar) = scalar_of(reading, field, text) {
                asked.entry(scalar).or_default().push(text);
            }
        }
        let values: Vec<Scalar> = asked.keys().cloned().collect();
        let among = Predicate::In { column: field.column(), values };
        let predicate = Predicate::all([permit.rows().clone(), among]);
        for (scalar, record) in listed(reader, reading, object, &predicate, Some(field), ANSWERS)? {
            for text in asked.get(&scalar).into_iter().flatten() {
                found.entry((*text).to_owned()).or_default().push(record.clone());
            }
        }
    }
    Ok(found)
}

/// The titles of the newest records that may be seen, for whoever looks for a similar name.
pub(crate) fn names(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
) -> Result<Vec<FoundRecord>, Error> {
    let Some(permit) = reading.view_permit(object) else { return Ok(Vec::new()) };
    let list = listed(reader, reading, object, permit.rows(), None, MOST_NAMES)?;
    Ok(list.into_iter().map(|(_, record)| record).filter(|record| !record.label.is_empty()).collect())
}

/// The value a text stands for in the field's own canonical form.
fn scalar_of(reading: &Reading<'_>, field: &FieldDef, text: &str) -> Option<Scalar> {
    let json = Json::from(text);
    let value = match field.kind {
        // A number the system gives is never written by people, and so never read as their value.
        metadata::FieldType::AutoNumber { .. } => model::Value::Text(text.to_owned()),
        _ => field.read(&json, &reading.company).ok()?,
    };
    field.store(&value).ok()?.into_iter().next().filter(|scalar| !scalar.is_null())
}

/// Rows under the predicate: the value of the field asked for, and the record with its title.
fn listed(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    predicate: &Predicate,
    by: Option<&FieldDef>,
    limit: u32,
) -> Result<Vec<(Scalar, FoundRecord)>, Error> {
    let readable = reading.view_permit(object).and_then(|permit| {
        let title = object.field(object.title_field.as_str())?;
        (permit.fields().readable(title.name.as_str()) && !title.sealed()).then_some(title)
    });
    let mut columns = vec![Column::new("id")];
    columns.extend(readable.map(FieldDef::column));
    columns.extend(by.map(FieldDef::column));
    let query = ListQuery {
        object: &object.name,
        columns: &columns,
        predicate,
        sort: &[],
        after: None,
        limit,
        living: Living::Living,
    };
    let page = reading.tables().list(reader, &query)?;
    let mut found = Vec::with_capacity(page.rows.len());
    for mut cells in page.rows {
        let label = match readable {
            Some(title) => {
                let value = title.load(cells.get_mut(1..2).unwrap_or_default()).map_err(Error::internal)?;
                title.display(&value, reading.caller.locale)
            }
            None => String::new(),
        };
        let record = FoundRecord { object: object.name.as_str().into(), id: row::id(&cells, 0)?, label };
        found.push((cells.last().cloned().unwrap_or_default(), record));
    }
    Ok(found)
}
