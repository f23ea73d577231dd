//! Counting and summing by a field: boards and their column totals.

use std::collections::BTreeMap;
use std::sync::Arc;

use access::Action;
use audit::Action as Act;
use metadata::{FieldDef, FieldType, Storage};
use model::{FieldProblem, Money, Predicate, Problem, Scalar};
use rust_decimal::Decimal;
use serde::Serialize;
use tables::Sum;

use crate::plan::filter;
use crate::service::seen;
use crate::{Caller, Error, Records};

/// What is counted and summed by what.
#[derive(Clone, Debug, Default)]
pub struct GroupRequest {
    /// The field to group by.
    pub by: String,
    /// A money field to sum, if any.
    pub sum: Option<String>,
    /// The filter tree as JSON text.
    pub filter: Option<String>,
}

/// One group.
#[derive(Debug, Serialize)]
pub struct Group {
    /// The field's value in the API's form; null where it is empty.
    pub key: serde_json::Value,
    /// How many records.
    pub count: u64,
    /// By summed field: one sum a currency.
    pub sums: BTreeMap<String, Vec<Money>>,
}

impl Records {
    /// Counts (and sums) the records the caller may see, by a field the caller may read.
    ///
    /// # Errors
    /// `field_not_readable` for a field that is masked, hidden, unknown or can't be grouped by.
    pub async fn groups(
        &self,
        caller: &Caller,
        object: &str,
        request: &GroupRequest,
    ) -> Result<Vec<Group>, Error> {
        let groups = self.grouped(caller, object, request).await;
        self.inner.log_refusal(caller, (Act::List, object), groups).await
    }

    async fn grouped(
        &self,
        caller: &Caller,
        object: &str,
        request: &GroupRequest,
    ) -> Result<Vec<Group>, Error> {
        let world = self.world();
        let object = world.object(object)?;
        let reading = self.inner.reading(caller, &world);
        let permit = reading.permit(&object, Action::View)?;
        let by = filter::readable_field(&object, &permit, &request.by).filter(|field| field.groupable());
        let by = by.ok_or_else(|| filter::not_readable("by"))?;
        let sum = match &request.sum {
            None => None,
            Some(name) => {
                let field = filter::readable_field(&object, &permit, name)
                    .filter(|field| matches!(field.kind, FieldType::Money { .. }) && !field.sealed());
                Some(field.ok_or_else(|| filter::not_readable("sum"))?)
            }
        };
        let mut conditions = vec![permit.rows().clone()];
        if let Some(text) = &request.filter {
            conditions.push(filter::parse(text, &object, &permit, &reading)?);
        }
        let predicate = Predicate::all(conditions);
        let event = self.inner.event(caller, Act::List).on(Some(object.name.clone()), None);
        let event = event.with("grouped_by", by.name.as_str());
        let column = by.column();
        let sums: Vec<Sum> = sum
            .iter()
            .map(|field| Sum { amount: field.column(), currency: Some(field.currency_column()) })
            .collect();
        let (asked, name) = (Arc::clone(&world), object.name.clone());
        let rows = self
            .inner
            .db
            .read(move |reader| {
                Ok::<_, Error>(asked.tables.groups(reader, &name, &column, &sums, &predicate)?)
            })
            .await?;
        if rows.len() > tables::MAX_GROUPS {
            let fault = FieldProblem::new("by", "too_many_items").with("max", tables::MAX_GROUPS.to_string());
            return Err(Problem::invalid_fields(vec![fault]).into());
        }
        let groups = rows.iter().map(|row| group(row, by, sum)).collect::<Result<_, _>>()?;
        self.inner.saw(seen(event, &[])).await?;
        Ok(groups)
    }
}

fn group(row: &tables::Group, by: &FieldDef, sum: Option<&FieldDef>) -> Result<Group, Error> {
    let key = by.load(&mut [row.key.clone()]).map_err(Error::internal)?;
    let mut sums = BTreeMap::new();
    if let (Some(field), Some(totals)) = (sum, row.sums.first()) {
        let scale = match field.storage() {
            Storage::Decimal { scale } => u32::from(scale),
            _ => 0,
        };
        let mut amounts = Vec::with_capacity(totals.len());
        for (currency, total) in totals {
            let Scalar::Text(code) = currency else { continue };
            let amount = Decimal::try_from_i128_with_scale(*total, scale).map_err(Error::internal)?;
            amounts.push(Money { amount, currency: code.parse().map_err(Error::internal)? });
        }
        sums.insert(field.name.as_str().into(), amounts);
    }
    Ok(Group { key: by.write(&key), count: row.count, sums })
}
