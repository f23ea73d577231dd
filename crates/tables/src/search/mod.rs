//! Full-text search over the index that `store` keeps: an entry for each searched field of each record.
//!
//! This module makes the entries' text ([`entry`], [`token_entry`]), the queries ([`Query`]) and the SELECT;
//! `store::system` puts entries in and takes them out.

mod grams;
mod query;

pub use grams::{entry, grams, token_entry};
pub use query::Query;

use model::{ObjectName, Predicate};
use sea_query::{Expr, ExprTrait, IntoTableRef, JoinType, SelectStatement};
use store::{Dialect, Reader};
use uuid::Uuid;

use crate::predicate::Scope;
use crate::print::{self, Statement, alias, bound, named};
use crate::{Error, Tables};

/// What to search for.
#[derive(Clone, Copy, Debug)]
pub struct SearchQuery<'q> {
    /// The object.
    pub object: &'q ObjectName,
    /// The words.
    pub query: &'q Query,
    /// The fields whose entries may be used.
    pub fields: &'q [String],
    /// Which records may be found.
    pub predicate: &'q Predicate,
    /// At most how many records.
    pub limit: u32,
    /// At most how many entries are looked at, newest first.
    pub most_scanned: u32,
}

/// A record that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The record.
    pub id: Uuid,
    /// The field its newest matching entry is of.
    pub field: String,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hits {
    /// The records, newest entry first.
    pub hits: Vec<Hit>,
    /// Whether entries were left unread, so that older records may be missing.
    pub partial: bool,
}

impl Tables {
    /// Finds living records of an object by the text of their fields, newest entry first.
    ///
    /// # Errors
    /// An unknown object or column, or what the store refuses.
    pub fn search_records(&self, reader: &mut Reader<'_>, search: &SearchQuery<'_>) -> Result<Hits, Error> {
        let mut found = Hits { hits: Vec::new(), partial: false };
        let limit = usize::try_from(search.limit).unwrap_or(usize::MAX);
        let mut left = search.most_scanned;
        let mut before = None;
        while left > 0 && found.hits.len() < limit {
            let batch = Ord::min(left, BATCH);
            let read = self.search_batch(reader, search, before, batch, &mut found.hits)?;
            if read.scanned < batch {
                return Ok(shortened(found, limit));
            }
            left -= batch;
            before = read.oldest;
        }
        found.partial = found.hits.len() < limit;
        Ok(shortened(found, limit))
    }

    /// Reads some entries, newest first, and adds the records that fulfil the predicate.
    fn search_batch(
        &self,
        reader: &mut Reader<'_>,
        search: &SearchQuery<'_>,
        before: Option<i64>,
        batch: u32,
        hits: &mut Vec<Hit>,
    ) -> Result<Batch, Error> {
        let statement = self.search_statement(search, before, batch)?;
        let mut read = Batch { scanned: 0, oldest: None };
        reader.query_each(&statement.sql, &statement.params, &mut |row| {
            read.scanned += 1;
            read.oldest = Some(row.int(0)?);
            if let Some(id) = row.opt_id(1)?
                && hits.iter().all(|hit| hit.id != id)
            {
                hits.push(Hit { id, field: row.string(2)? });
            }
            Ok(())
        })?;
        Ok(read)
    }

    /// The number, record and field of entries, newest first; no record where it is not to be seen.
    pub(crate) fn search_statement(
        &self,
        search: &SearchQuery<'_>,
        before: Option<i64>,
        batch: u32,
    ) -> Result<Statement, Error> {
        let shape = self.shape(search.object)?;
        let mut entries = entries(self.dialect(), search.object, search.query, search.fields);
        entries.expr_as(named("d", "docid"), alias("docid"));
        entries.expr_as(named("d", "record_id"), alias("record_id"));
        entries.expr_as(named("d", "field"), alias("field"));
        let newest = match self.dialect() {
            Dialect::Sqlite => named("search_text", "rowid"),
            Dialect::Postgres => named("d", "docid"),
        };
        if let Some(before) = before {
            entries.and_where(newest.clone().lt(bound(before)));
        }
        entries.order_by_expr(newest, sea_query::Order::Desc).limit(u64::from(batch));
        let id = model::Column::new("id");
        let seen = named("t", "id").eq(named("e", "record_id"));
        let mut visible = seen.and(named("t", "deleted_at").is_null());
        if *search.predicate != Predicate::True {
            visible = visible.and(Scope::new(self, shape).only(&id).condition(search.predicate)?);
        }
        let mut query = sea_query::Query::select();
        query.expr(named("e", "docid")).expr(named("t", "id")).expr(named("e", "field"));
        query.from_subquery(entries, alias("e"));
        query.join_as(JoinType::LeftJoin, alias(&shape.table), alias("t"), visible);
        query.order_by_expr(named("e", "docid"), sea_query::Order::Desc);
        Ok(print::printed(&query, self.dialect()))
    }
}

/// Entries read at a time: most searches end within the first batch.
const BATCH: u32 = 200;

struct Batch {
    scanned: u32,
    oldest: Option<i64>,
}

fn shortened(mut found: Hits, limit: usize) -> Hits {
    found.hits.truncate(limit);
    found
}

/// The ids of the object's records that have a matching entry in one of the fields; `None` if the text is no
/// query, which finds nothing.
pub(crate) fn found(
    dialect: Dialect,
    object: &ObjectName,
    query: &str,
    fields: &[String],
) -> Option<SelectStatement> {
    let query = Query::parse(query)?;
    if fields.is_empty() {
        return None;
    }
    let mut ids = entries(dialect, object, &query, fields);
    Some(ids.expr(named("d", "record_id")).take())
}

/// The matching entries of the object's records, without select terms.
fn entries(dialect: Dialect, object: &ObjectName, query: &Query, fields: &[String]) -> SelectStatement {
    let words = bound(query.printed(dialect, object));
    let mut entries = sea_query::Query::select();
    match dialect {
        Dialect::Sqlite => {
            // FTS5's hidden column of the table's own name takes the query; the entries' table is joined to it.
            entries
                .from(alias("search_text"))
                .cross_join(alias("search_doc").into_table_ref().alias(alias("d")));
            entries.and_where(named("d", "docid").eq(named("search_text", "rowid")));
            entries.and_where(Expr::col(alias("search_text")).binary(custom("MATCH"), words));
        }
        Dialect::Postgres => {
            entries.from_as(alias("search_doc"), alias("d"));
            entries.and_where(
                named("d", "grams").binary(custom("@@"), words.cast_as("text").cast_as("tsquery")),
            );
        }
    }
    entries.and_where(named("d", "object").eq(bound(object.as_str())));
    entries
        .and_where(named("d", "field").is_in(fields.iter().map(|field| print::value(field.as_str().into()))));
    entries
}

fn custom(operator: &'static str) -> sea_query::BinOper {
    sea_query::BinOper::Custom(operator)
}
