//! Formulas: small expressions over the other fields of the same record, worked out when the record is read.
//!
//! A formula is checked when it is written: its fields, its types and its size. Working it out never fails;
//! what has no answer (an empty input, a division by zero, an overflow) is empty.
//! Not here: loops, other records, the clock (today is handed in), or the database.
//!
//! ```text
//! round(amount * probability / 100, 2)
//! if(is_empty(closed_on), days_between(engaged_on, today()), 0)
//! concat(upper(code), " · ", coalesce(series, "—"))
//! ```

mod ast;
mod evaluate;
mod functions;
mod lexer;
mod parser;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::{civil::Date, tz::TimeZone};
use model::{Currency, FieldName, FieldProblem, Value};

use crate::{FieldDef, FieldType, FormulaResult, ObjectDef};
use ast::{Node, Type};

/// The most characters of an expression.
pub const MAX_FORMULA_CHARS: usize = 1_000;
const MAX_DEPTH: usize = 32;
const MAX_NODES: usize = 200;
const MAX_RESULT_CHARS: usize = 4_000;

/// A checked formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    root: Node,
    result: FormulaResult,
    inputs: BTreeSet<FieldName>,
}

/// Why an expression is no formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at character {position}")]
pub struct FormulaFault {
    /// Where, counted in characters from 1.
    pub position: usize,
    /// What.
    pub kind: FormulaFaultKind,
}

/// What is wrong with an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormulaFaultKind {
    /// Too many characters, too many parts, or nested too deep.
    #[error("too large")]
    TooLarge,
    /// A character or a word that can't stand there.
    #[error("unexpected")]
    Unexpected,
    /// No such field, or one that formulas can't use.
    #[error("unknown field")]
    UnknownField,
    /// No such function.
    #[error("unknown function")]
    UnknownFunction,
    /// Not as many arguments as the function takes.
    #[error("wrong number of arguments")]
    Arguments,
    /// A value of another type than is needed there.
    #[error("wrong type")]
    Type,
}

/// What working out a formula needs besides the record.
#[derive(Clone, Copy)]
pub struct FormulaContext<'a> {
    /// Today in the reader's zone.
    pub today: Date,
    /// The zone in which an instant becomes a day.
    pub zone: &'a TimeZone,
    /// The currency of an amount that no input gives one to.
    pub company_currency: Currency,
}

impl Formula {
    /// Reads and checks an expression over the fields of an object.
    ///
    /// # Errors
    /// The first fault and its place.
    pub fn parse(expression: &str, result: FormulaResult, object: &ObjectDef) -> Result<Self, FormulaFault> {
        if expression.chars().count() > MAX_FORMULA_CHARS {
            return Err(FormulaFault { position: MAX_FORMULA_CHARS, kind: FormulaFaultKind::TooLarge });
        }
        let (root, found) = parser::parse(expression, object)?;
        if !found.fits(Type::of_result(result)) {
            return Err(FormulaFault { position: 1, kind: FormulaFaultKind::Type });
        }
        let mut inputs = BTreeSet::new();
        root.collect_inputs(&mut inputs);
        Ok(Self { root, result, inputs })
    }

    /// The fields it is worked out from: it may be read only by who may read all of them.
    pub fn inputs(&self) -> &BTreeSet<FieldName> {
        &self.inputs
    }

    /// The result for a record whose fields `value` gives.
    pub fn evaluate(&self, value: &dyn Fn(&FieldName) -> Value, context: &FormulaContext<'_>) -> Value {
        evaluate::evaluate(self, value, context)
    }
}

impl FieldDef {
    /// The checked formula of a formula field of `object`; `None` for other fields and for one that no longer holds.
    pub fn formula(&self, object: &ObjectDef) -> Option<Formula> {
        match &self.kind {
            FieldType::Formula { expression, result } => Formula::parse(expression, *result, object).ok(),
            _ => None,
        }
    }

    /// The fields of the same object that this one is worked out from: none unless it is a formula.
    pub fn inputs(&self, object: &ObjectDef) -> BTreeSet<FieldName> {
        self.formula(object).map(|formula| formula.inputs).unwrap_or_default()
    }
}

/// The problem of a formula setting, if it has one.
pub(crate) fn check_formula(
    expression: &str,
    result: FormulaResult,
    object: &ObjectDef,
) -> Result<(), FieldProblem> {
    Formula::parse(expression, result, object).map(drop).map_err(|fault| {
        FieldProblem::new("formula", "invalid_formula").with("position", fault.position.to_string())
    })
}
