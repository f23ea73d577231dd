//! A row of the file on its way to becoming a record: a body in the API's form, or the reasons why not.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;
use metadata::{FieldDef, FieldType, ReadContext};
use model::{FieldProblem, Locale};
use serde_json::{Map, Value as Json, json};
use sheets::{Cell, Row, RowFault};
use uuid::Uuid;

use super::choice;
use super::report::ImportProblem;
use super::resolve::{Lookups, Resolution};
use super::scan::text_at;
use super::target::{Part, Plan, Target, looked_up};
use super::value::{self, CellContext};
use crate::draft::{Body, Ready};

/// A link to a record of the same object, set in the second pass.
#[derive(Clone, Debug)]
pub(crate) enum Late {
    /// To the record with this title, which this file makes.
    Title(String),
    /// To a record that was there.
    Record(Json),
}

/// A row, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Intake {
    /// Its place among the rows that hold anything, from 0.
    pub(crate) place: u64,
    /// Its number as a spreadsheet counts.
    pub(crate) number: u64,
    pub(crate) body: Body,
    /// The body's values, as far as they are values of their fields: reading them costs an eighth of writing the row, and
    /// is done here so that the writer need not.
    pub(crate) ready: Ready,
    /// What its record is found by.
    pub(crate) key: Option<Json>,
    /// A title put together from other columns, for a new record.
    pub(crate) title: Option<String>,
    pub(crate) late: Vec<(String, Late)>,
    /// Links left empty by a person's decision.
    pub(crate) emptied: u64,
    pub(crate) problems: Vec<ImportProblem>,
}

/// Reads rows.
pub(crate) struct Intaker {
    pub(crate) plan: Arc<Plan>,
    pub(crate) lookups: Lookups,
    pub(crate) repeated: std::collections::HashSet<u64>,
    pub(crate) zone: TimeZone,
    pub(crate) locale: Locale,
    pub(crate) company: Arc<ReadContext>,
}

impl Intaker {
    /// Reads a row.
    pub(crate) fn read(&self, place: u64, row: &Row) -> Intake {
        let mut intake = Intake { place, number: row.number, ..Intake::default() };
        if let Some(fault) = &row.fault {
            intake.problems.push(self.row_problem(row, fault));
            return intake;
        }
        let mut currencies: BTreeMap<usize, String> = BTreeMap::new();
        for (at, target) in self.plan.targets.iter().enumerate() {
            let (Some(cell), Some(field)) = (row.cells.get(target.column), self.plan.field(target)) else {
                continue;
            };
            if cell.is_blank() {
                continue;
            }
            if target.part == Part::Currency {
                currencies.insert(target.field, cell.text().trim().to_uppercase());
            } else if let Err(fault) = self.cell(&mut intake, (at, target), field, cell) {
                intake.problems.push(self.problem(row.number, Some(&target.label), &fault));
            }
        }
        self.add_currencies(&mut intake, &currencies);
        intake.title = self.title(row);
        self.check_key(&mut intake, row);
        intake.ready = self.ready(&intake.body);
        intake
    }

    fn ready(&self, body: &Body) -> Ready {
        let read = |(name, json): (&String, &Json)| {
            let value = self.plan.object.field(name)?.read(json, &self.company).ok()?;
            Some((name.clone(), value))
        };
        body.iter().filter_map(read).collect()
    }

    fn cell(
        &self,
        intake: &mut Intake,
        (at, target): (usize, &Target),
        field: &FieldDef,
        cell: &Cell,
    ) -> Result<(), FieldProblem> {
        let name = field.name.as_str();
        match target.part {
            Part::Currency => {}
            Part::Address(part) => {
                let address = intake.body.entry(name).or_insert_with(|| Json::Object(Map::new()));
                if let Json::Object(parts) = address {
                    parts.insert(part.into(), json!(cell.text().trim()));
                }
            }
            Part::Id => {
                intake.body.insert(name.into(), linked(name, cell.text().trim())?);
            }
            Part::Whole if looked_up(field) => self.look_up(intake, (at, target), field, cell)?,
            Part::Whole if matches!(field.kind, FieldType::Id {} | FieldType::AutoNumber { .. }) => {
                intake.key = Some(json!(cell.text().trim()));
            }
            Part::Whole => {
                let context = CellContext { format: target.format, zone: &self.zone, company: &self.company };
                let value = value::read(cell, field, &context)?;
                let street = value.get("street").cloned();
                match (intake.body.get_mut(name), street) {
                    (Some(Json::Object(parts)), Some(street)) => drop(parts.insert("street".into(), street)),
                    _ => drop(intake.body.insert(name.into(), value)),
                }
            }
        }
        Ok(())
    }

