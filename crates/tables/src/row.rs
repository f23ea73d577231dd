//! One row: put in, changed, marked deleted, brought back, read.
//!
//! The text of these statements depends only on the object and its columns, and is kept.

use std::sync::Arc;

use metadata::{
    DELETED_AT_COLUMN as DELETED_AT, DELETED_BY_COLUMN as DELETED_BY, Storage, VERSION_COLUMN as VERSION,
};
use model::{Column, ObjectName, Predicate, Scalar};
use sea_query::{Expr, ExprTrait, Query, UpdateStatement};
use store::{Reader, Writer};
use uuid::Uuid;

use crate::cells::cells;
use crate::kept::Asked;
use crate::predicate::Scope;
use crate::print::{self, Statement, alias, bound, col, named};
use crate::shape::{Shape, fits};
use crate::{Error, Living, Tables};

const ID: &str = "id";
/// The same in every statement, so that its text can be kept.
const NEXT_VERSION: &str = "\"version\" + 1";

/// Which row to read, and how.
#[derive(Clone, Copy, Debug)]
pub struct Get<'q> {
    /// The object.
    pub object: &'q ObjectName,
    /// The columns to read, in the order wanted.
    pub columns: &'q [Column],
    /// The row's id.
    pub id: Uuid,
    /// What the row must also fulfil to be found.
    pub predicate: &'q Predicate,
    /// Whether it must be living, deleted or either.
    pub living: Living,
    /// Whether to hold it until the transaction ends. Only in a write transaction.
    pub lock: bool,
}

/// How one record of an object is read: its text, printed once, and what its columns store. The id is given each time.
#[derive(Debug)]
pub struct RecordStatement {
    statement: Arc<Statement>,
    storages: Vec<Storage>,
}

impl Tables {
    /// Puts in a row, at version 1. Columns not named are empty.
    ///
    /// # Errors
    /// An unknown object or column, a value of the wrong kind, or what the store refuses, such as
    /// [`store::Error::UniqueViolation`].
    pub fn row_insert(
        &self,
        writer: &mut Writer<'_>,
        object: &ObjectName,
        values: &[(Column, Scalar)],
    ) -> Result<(), Error> {
        let shape = self.shape(object)?;
        check_values(shape, values)?;
        let sql = self.text(text_key('i', object, values.iter().map(|(column, _)| column)), || {
            let mut insert = Query::insert();
            insert.into_table(alias(&shape.table));
            insert.columns(std::iter::once(VERSION).chain(names(values)).map(alias));
            insert.values_panic(std::iter::once(Expr::cust("1")).chain(values.iter().map(held)));
            Ok(print::printed(&insert, self.dialect()).sql)
        })?;
        let params: Vec<Scalar> = values.iter().map(|(_, value)| value.clone()).collect();
        writer.execute(&sql, &params)?;
        Ok(())
    }

    /// Changes a living row that still has the expected version, and answers its new version; `None` if there
    /// is no such row or another version.
    ///
    /// # Errors
    /// As [`Tables::row_insert`].
    pub fn row_update(
        &self,
        writer: &mut Writer<'_>,
        object: &ObjectName,
        id: Uuid,
        expected_version: i64,
        changes: &[(Column, Scalar)],
    ) -> Result<Option<i64>, Error> {
        let shape = self.shape(object)?;
        check_values(shape, changes)?;
        let sql = self.text(text_key('u', object, changes.iter().map(|(column, _)| column)), || {
            let mut update = changing(shape, changes);
            update.value(alias(VERSION), Expr::cust(NEXT_VERSION));
            at_version(&mut update, id, expected_version).and_where(Expr::col(alias(DELETED_AT)).is_null());
            Ok(print::printed(&update, self.dialect()).sql)
        })?;
        let changed = changes.iter().map(|(_, value)| value.clone());
        let params: Vec<Scalar> = changed.chain([id.into(), expected_version.into()]).collect();
        Ok((writer.execute(&sql, &params)? == 1).then(|| expected_version.saturating_add(1)))
    }

