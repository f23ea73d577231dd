//! The tables themselves: made, widened and indexed as metadata's plan says.
//!
//! Names are metadata's, always quoted. An index that is not unique also holds `deleted_at`, so that the
//! living rows of a list can be told from the index alone; on PostgreSQL its terms sort empty values first,
//! as SQLite's do, so that it serves the order of lists forwards and backwards (`print::order`).

use metadata::{IndexSpec, Step, Storage, StoredColumn};
use model::{Column, ObjectName};
use store::{Dialect, Writer};

use sea_query::{Expr, ExprTrait, Query};

use crate::Error;
use crate::print::{self, quoted};
use crate::shape::may_be_empty;

/// Runs the steps of a plan, in order, within the writer's transaction.
///
/// # Errors
/// What the store refuses.
pub fn apply(writer: &mut Writer<'_>, steps: &[Step]) -> Result<(), Error> {
    for step in steps {
        match step {
            Step::Backfill { object, column, value } => {
                let name = print::alias(column.as_str());
                let mut fill = Query::update();
                fill.table(print::alias(&metadata::table_of(object)));
                fill.value(name.clone(), print::bound(value.clone())).and_where(Expr::col(name).is_null());
                let statement = print::printed(&fill, writer.dialect());
                writer.execute(&statement.sql, &statement.params)?;
            }
            other => writer.execute_ddl(&text(other, writer.dialect()))?,
        }
    }
    Ok(())
}

/// The text of a step that binds no value.
pub(crate) fn text(step: &Step, dialect: Dialect) -> String {
    match step {
        Step::CreateTable { object, columns } => table_text(object, columns, dialect),
        Step::AddColumn { object, column } => {
            let kind = column_type(column.storage, dialect);
            format!("ALTER TABLE {} ADD COLUMN {} {kind}", table(object), quoted(column.column.as_str()))
        }
        Step::DropColumn { object, column } => {
            format!("ALTER TABLE {} DROP COLUMN {}", table(object), quoted(column.as_str()))
        }
        Step::CreateIndex { object, index } => index_text(&table(object), index, dialect),
        Step::DropIndex { name, .. } => format!("DROP INDEX IF EXISTS {}", quoted(name)),
        Step::Backfill { .. } => String::new(),
    }
}

fn table(object: &ObjectName) -> String {
    quoted(&format!("o_{object}"))
}

fn table_text(object: &ObjectName, columns: &[StoredColumn], dialect: Dialect) -> String {
    let columns: Vec<String> = columns
        .iter()
        .map(|stored| {
            let name = quoted(stored.column.as_str());
            let kind = column_type(stored.storage, dialect);
            let rule = match stored.column.as_str() {
                "id" => " PRIMARY KEY NOT NULL",
                _ if may_be_empty(&stored.column) => "",
                _ => " NOT NULL",
            };
            format!("\n    {name} {kind}{rule}")
        })
        .collect();
    format!("CREATE TABLE {} ({}\n){}", table(object), columns.join(","), dialect.pick(" STRICT", ""))
}

fn index_text(table: &str, index: &IndexSpec, dialect: Dialect) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let mut names: Vec<&str> = index.columns.iter().map(Column::as_str).collect();
    if !index.unique && !names.contains(&"deleted_at") {
        names.push("deleted_at");
    }
    let nulls = if index.unique { "" } else { dialect.pick("", " NULLS FIRST") };
    let columns: Vec<String> = names.into_iter().map(|name| format!("{}{nulls}", quoted(name))).collect();
    let which = if index.living_only {
        " WHERE \"deleted_at\" IS NULL"
    } else if serves_the_bin(index) {
        " WHERE \"deleted_at\" IS NOT NULL"
    } else {
        ""
    };
    format!("CREATE {unique}INDEX {} ON {table} ({}){which}", quoted(&index.name), columns.join(", "))
}

/// Whether the index is for lists of the recycle bin. It leaves out the living rows: they are nearly all, and
/// SQLite's planner would else find "not deleted" in it and read every one.
pub(crate) fn serves_the_bin(index: &IndexSpec) -> bool {
    !index.living_only && index.columns.first().is_some_and(|column| column.as_str() == "deleted_at")
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