    fn look_up(
        &self,
        intake: &mut Intake,
        (at, target): (usize, &Target),
        field: &FieldDef,
        cell: &Cell,
    ) -> Result<(), FieldProblem> {
        let name = field.name.as_str();
        if matches!(cell, Cell::Error(_)) {
            return Err(FieldProblem::new(name, "import_error_cell"));
        }
        let text = cell.text();
        let itself = self.plan.links_to_itself(target);
        let mut values = Vec::new();
        for part in choice::parts(field, text.trim()) {
            match self.lookups.get(at).and_then(|texts| texts.get(&part)) {
                Some(Resolution::To(value, _)) => values.push(value.clone()),
                Some(Resolution::InFile(title)) => {
                    intake.late.push((name.into(), Late::Title(title.clone())));
                }
                Some(Resolution::Empty) => intake.emptied += 1,
                Some(Resolution::Refused) => return Err(FieldProblem::new(name, "import_refused")),
                Some(Resolution::Unconfirmed) => return Err(FieldProblem::new(name, "import_unconfirmed")),
                Some(Resolution::Ambiguous(found)) => {
                    let count = found.len().to_string();
                    return Err(FieldProblem::new(name, "import_ambiguous").with("count", count));
                }
                Some(Resolution::Missing) | None => {
                    let code =
                        if field.kind.options().is_some() { "invalid_option" } else { "import_no_match" };
                    return Err(FieldProblem::new(name, code));
                }
            }
        }
        if matches!(field.kind, FieldType::MultiChoice { .. }) {
            if !values.is_empty() {
                intake.body.insert(name.into(), Json::Array(values));
            }
        } else if let Some(value) = values.pop() {
            if itself {
                intake.late.push((name.into(), Late::Record(value.clone())));
            }
            intake.body.insert(name.into(), value);
        }
        Ok(())
    }

    /// A column of currencies is the last word on the amounts beside it.
    fn add_currencies(&self, intake: &mut Intake, currencies: &BTreeMap<usize, String>) {
        for (place, currency) in currencies {
            let Some(field) = self.plan.object.fields.get(*place) else { continue };
            if let Some(Json::Object(parts)) = intake.body.get_mut(field.name.as_str()) {
                parts.insert("currency".into(), json!(currency));
            }
        }
    }

    fn title(&self, row: &Row) -> Option<String> {
        let mut parts: Vec<String> = Vec::new();
        for at in &self.plan.title {
            let Some(target) = self.plan.targets.get(*at) else { continue };
            let Some(text) = text_at(row, target.column) else { continue };
            parts.push(match self.lookups.get(*at).and_then(|texts| texts.get(&text)) {
                Some(Resolution::To(_, label)) if !label.is_empty() => label.clone(),
                Some(Resolution::Empty) => continue,
                _ => text,
            });
        }
        Some(parts.join(" · ")).filter(|title| !title.is_empty())
    }

    fn check_key(&self, intake: &mut Intake, row: &Row) {
        let Some((target, field)) = self.plan.key() else { return };
        if intake.key.is_none() {
            intake.key = intake.body.get(field.name.as_str()).cloned();
        }
        if intake.key.is_some() && self.repeated.contains(&intake.place) {
            let fault = FieldProblem::new(field.name.as_str(), "import_duplicate_key");
            intake.problems.push(self.problem(row.number, Some(&target.label), &fault));
        }
    }

    fn problem(&self, row: u64, column: Option<&str>, fault: &FieldProblem) -> ImportProblem {
        ImportProblem::new(row, column, fault, self.locale)
    }

    fn row_problem(&self, row: &Row, fault: &RowFault) -> ImportProblem {
        let problem = FieldProblem::new("", fault.code());
        let problem = match fault {
            RowFault::Columns { found, expected } => problem
                .with("row", row.number.to_string())
                .with("found", found.to_string())
                .with("expected", expected.to_string()),
            RowFault::CellTooLong { .. } => problem,
        };
        self.problem(row.number, None, &problem)
    }
}

/// A link by id: `ID`, or `OBJECT/ID` where the field links to one of several objects.
fn linked(field: &str, text: &str) -> Result<Json, FieldProblem> {
    let (object, id) = text.split_once('/').map_or((None, text), |(object, id)| (Some(object), id));
    let id = Uuid::parse_str(id).map_err(|_| FieldProblem::new(field, "invalid_id"))?;
    Ok(match object {
        Some(object) => json!({"id": id, "object": object}),
        None => json!({"id": id}),
    })
}
