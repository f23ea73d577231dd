//! Roll-ups: counts and sums over the records that link here, worked out when read, over exactly the rows
//! the reader may see. A total can therefore never tell of a record the reader may not.

use std::collections::HashMap;

use access::Permit;
use metadata::{FieldDef, FieldType, ObjectDef, RollupFunction, Storage};
use model::{Money, Scalar, Value};
use rust_decimal::Decimal;
use store::Reader;
use tables::{Aggregate, Rollup};
use uuid::Uuid;

use crate::Error;
use crate::plan::{Loaded, Reading};

/// The roll-ups of a page, by field and record: one query a roll-up field.
pub(crate) fn of_page(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    loaded: &[Loaded],
    ids: &[Uuid],
) -> Result<HashMap<(usize, Uuid), Value>, Error> {
    let mut values = HashMap::new();
    for field in loaded {
        let definition = object.fields.get(field.index).map(|definition| &definition.kind);
        let Some(FieldType::Rollup { object: other, via, function, field: summed }) = definition else {
            continue;
        };
        let Some(other) = reading.metadata().object(other.as_str()) else { continue };
        let Some(permit) = reading.view_permit(other) else { continue };
        let readable = |name: &str| crate::plan::filter::readable_field(other, &permit, name);
        let Some(via) = readable(via.as_str()) else { continue };
        let summed = match summed {
            None => None,
            Some(name) => match readable(name.as_str()).filter(|field| !field.sealed()) {
                Some(field) => Some(field),
                None => continue,
            },
        };
        for (id, found) in aggregates(reader, reading, object, other, &permit, via, summed, ids)? {
            if let Some(value) = rolled(*function, summed, &found) {
                values.insert((field.index, id), value);
            }
        }
        if *function == RollupFunction::Count {
            for id in ids {
                values.entry((field.index, *id)).or_insert(Value::Int(0));
            }
        }
    }
    Ok(values)
}

#[expect(clippy::too_many_arguments, reason = "the parts of one query, each used once")]
fn aggregates(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    other: &ObjectDef,
    permit: &Permit,
    via: &FieldDef,
    summed: Option<&FieldDef>,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Aggregate>>, Error> {
    let column = summed.map(FieldDef::column);
    let currency =
        summed.filter(|field| matches!(field.kind, FieldType::Money { .. })).map(FieldDef::currency_column);
    let (via_column, kind_column) = (via.column(), via.object_column());
    let rollup = Rollup {
        object: &other.name,
        via: &via_column,
        kind: via.links_to_many().then_some((&kind_column, &object.name)),
        column: column.as_ref(),
        currency: currency.as_ref(),
        predicate: permit.rows(),
    };
    Ok(reading.tables().aggregate(reader, &rollup, ids)?)
}

/// The value of one record's roll-up. Amounts in several currencies have no one sum, and show none.
fn rolled(function: RollupFunction, summed: Option<&FieldDef>, found: &[Aggregate]) -> Option<Value> {
    if function == RollupFunction::Count {
        let count: u64 = found.iter().map(|aggregate| aggregate.count).sum();
        return i64::try_from(count).ok().map(Value::Int);
    }
    let summed = summed?;
    let with_values: Vec<&Aggregate> =
        found.iter().filter(|aggregate| aggregate.sum.is_some() || !aggregate.min.is_null()).collect();
    let [aggregate] = with_values.as_slice() else { return None };
    let scalar = match function {
        RollupFunction::Min => aggregate.min.clone(),
        RollupFunction::Max => aggregate.max.clone(),
        _ => Scalar::Int(i64::try_from(aggregate.sum?).ok()?),
    };
    match (summed.storage(), scalar) {
        (Storage::Decimal { scale }, Scalar::Int(scaled)) => {
            let amount = Decimal::new(scaled, u32::from(scale));
            match &aggregate.currency {
                Scalar::Text(code) => Some(Value::Money(Money { amount, currency: code.parse().ok()? })),
                _ => Some(Value::Decimal(amount)),
            }
        }
        (_, scalar) => summed.load(&mut [scalar]).ok(),
    }
}
