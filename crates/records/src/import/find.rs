//! The record a row is about, found by its key.

use metadata::{FieldDef, ObjectDef, Operator};
use model::{Column, Comparison, Predicate, RecordId, Scalar};
use serde_json::Value as Json;
use store::Reader;
use tables::{Holding, ListQuery, Living};

use crate::plan::Reading;
use crate::{Error, row};

/// Rows that one key may find: more are no more ambiguous.
const MOST: u32 = 10;

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
    let columns = [Column::new("id"), Column::new("owner")];
    let rows = match &test {
        Predicate::Compare { column, comparison: Comparison::Equal, value } => {
            let (object, predicate) = (&object.name, permit.rows());
            let holding = Holding { object, columns: &columns, column, predicate, limit: MOST };
            reading.tables().rows_holding(reader, &holding, value)?
        }
        // An amount with its currency, the instants of a day.
        test => {
            let predicate = Predicate::all([permit.rows().clone(), test.clone()]);
            let query = ListQuery {
                object: &object.name,
                columns: &columns,
                predicate: &predicate,
                sort: &[],
                after: None,
                limit: MOST,
                living: Living::Living,
            };
            reading.tables().list(reader, &query)?.rows
        }
    };
    Ok(match rows.as_slice() {
        [] => Keyed::None,
        [cells] => Keyed::One(RecordId(row::id(cells, 0)?), cells.get(1).cloned().unwrap_or_default()),
        many => Keyed::Many(many.len()),
    })
}
