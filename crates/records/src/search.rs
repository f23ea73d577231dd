//! Search over everything the caller may see: names, notes, phones, e-mails.

use std::sync::Arc;

use audit::Action as Act;
use metadata::{BlindDomain, FieldType, ObjectDef, ReadContext};
use model::{Column, Kind, Predicate, Problem, RecordId, Scalar, Value};
use serde::Serialize;
use store::Reader;
use tables::search::{Query, SearchQuery};
use tables::{ListQuery, Living};
use vault::KeyTree;

use crate::open::Opening;
use crate::plan::{Columns, Reading, Wanted, searchable};
use crate::row::Row;
use crate::visible::{Named, Shown, Visible};
use crate::{Caller, Error, Records};

/// The most hits of one search.
const MAX_HITS: usize = 50;
/// Index entries looked at for one object before a search says it is partial.
const SCAN_CAP: u32 = 20_000;

/// One record found.
#[derive(Debug, Serialize)]
pub struct Hit {
    /// Its object.
    pub object: String,
    /// Its id.
    pub id: RecordId,
    /// Its title, if the caller may read it.
    pub label: Option<String>,
    /// The field it was found by.
    pub field: String,
    /// That field's text.
    pub snippet: Option<String>,
    /// Its owner.
    pub owner: Option<Named>,
}

/// What a search found, newest first within each object.
#[derive(Debug, Serialize)]
pub struct Hits {
    /// The hits.
    pub items: Vec<Hit>,
    /// Whether not all of the index was looked at: a longer text finds more exactly.
    pub partial: bool,
}

impl Records {
    /// Finds records by a text in any field the caller may read, in the objects named, or in all.
    ///
    /// # Errors
    /// `search_too_short` for a text with nothing to look for.
    pub async fn search(
        &self,
        caller: &Caller,
        text: &str,
        objects: Option<&[String]>,
        limit: usize,
    ) -> Result<Hits, Error> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > 200 {
            return Err(Problem::new(Kind::BadRequest, "search_too_short").into());
        }
        let limit = limit.clamp(1, MAX_HITS);
        let world = self.world();
        let wanted: Vec<Arc<ObjectDef>> = world
            .metadata
            .objects()
            .filter(|object| objects.is_none_or(|names| names.iter().any(|name| object.name == **name)))
            .cloned()
            .collect();
        let event = self.inner.event(caller, Act::Search);
        let (inner, asked, text) = (Arc::clone(&self.inner), caller.clone(), text.to_owned());
        let hits = self.inner.db.read(move |reader| {
            let reading = inner.reading(&asked, &world);
            let mut hits = Hits { items: Vec::new(), partial: false };
            for object in &wanted {
                in_object(reader, &reading, object, &text, limit, &mut hits)?;
            }
            Ok::<_, Error>(hits)
        });
        let mut hits = hits.await?;
        hits.items.truncate(MAX_HITS);
        let ids: Vec<String> = hits.items.iter().map(|hit| hit.id.0.simple().to_string()).collect();
        let event = event.with("count", hits.items.len()).with("records", ids);
        self.inner.log.push(event).await?;
        Ok(hits)
    }
}

