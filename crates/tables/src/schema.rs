//! The tables themselves: made, widened and indexed as metadata's plan says.
//!
//! Names are metadata's, always quoted. An index that is not unique also holds `deleted_at`, so that the
//! living rows of a list can be told from the index alone; on PostgreSQL its terms sort empty values first,
//! as SQLite's do, so that it serves the order of lists forwards and backwards (`print::order`).

use std::fmt::Write as _;

use metadata::{FieldDef, IndexSpec, ObjectDef, Storage, StoredColumn};
use model::ObjectName;
use store::{Dialect, Writer};

use crate::Error;
use crate::print::quoted;
use crate::shape::{BARE, may_be_empty};

/// Makes the object's table with all columns of its fields, in use or retired, and its indexes.
///
/// # Errors
/// What the store refuses.
pub fn create_table(writer: &mut Writer<'_>, object: &ObjectDef) -> Result<(), Error> {
    let sql = table_text(object, writer.dialect());
    writer.execute_ddl(&sql)?;
    Ok(())
}

/// Adds a column, empty in every row there is.
///
/// # Errors
/// What the store refuses.
pub fn add_column(writer: &mut Writer<'_>, object: &ObjectName, column: &StoredColumn) -> Result<(), Error> {
    let dialect = writer.dialect();
    let kind = column_type(column.storage, dialect);
    let sql = format!("ALTER TABLE {} ADD COLUMN {} {kind}", table(object), quoted(column.column.as_str()));
    writer.execute_ddl(&sql)?;
    Ok(())
}

/// Makes an index. A unique one fails if living rows break it already.
///
/// # Errors
/// What the store refuses.
pub fn create_index(writer: &mut Writer<'_>, object: &ObjectName, index: &IndexSpec) -> Result<(), Error> {
    let sql = index_text(&table(object), index, writer.dialect());
    writer.execute_ddl(&sql)?;
    Ok(())
}

/// Takes an index away, if it is there.
///
/// # Errors
/// What the store refuses.
pub fn drop_index(writer: &mut Writer<'_>, name: &str) -> Result<(), Error> {
    writer.execute_ddl(&format!("DROP INDEX IF EXISTS {}", quoted(name)))?;
    Ok(())
}

fn table(object: &ObjectName) -> String {
    quoted(&format!("o_{object}"))
}

pub(crate) fn table_text(object: &ObjectDef, dialect: Dialect) -> String {
    let table = quoted(&object.table());
    let mut sql = format!("CREATE TABLE {table} (\n    \"id\" {} PRIMARY KEY NOT NULL", dialect.pick("BLOB", "UUID"));
    let fields = object.fields.iter().flat_map(FieldDef::columns);
    let fields = fields.map(|stored| (stored.column.as_str().to_owned(), stored.storage));
    let bare = BARE.map(|(name, storage)| (name.to_owned(), storage));
    for (name, storage) in fields.chain(bare).filter(|(name, _)| name != "id") {
        let filled = if may_be_empty(&model::Column::new(&name)) { "" } else { " NOT NULL" };
        let _ = write!(sql, ",\n    {} {}{filled}", quoted(&name), column_type(storage, dialect));
    }
    sql.push_str(dialect.pick("\n) STRICT;\n", "\n);\n"));
    for index in metadata::indexes(object) {
        sql.push_str(&index_text(&table, &index, dialect));
        sql.push_str(";\n");
    }
    sql
}

pub(crate) fn index_text(table: &str, index: &IndexSpec, dialect: Dialect) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let mut names: Vec<&str> = index.columns.iter().map(model::Column::as_str).collect();
    if !index.unique && !names.contains(&"deleted_at") {
        names.push("deleted_at");
    }
    let nulls = if index.unique { "" } else { dialect.pick("", " NULLS FIRST") };
    let columns: Vec<String> = names.into_iter().map(|name| format!("{}{nulls}", quoted(name))).collect();
    let living = if index.living_only { " WHERE \"deleted_at\" IS NULL" } else { "" };
    format!("CREATE {unique}INDEX {} ON {table} ({}){living}", quoted(&index.name), columns.join(", "))
}

fn column_type(storage: Storage, dialect: Dialect) -> &'static str {
    match storage {
        Storage::Text | Storage::Json => dialect.pick("TEXT", "TEXT COLLATE \"C\""),
        Storage::Integer | Storage::Decimal { .. } | Storage::Time => dialect.pick("INTEGER", "BIGINT"),
        Storage::Boolean => dialect.pick("INTEGER", "BOOLEAN"),
        Storage::Bytes => dialect.pick("BLOB", "BYTEA"),
        Storage::Reference => dialect.pick("BLOB", "UUID"),
    }
}
