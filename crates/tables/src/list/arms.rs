//! SQLite's merged arms, when they differ in nothing but one value: one is printed, the others are copies of its
//! text with another parameter. Printing each by itself would cost as much as reading the page.
//!
//! Invariant: as everywhere, a value reaches SQL only through a numbered parameter.

use std::fmt::Write as _;

use model::Scalar;
use sea_query::SelectStatement;

use crate::print::{self, Statement};

/// The first arm, whose value is its first parameter, and the values of the others.
pub(super) struct Arms<'q> {
    pub(super) first: SelectStatement,
    pub(super) others: Vec<&'q Scalar>,
}

impl Arms<'_> {
    /// Puts the other arms behind the first in a statement that was printed with the first alone, and comes before
    /// any parameter of the rest; none if the first does not stand in it word for word.
    pub(super) fn spread(&self, mut statement: Statement) -> Option<Statement> {
        let arm = print::printed(&self.first, store::Dialect::Sqlite).sql;
        let (before, after) = arm.split_once("?1")?;
        let place = statement.sql.find(&arm)?;
        let mut copies = String::with_capacity(self.others.len() * (arm.len() + 16));
        for value in &self.others {
            statement.params.push((*value).clone());
            // Writing to a String can't fail.
            let _ = write!(copies, " UNION ALL {before}?{}{after}", statement.params.len());
        }
        statement.sql.insert_str(place + arm.len(), &copies);
        Some(statement)
    }
}