    /// Sets columns of a living row without counting it as a change: the system's own bookkeeping.
    ///
    /// # Errors
    /// As [`Tables::row_insert`].
    pub fn row_touch(
        &self,
        writer: &mut Writer<'_>,
        object: &ObjectName,
        id: Uuid,
        changes: &[(Column, Scalar)],
    ) -> Result<(), Error> {
        let shape = self.shape(object)?;
        check_values(shape, changes)?;
        let sql = self.text(text_key('t', object, changes.iter().map(|(column, _)| column)), || {
            let mut update = changing(shape, changes);
            update.and_where(Expr::col(alias(ID)).eq(bound(id)));
            update.and_where(Expr::col(alias(DELETED_AT)).is_null());
            Ok(print::printed(&update, self.dialect()).sql)
        })?;
        let changed = changes.iter().map(|(_, value)| value.clone());
        let params: Vec<Scalar> = changed.chain([Scalar::Id(id)]).collect();
        writer.execute(&sql, &params)?;
        Ok(())
    }

    /// Moves a living row of that version into the recycle bin; answers its new version, or `None`.
    ///
    /// # Errors
    /// An unknown object, or what the store refuses.
    pub fn row_delete_mark(
        &self,
        writer: &mut Writer<'_>,
        object: &ObjectName,
        id: Uuid,
        expected_version: i64,
        at: i64,
        by: Option<Uuid>,
    ) -> Result<Option<i64>, Error> {
        let mark = [(Column::new(DELETED_AT), Scalar::Int(at)), (Column::new(DELETED_BY), by.into())];
        self.marked(writer, object, (id, expected_version), ('d', &mark, Living::Living))
    }

    /// Brings a deleted row of that version back; answers its new version, or `None`.
    ///
    /// # Errors
    /// An unknown object, or what the store refuses: a unique value may have been taken meanwhile.
    pub fn row_restore(
        &self,
        writer: &mut Writer<'_>,
        object: &ObjectName,
        id: Uuid,
        expected_version: i64,
    ) -> Result<Option<i64>, Error> {
        let mark = [(Column::new(DELETED_AT), Scalar::Null), (Column::new(DELETED_BY), Scalar::Null)];
        self.marked(writer, object, (id, expected_version), ('r', &mark, Living::Deleted))
    }

    /// Marks a row of that version, if it is living or deleted as it should be.
    fn marked(
        &self,
        writer: &mut Writer<'_>,
        object: &ObjectName,
        (id, expected_version): (Uuid, i64),
        (kind, mark, was): (char, &[(Column, Scalar)], Living),
    ) -> Result<Option<i64>, Error> {
        let shape = self.shape(object)?;
        let sql = self.text(text_key(kind, object, []), || {
            let mut update = changing(shape, mark);
            update.value(alias(VERSION), Expr::cust(NEXT_VERSION));
            let deleted = Expr::col(alias(DELETED_AT));
            let was = if was == Living::Living { deleted.is_null() } else { deleted.is_not_null() };
            at_version(&mut update, id, expected_version).and_where(was);
            Ok(print::printed(&update, self.dialect()).sql)
        })?;
        let marks = mark.iter().map(|(_, value)| value.clone());
        let params: Vec<Scalar> = marks.chain([id.into(), expected_version.into()]).collect();
        Ok((writer.execute(&sql, &params)? == 1).then(|| expected_version.saturating_add(1)))
    }

    /// Reads one row's chosen columns; `None` if there is no such row under the predicate.
    ///
    /// # Errors
    /// An unknown object or column, or what the store refuses.
    pub fn row_get(&self, reader: &mut Reader<'_>, get: &Get<'_>) -> Result<Option<Vec<Scalar>>, Error> {
        self.record_get(reader, &self.record_statement(get)?, get.id)
    }

    /// How records are read as asked, whatever their id.
    ///
    /// # Errors
    /// An unknown object or column.
    pub fn record_statement(&self, get: &Get<'_>) -> Result<RecordStatement, Error> {
        let shape = self.shape(get.object)?;
        let storages = get.columns.iter().map(|column| shape.storage(column)).collect::<Result<_, _>>()?;
        let statement = self.kept.statement(Asked::record(get), || self.get_statement(shape, get))?;
        Ok(RecordStatement { statement, storages })
    }

