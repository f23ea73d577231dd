//! Writing rows within one transaction, by the same pipeline as any other change: first as if none were refused, and when
//! one is, the whole turn again, each row in a savepoint of its own. A savepoint a row costs as much as the row: SQLite's
//! full-text index writes out what it gathered at each.

use std::time::{Duration, Instant};

use model::{FieldProblem, Kind, Problem, RecordId, Scalar};
use serde_json::{Value as Json, json};
use store::Writer;

use super::find::{self, Keyed};
use super::intake::{Intake, Late};
use super::link;
use super::mapping::ImportMode;
use super::report::ImportProblem;
use super::target::Plan;
use crate::Error;
use crate::draft::{Body, Given, Ready};
use crate::plan::Reading;
use crate::write::{Expected, Source, create_in, update_in};

/// How long one transaction may take when others wait for their turn, and when nobody does: fewer commits and fewer
/// small pieces of the search index then. It has at least one row.
const TURN: Duration = Duration::from_millis(40);
const LONG_TURN: Duration = Duration::from_secs(1);

/// How the rows of a turn are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// The first refusal ends the turn.
    Together,
    /// A refusal undoes that row only.
    EachAlone,
}

/// What became of a row.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Created,
    Updated,
    Unchanged,
    Rejected(Vec<ImportProblem>),
}

