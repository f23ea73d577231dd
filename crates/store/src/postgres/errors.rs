//! PostgreSQL's errors in the house's words.
//!
//! The server quotes values in the detail of many errors and in the message of some. Details are never
//! kept, but for the names of the columns of a unique rule; messages only of classes that speak of
//! connections, resources and statements.

use std::error::Error as _;

use tokio_postgres::error::{DbError, SqlState};

use crate::Error;

/// Classes of SQLSTATE whose messages hold no values: connection, authorization, names, statements'
/// text, resources, operators, system.
const SPEAKING: [&str; 10] = ["08", "0A", "25", "28", "3D", "3F", "42", "53", "57", "58"];

pub(crate) fn translated(error: &tokio_postgres::Error) -> Error {
    match error.as_db_error() {
        Some(db) => coded(db),
        None if error.is_closed() => Error::Io("the connection to the database server is closed".into()),
        None => {
            // What remains comes from this side of the wire: refused connections, TLS, unfit parameters.
            let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            Error::Io(format!("{error}{cause}"))
        }
    }
}

/// Whether a cached statement no longer fits the tables it speaks of.
pub(crate) fn is_stale_plan(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::FEATURE_NOT_SUPPORTED)
        && error.as_db_error().is_some_and(|db| db.message().contains("cached plan"))
}

fn coded(db: &DbError) -> Error {
    match *db.code() {
        SqlState::UNIQUE_VIOLATION => Error::UniqueViolation {
            table: db.table().unwrap_or_default().into(),
            columns: db.detail().map(columns_of).unwrap_or_default(),
            index: db.constraint().map(Into::into),
        },
        SqlState::FOREIGN_KEY_VIOLATION | SqlState::RESTRICT_VIOLATION => Error::ForeignKey,
        SqlState::NOT_NULL_VIOLATION => Error::Constraint(format!(
            "{}.{}",
            db.table().unwrap_or_default(),
            db.column().unwrap_or_default()
        )),
        SqlState::CHECK_VIOLATION => Error::Constraint("check".into()),
        SqlState::DISK_FULL => Error::Full,
        SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::LOCK_NOT_AVAILABLE => Error::Contended,
        SqlState::QUERY_CANCELED => Error::TookTooLong,
        SqlState::IN_FAILED_SQL_TRANSACTION => Error::Aborted,
        SqlState::TOO_MANY_CONNECTIONS => Error::Busy,
        SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => Error::Corrupt,
        _ => spoken(db),
    }
}

fn spoken(db: &DbError) -> Error {
    let code = db.code().code();
    let message = if SPEAKING.iter().any(|class| code.starts_with(class)) {
        db.message().to_owned()
    } else {
        "the server's words may hold values and are not repeated".into()
    };
    Error::Sql { code: code.into(), message }
}

/// The columns in `Key (a, b)=(x, y) already exists.`, in whatever language the server speaks.
fn columns_of(detail: &str) -> Vec<String> {
    let names = detail.split_once('(').and_then(|(_, rest)| rest.split_once(")=("));
    names.map_or_else(Vec::new, |(names, _)| names.split(", ").map(Into::into).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_of_columns_are_taken_from_a_detail() {
        assert_eq!(columns_of("Key (a, b)=(13812345678, x) already exists."), ["a", "b"]);
        assert_eq!(columns_of("no key here"), Vec::<String>::new());
    }
}