    /// Reads the record of that id; `None` if there is no such row under the statement's predicate.
    ///
    /// # Errors
    /// What the store refuses.
    pub fn record_get(
        &self,
        reader: &mut Reader<'_>,
        how: &RecordStatement,
        id: Uuid,
    ) -> Result<Option<Vec<Scalar>>, Error> {
        let mut found = None;
        let mut read = |row: &dyn store::RowView| {
            found = Some(cells(row, 0, &how.storages)?);
            Ok(())
        };
        let mut params = how.statement.params.clone();
        // The id is the first value of the text, whoever it was printed for.
        if let Some(first) = params.first_mut() {
            *first = id.into();
        }
        reader.query_each(&how.statement.sql, &params, &mut read)?;
        Ok(found)
    }

    pub(crate) fn get_statement(&self, shape: &Shape, get: &Get<'_>) -> Result<print::Statement, Error> {
        let mut query = Query::select();
        query.expr(print::one());
        query.from_as(alias(&shape.table), alias("t")).and_where(named("t", "id").eq(bound(get.id)));
        if let Some(living) = get.living.condition("t") {
            query.and_where(living);
        }
        if *get.predicate != Predicate::True {
            // The row is found by its id, whatever else it must fulfil.
            let id = Column::new("id");
            query.and_where(Scope::new(self, shape).only(&id).of_one_row().condition(get.predicate)?);
        }
        let mut statement = print::printed(&query, self.dialect());
        if get.lock {
            statement.sql.push_str(self.dialect().pick("", " FOR UPDATE OF \"t\""));
        }
        if !get.columns.is_empty() {
            // Which columns is the long part, and the same every time; it is kept.
            let chosen =
                self.text(text_key('s', get.object, get.columns), || Ok(self.selected(get.columns)))?;
            let begun = self.text(String::from("s"), || Ok(self.selected(&[])))?;
            statement.sql.replace_range(..begun.len(), &chosen);
        }
        Ok(statement)
    }

    /// The beginning of a query for the columns, or for [`print::one`] when there are none.
    fn selected(&self, columns: &[Column]) -> String {
        let mut query = Query::select();
        match columns {
            [] => query.expr(print::one()),
            columns => query.exprs(columns.iter().map(|column| col("t", column))),
        };
        print::printed(&query, self.dialect()).sql
    }
}

fn text_key<'c>(kind: char, object: &ObjectName, columns: impl IntoIterator<Item = &'c Column>) -> String {
    let mut key = format!("{kind} {object}");
    for column in columns {
        key.push(' ');
        key.push_str(column.as_str());
    }
    key
}

/// An update that sets those columns, still without a condition.
fn changing(shape: &Shape, changes: &[(Column, Scalar)]) -> UpdateStatement {
    let mut update = Query::update();
    update.table(alias(&shape.table));
    update.values(changes.iter().map(|change| (alias(change.0.as_str()), held(change))));
    update
}

fn names(values: &[(Column, Scalar)]) -> impl Iterator<Item = &str> {
    values.iter().map(|(column, _)| column.as_str())
}

fn held((_, value): &(Column, Scalar)) -> Expr {
    bound(value.clone())
}

/// Only the row of that id, at that version.
fn at_version(update: &mut UpdateStatement, id: Uuid, version: i64) -> &mut UpdateStatement {
    update.and_where(Expr::col(alias(ID)).eq(bound(id)));
    update.and_where(Expr::col(alias(VERSION)).eq(bound(version)))
}

fn check_values(shape: &Shape, values: &[(Column, Scalar)]) -> Result<(), Error> {
    for (column, value) in values {
        let storage = shape.storage(column)?;
        if !value.is_null() && !fits(storage, value) {
            return Err(Error::WrongKind { object: shape.object.clone(), column: column.clone() });
        }
    }
    Ok(())
}
