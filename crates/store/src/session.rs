//! What a job holds: a [`Reader`] sees one snapshot, a [`Writer`] changes within one transaction.
//!
//! Both engines behave alike here: after a failed statement a transaction is broken, and nothing more can
//! be done in it but rolling back; [`Writer::savepoint`] makes a part of it fail alone.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use model::Scalar;

use crate::ending::{AtEnd, Endings};
use crate::row::{Row, RowView};
use crate::{Dialect, Error};

/// Called with each row of an answer.
pub(crate) type EachRow<'f> = &'f mut dyn FnMut(&dyn RowView) -> Result<(), Error>;

/// One connection of an engine, inside a transaction.
pub(crate) trait Connection {
    fn dialect(&self) -> Dialect;
    fn query_each(&mut self, sql: &str, params: &[Scalar], each: EachRow<'_>) -> Result<(), Error>;
    fn execute(&mut self, sql: &str, params: &[Scalar]) -> Result<u64, Error>;
    fn execute_ddl(&mut self, sql: &str) -> Result<(), Error>;
    /// A statement about the transaction itself, such as SAVEPOINT.
    fn control(&mut self, sql: &str) -> Result<(), Error>;
    /// Whether every page that was read was as it had been written. Ask before an answer leaves or a change is kept.
    fn is_whole(&mut self) -> bool;
}

/// Reads from one snapshot of the database.
///
/// Statements have numbered parameters, `?1 ?2 …`; each is bound, never spliced in. A literal `?` before a
/// digit may stand only inside quotes.
pub struct Reader<'c> {
    connection: &'c mut dyn Connection,
    broken: bool,
}

impl<'c> Reader<'c> {
    pub(crate) fn new(connection: &'c mut dyn Connection) -> Self {
        Self { connection, broken: false }
    }

    /// Which SQL is spoken here.
    pub fn dialect(&self) -> Dialect {
        self.connection.dialect()
    }

    /// All rows of an answer, kept.
    ///
    /// # Errors
    /// What the engine refuses, and a value no scalar can hold.
    pub fn query(&mut self, sql: &str, params: &[Scalar]) -> Result<Vec<Row>, Error> {
        let mut rows = Vec::new();
        let mut columns: Option<Arc<[String]>> = None;
        self.query_each(sql, params, &mut |row| {
            let columns =
                columns.get_or_insert_with(|| (0..row.width()).map(|c| row.column_name(c)).collect());
            rows.push(Row::kept(columns, row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The first row of an answer, if there is one.
    ///
    /// # Errors
    /// As [`Reader::query`].
    pub fn query_one(&mut self, sql: &str, params: &[Scalar]) -> Result<Option<Row>, Error> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// Each row of an answer, borrowed from the engine and not kept. An error of `each` ends the statement
    /// and is given back; it does not break the transaction.
    ///
    /// # Errors
    /// What the engine refuses, and what `each` answers.
    pub fn query_each(
        &mut self,
        sql: &str,
        params: &[Scalar],
        each: &mut dyn FnMut(&dyn RowView) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.check()?;
        let mut callers = None;
        let answer = self
            .connection
            .query_each(sql, params, &mut |row| each(row).inspect_err(|error| callers = Some(error.clone())));
        match (answer, callers) {
            (Ok(()), _) => Ok(()),
            (Err(_), Some(error)) => Err(error),
            (Err(error), None) => Err(self.broken_by(error)),
        }
    }

    /// Rows as values of the caller's own.
    ///
    /// # Errors
    /// As [`Reader::query_each`].
    pub fn query_map<T>(
        &mut self,
        sql: &str,
        params: &[Scalar],
        read: impl Fn(&dyn RowView) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut values = Vec::new();
        self.query_each(sql, params, &mut |row| {
            values.push(read(row)?);
            Ok(())
        })?;
        Ok(values)
    }

    /// The first row as a value of the caller's own.
    ///
    /// # Errors
    /// As [`Reader::query_each`].
    pub fn query_map_one<T>(
        &mut self,
        sql: &str,
        params: &[Scalar],
        read: impl Fn(&dyn RowView) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        Ok(self.query_map(sql, params, read)?.into_iter().next())
    }

    /// Whether all that was read was as it had been written. What is not is answered with an error, but to
    /// [`crate::Database::inspect`].
    pub fn is_whole(&mut self) -> bool {
        self.connection.is_whole()
    }

    /// Whether a statement failed, so that the transaction can only be rolled back.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken
    }

    fn check(&self) -> Result<(), Error> {
        if self.broken { Err(Error::Aborted) } else { Ok(()) }
    }

    fn broken_by(&mut self, error: Error) -> Error {
        self.broken = true;
        error
    }
}

/// Reads and changes within one transaction.
pub struct Writer<'c> {
    reader: Reader<'c>,
    depth: u32,
    endings: Endings,
}

impl<'c> Writer<'c> {
    pub(crate) fn new(connection: &'c mut dyn Connection) -> Self {
        Self { reader: Reader::new(connection), depth: 0, endings: Endings::default() }
    }

    /// Runs a statement and answers how many rows it changed. The statement must not answer rows.
    ///
    /// # Errors
    /// What the engine refuses; the transaction is then broken.
    pub fn execute(&mut self, sql: &str, params: &[Scalar]) -> Result<u64, Error> {
        self.reader.check()?;
        let answer = self.reader.connection.execute(sql, params);
        answer.map_err(|error| self.reader.broken_by(error))
    }

    /// Runs statements that change the schema, separated by semicolons.
    ///
    /// # Errors
    /// What the engine refuses; the transaction is then broken.
    pub fn execute_ddl(&mut self, sql: &str) -> Result<(), Error> {
        self.reader.check()?;
        let answer = self.reader.connection.execute_ddl(sql);
        answer.map_err(|error| self.reader.broken_by(error))
    }

    /// Adds what is to be done at the end of the transaction, together with what other jobs of the same transaction add.
    /// It is done if and only if this job's changes are kept, and if it fails they are not.
    pub fn at_end(&mut self, ending: Box<dyn AtEnd>) {
        self.endings.add(ending);
    }

    pub(crate) fn into_endings(self) -> Endings {
        self.endings
    }

    /// Runs a part of the transaction that may fail alone: if it fails, only its own changes are undone.
    ///
    /// # Errors
    /// What the part answers, or what the engine refuses.
    pub fn savepoint<R, E: From<Error>>(
        &mut self,
        part: impl FnOnce(&mut Writer<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        self.reader.check()?;
        let name = format!("part_{}", self.depth);
        self.reader.connection.control(&format!("SAVEPOINT {name}"))?;
        self.depth += 1;
        let before = std::mem::take(&mut self.endings);
        let mut answer = part(self);
        let added = std::mem::replace(&mut self.endings, before);
        self.depth -= 1;
        if answer.is_ok() && self.reader.broken {
            answer = Err(Error::Aborted.into());
        }
        if answer.is_ok() {
            self.endings.append(added);
        }
        let end = if answer.is_ok() {
            format!("RELEASE SAVEPOINT {name}")
        } else {
            format!("ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}")
        };
        match self.reader.connection.control(&end) {
            Ok(()) => {
                self.reader.broken = false;
                answer
            }
            Err(error) => Err(self.reader.broken_by(error).into()),
        }
    }
}

impl<'c> Deref for Writer<'c> {
    type Target = Reader<'c>;

    fn deref(&self) -> &Reader<'c> {
        &self.reader
    }
}

impl DerefMut for Writer<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.reader
    }
}
