//! The record a row is about, found by its key.

use metadata::{FieldDef, ObjectDef, Operator};
use model::{Column, Predicate, RecordId, Scalar};
use serde_json::Value as Json;
use store::Reader;
use tables::{ListQuery, Living};

use crate::plan::Reading;
use crate::{Error, row};

/// What a key finds.
pub(crate) enum Keyed {
    /// No record that may be seen.
    None,
    /// This one, with its owner.
    One(RecordId, Scalar),
    /// More than one: at least so many.
    Many(usize),
}

/// The living records that may be seen and whose field has that value.
pub(crate) fn by_key(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    field: &FieldDef,
    value: &Json,
) -> Result<Keyed, Error> {
    let permit = reading.permit(object, access::Action::View)?;
    let test = reading.condition(object, field, Operator::Eq, value);
    let test = test.map_err(|problem| model::Problem::invalid_fields(vec![problem]))?;
    let predicate = Predicate::all([permit.rows().clone(), test]);
    let columns = [Column::new("id"), Column::new("owner")];
    let query = ListQuery {
        object: &object.name,
        columns: &columns,
        predicate: &predicate,
        sort: &[],
        after: None,
        limit: 10,
        living: Living::Living,
    };
    let rows = reading.tables().list(reader, &query)?.rows;
    Ok(match rows.as_slice() {
        [] => Keyed::None,
        [cells] => Keyed::One(RecordId(row::id(cells, 0)?), cells.get(1).cloned().unwrap_or_default()),
        many => Keyed::Many(many.len()),
    })
}