/// The hits among one object's records: a search in the index, then one read of the records found.
fn in_object(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &Arc<ObjectDef>,
    text: &str,
    limit: usize,
    hits: &mut Hits,
) -> Result<(), Error> {
    let Some(permit) = reading.view_permit(object) else { return Ok(()) };
    let fields: Vec<String> = searchable(object, &permit).map(|field| field.name.as_str().into()).collect();
    if fields.is_empty() {
        return Ok(());
    }
    let mut found: Vec<tables::search::Hit> = Vec::new();
    for query in queries(reading.vault, &reading.company, text) {
        let search = SearchQuery {
            object: &object.name,
            query: &query,
            fields: &fields,
            predicate: permit.rows(),
            limit: u32::try_from(limit).unwrap_or(u32::MAX),
            most_scanned: SCAN_CAP,
        };
        let part = reading.tables().search_records(reader, &search)?;
        hits.partial |= part.partial;
        for hit in part.hits {
            if found.len() < limit && found.iter().all(|other| other.id != hit.id) {
                found.push(hit);
            }
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    let shown =
        |name: &String| object.field(name).is_some_and(|field| permit.fields().visible(field.name.as_str()));
    let names: Vec<String> = fields.into_iter().chain(["owner".into()]).filter(shown).collect();
    let columns = Columns::choose(object, &permit, &Wanted::Named(&names))?;
    let mut rows = rows_of(reader, reading, object, &columns, &found)?;
    let opening = Opening { reading, object, permit: &permit, columns: &columns };
    for record in opening.open(reader, &mut rows)? {
        let field = found.iter().find(|hit| hit.id == record.id().0).map(|hit| hit.field.clone());
        hits.items.push(hit(&record, object, field.unwrap_or_default()));
    }
    Ok(())
}

/// The records found, in the order found.
fn rows_of(
    reader: &mut Reader<'_>,
    reading: &Reading<'_>,
    object: &ObjectDef,
    columns: &Columns,
    found: &[tables::search::Hit],
) -> Result<Vec<Row>, Error> {
    let values = found.iter().map(|hit| Scalar::Id(hit.id)).collect();
    let predicate = Predicate::In { column: Column::new("id"), values };
    let query = ListQuery {
        object: &object.name,
        columns: &columns.stored,
        predicate: &predicate,
        sort: &[],
        after: None,
        limit: u32::try_from(found.len()).unwrap_or(u32::MAX),
        living: Living::Living,
    };
    let mut rows = reading.tables().list(reader, &query)?.rows;
    let place = |row: &Row| found.iter().position(|hit| row.first() == Some(&Scalar::Id(hit.id)));
    rows.sort_by_key(place);
    Ok(rows)
}

fn hit(record: &Visible, object: &ObjectDef, field: String) -> Hit {
    let snippet = match record.value(&field) {
        Some(Shown::Plain(value @ Value::Text(text))) => {
            let rich = object.field(&field).filter(|field| matches!(field.kind, FieldType::RichText { .. }));
            // Without its tags.
            Some(rich.map_or_else(|| short(text), |field| short(&field.search_text(value))))
        }
        _ => None,
    };
    let owner = match record.value("owner") {
        Some(Shown::Person(owner)) => Some(owner.clone()),
        _ => None,
    };
    let label = record.label().map(Into::into);
    Hit { object: object.name.as_str().into(), id: record.id(), label, field, snippet, owner }
}

const SNIPPET_CHARS: usize = 120;

fn short(text: &str) -> String {
    text.chars().take(SNIPPET_CHARS).collect()
}

/// What is looked for in the index: the text's own words, and the keyed tokens under which sealed values that look
/// like it are indexed: a whole phone number, its last four digits, an e-mail address.
pub(crate) fn queries(vault: &KeyTree, company: &ReadContext, text: &str) -> Vec<Query> {
    let terms = metadata::search_terms(text, company);
    let token = |term: &metadata::SearchTerm| {
        Query::of_token(&vault.search_token(domain(term.domain, "", ""), &term.text))
    };
    Query::of_text(text).into_iter().chain(terms.iter().map(token)).collect()
}

/// The vault's name for a term's domain.
pub(crate) fn domain<'a>(domain: BlindDomain, object: &'a str, field: &'a str) -> vault::BlindDomain<'a> {
    match domain {
        BlindDomain::Phone => vault::BlindDomain::Phone,
        BlindDomain::PhoneTail4 => vault::BlindDomain::PhoneTail4,
        BlindDomain::Email => vault::BlindDomain::Email,
        BlindDomain::IdNumber => vault::BlindDomain::IdNumber,
        BlindDomain::Text => vault::BlindDomain::Text { object, field },
    }
}