/// Writes rows until the turn is over; the outcomes of those that were written.
pub(crate) fn write(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    plan: &Plan,
    rows: &[Intake],
    second: bool,
    way: Way,
) -> Result<Vec<Outcome>, Error> {
    let began = Instant::now();
    let mut outcomes = Vec::with_capacity(rows.len());
    for intake in rows {
        let took = began.elapsed();
        let over = took > LONG_TURN || (took > TURN && reading.inner.db.counters().queued > 0);
        if over && !outcomes.is_empty() {
            break;
        }
        let outcome = if !intake.problems.is_empty() {
            if second { Outcome::Unchanged } else { Outcome::Rejected(intake.problems.clone()) }
        } else if way == Way::Together {
            one(writer, reading, plan, intake, second)?
        } else {
            alone(writer, reading, plan, intake, second)?
        };
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// One row: a refusal undoes that row only; a failure of ours ends the whole transaction.
fn alone(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    plan: &Plan,
    intake: &Intake,
    second: bool,
) -> Result<Outcome, Error> {
    match writer.savepoint(|writer| one(writer, reading, plan, intake, second)) {
        Err(error) if is_refusal(&error) => {
            Ok(Outcome::Rejected(problems_of(reading, plan, intake, &error.problem())))
        }
        written => written,
    }
}

/// Whether it is the row that can't be taken, and not we who failed.
pub(crate) fn is_refusal(error: &Error) -> bool {
    !matches!(error.problem().kind, Kind::Internal | Kind::Unavailable)
}

fn one(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    plan: &Plan,
    intake: &Intake,
    second: bool,
) -> Result<Outcome, Error> {
    match second {
        false => row(writer, reading, plan, intake),
        true if intake.late.is_empty() => Ok(Outcome::Unchanged),
        true => late(writer, reading, plan, intake),
    }
}

fn row(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    plan: &Plan,
    intake: &Intake,
) -> Result<Outcome, Error> {
    let found = match plan.mode {
        ImportMode::Create => Keyed::None,
        ImportMode::Update | ImportMode::Upsert => by_key(writer, reading, plan, intake)?,
    };
    match found {
        Keyed::Many(count) => Err(ambiguous(plan, count).into()),
        Keyed::One(id, owner) => {
            let body = without_owner(&intake.body, &owner);
            changed(writer, reading, plan, id, &given(&body, Some(&intake.ready)))
        }
        Keyed::None if plan.mode == ImportMode::Update => Err(key_problem(plan, "import_no_match").into()),
        Keyed::None => {
            let mut body = intake.body.clone();
            if let (Some(title), false) = (&intake.title, plan.title.is_empty()) {
                body.insert(plan.object.title_field.as_str().into(), json!(title));
            }
            create_in(writer, reading, &plan.object, &given(&body, Some(&intake.ready)))?;
            Ok(Outcome::Created)
        }
    }
}

fn by_key(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    plan: &Plan,
    intake: &Intake,
) -> Result<Keyed, Error> {
    match (plan.key(), &intake.key) {
        (Some((_, field)), Some(value)) => find::by_key(writer, reading, &plan.object, field, value),
        (Some((_, field)), None) if plan.mode == ImportMode::Update => {
            Err(Problem::invalid_field(field.name.as_str(), "required").into())
        }
        _ => Ok(Keyed::None),
    }
}

fn changed(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    plan: &Plan,
    id: RecordId,
    given: &Given<'_>,
) -> Result<Outcome, Error> {
    if given.body.is_empty() {
        return Ok(Outcome::Unchanged);
    }
    let written = update_in(writer, reading, &plan.object, id, Expected::Any, given)?;
    Ok(if written.changed { Outcome::Updated } else { Outcome::Unchanged })
}

fn given<'a>(body: &'a Body, ready: Option<&'a Ready>) -> Given<'a> {
    Given { body, ready, source: Source::Import }
}

/// Naming the owner a record has already asks for no right to hand it over.
fn without_owner(body: &Body, owner: &Scalar) -> Body {
    let mut body = body.clone();
    let named = body.get("owner").and_then(|owner| owner.get("id").unwrap_or(owner).as_str());
    if let (Some(named), Scalar::Id(owner)) = (named, owner)
        && named == owner.to_string()
    {
        body.remove("owner");
    }
    body
}

/// The second pass: the links to records of the same file.
fn late(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    plan: &Plan,
    intake: &Intake,
) -> Result<Outcome, Error> {
    let Some(id) = own(writer, reading, plan, intake)? else { return Ok(Outcome::Unchanged) };
    let mut body = Body::new();
    for (name, late) in &intake.late {
        let value = match late {
            Late::Record(value) => value.clone(),
            Late::Title(title) => titled(writer, reading, plan, name, title)?,
        };
        body.insert(name.clone(), value);
    }
    changed(writer, reading, plan, id, &given(&body, None))
}

/// The record the row became in the first pass; none if it was rejected there.
fn own(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    plan: &Plan,
    intake: &Intake,
) -> Result<Option<RecordId>, Error> {
    let title = plan.object.field(plan.object.title_field.as_str());
    let named = title.and_then(|title| Some((title, intake.body.get(title.name.as_str())?)));
    let key = plan.key().and_then(|(_, field)| Some((field, intake.key.as_ref()?))).or(named);
    let Some((field, value)) = key else { return Ok(None) };
    match find::by_key(writer, reading, &plan.object, field, value)? {
        Keyed::None => Ok(None),
        Keyed::One(id, _) => Ok(Some(id)),
        Keyed::Many(count) => Err(ambiguous(plan, count).into()),
    }
}

fn titled(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    plan: &Plan,
    field: &str,
    title: &str,
) -> Result<Json, Error> {
    let by = plan.object.title_field.as_str();
    let found = link::find(writer, reading, &plan.object, by, &[title])?.remove(title).unwrap_or_default();
    match found.as_slice() {
        [record] => Ok(json!({"id": record.id})),
        [] => Err(Problem::invalid_field(field, "import_no_match").into()),
        many => {
            let fault = FieldProblem::new(field, "import_ambiguous").with("count", many.len().to_string());
            Err(Problem::invalid_fields(vec![fault]).into())
        }
    }
}

fn ambiguous(plan: &Plan, count: usize) -> Problem {
    let mut problem = key_problem(plan, "import_ambiguous");
    for fault in &mut problem.fields {
        fault.params.push(("count", count.to_string().into()));
    }
    problem
}

fn key_problem(plan: &Plan, code: &'static str) -> Problem {
    let field = plan.key().map_or_else(|| plan.object.title_field.clone(), |(_, field)| field.name.clone());
    Problem::invalid_field(field.as_str(), code)
}

fn problems_of(reading: &Reading<'_>, plan: &Plan, intake: &Intake, problem: &Problem) -> Vec<ImportProblem> {
    let locale = reading.caller.locale;
    let of = |fault: &FieldProblem| {
        let column = plan.column_of(&fault.field).or(Some(fault.field.as_str()));
        ImportProblem::new(intake.number, column, fault, locale)
    };
    if problem.fields.is_empty() {
        let fault = FieldProblem { field: String::new(), code: problem.code, params: problem.params.clone() };
        return vec![ImportProblem::new(intake.number, None, &fault, locale)];
    }
    problem.fields.iter().map(of).collect()
}
