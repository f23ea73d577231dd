//! SQLite's errors in the house's words.
//!
//! SQLite speaks of values in some messages that come while a statement runs (a full-text query is quoted
//! whole), so those are replaced by the text of their code. Messages from preparing a statement speak only
//! of the statement, where no value ever stands.

use rusqlite::ffi;

use crate::Error;

/// An error from preparing a statement.
pub(crate) fn preparing(error: &rusqlite::Error) -> Error {
    match error {
        rusqlite::Error::SqlInputError { error, msg, .. } if error.extended_code == ffi::SQLITE_ERROR => {
            Error::Sql { code: "SQLITE_ERROR".into(), message: msg.clone() }
        }
        other => running(other),
    }
}

/// An error from running one.
pub(crate) fn running(error: &rusqlite::Error) -> Error {
    match error {
        rusqlite::Error::SqliteFailure(fault, message) => coded(*fault, message.as_deref().unwrap_or("")),
        rusqlite::Error::SqlInputError { error, .. } => coded(*error, ""),
        other => Error::Sql { code: "RUSQLITE".into(), message: name_of(other).into() },
    }
}

fn coded(fault: ffi::Error, message: &str) -> Error {
    match fault.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            unique(message)
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::ForeignKey,
        ffi::SQLITE_CONSTRAINT_NOTNULL => Error::Constraint(rule_of(message)),
        ffi::SQLITE_CONSTRAINT_CHECK => Error::Constraint("check".into()),
        extended => match extended & 0xff {
            ffi::SQLITE_FULL => Error::Full,
            ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => Error::Contended,
            ffi::SQLITE_NOTADB => Error::WrongKey,
            // Only a reader's own deadline interrupts.
            ffi::SQLITE_INTERRUPT => Error::TookTooLong,
            ffi::SQLITE_CORRUPT => Error::Corrupt,
            ffi::SQLITE_IOERR | ffi::SQLITE_CANTOPEN => Error::Io(ffi::code_to_str(extended).into()),
            _ => {
                Error::Sql { code: format!("SQLITE_{extended}"), message: ffi::code_to_str(extended).into() }
            }
        },
    }
}

/// `UNIQUE constraint failed: team.parent_id, team.name` or `…: index 'ix_name'`.
fn unique(message: &str) -> Error {
    let rule = rule_of(message);
    if let Some(index) = rule.strip_prefix("index '") {
        let index = index.trim_end_matches('\'').to_owned();
        return Error::UniqueViolation { table: String::new(), columns: Vec::new(), index: Some(index) };
    }
    let mut table = String::new();
    let mut columns = Vec::new();
    for part in rule.split(", ").filter(|part| !part.is_empty()) {
        match part.split_once('.') {
            Some((of, column)) => {
                of.clone_into(&mut table);
                columns.push(column.to_owned());
            }
            None => columns.push(part.to_owned()),
        }
    }
    Error::UniqueViolation { table, columns, index: None }
}

/// What follows the colon: names of tables, columns and indexes.
fn rule_of(message: &str) -> String {
    message.split_once(": ").map_or_else(String::new, |(_, rule)| rule.to_owned())
}

fn name_of(error: &rusqlite::Error) -> &'static str {
    match error {
        rusqlite::Error::ExecuteReturnedResults => "a statement that should change rows answered some",
        rusqlite::Error::InvalidParameterCount(..) => "the wrong number of parameters",
        rusqlite::Error::MultipleStatement => "more than one statement",
        rusqlite::Error::Utf8Error(..) => "stored text is not UTF-8",
        rusqlite::Error::NulError(_) => "a statement holds a zero byte",
        rusqlite::Error::InvalidPath(_) => "the path is not UTF-8",
        _ => "misuse of the database interface",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unique_violation_names_its_columns() {
        assert_eq!(
            unique("UNIQUE constraint failed: team.parent_id, team.name"),
            Error::UniqueViolation {
                table: "team".into(),
                columns: vec!["parent_id".into(), "name".into()],
                index: None
            }
        );
        assert_eq!(
            unique("UNIQUE constraint failed: index 'ux_a'"),
            Error::UniqueViolation { table: String::new(), columns: vec![], index: Some("ux_a".into()) }
        );
    }
}
