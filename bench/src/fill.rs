//! The fast loader: rows straight through `store`, sealed by `vault`, their indexes dropped before and built
//! after. Not the way data comes in: that is measured by the import.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use bench::data::clear;
use metadata::{Metadata, Step, indexes};
use model::ObjectName;
use store::Database;
use store::system::sequences::number_raise;

use crate::people::{house, settle};
use crate::rows::{Made, Maker};

/// Rows of one transaction.
const BATCH: u64 = 5_000;

/// The objects that are filled, with the share of the activities each has.
const ACTIVITIES: [&str; 3] = ["task", "call", "note"];

/// What the fill took.
#[derive(Clone, Debug)]
pub(crate) struct Filled {
    pub(crate) rows: u64,
    pub(crate) rows_took: Duration,
    pub(crate) indexes_took: Duration,
}

/// Makes the data directory anew and fills it.
pub(crate) fn fill(data: &Path, accounts: u64) -> anyhow::Result<Filled> {
    clear(data)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let house = runtime.block_on(house(data))?;
    let owners = Arc::new(runtime.block_on(settle(&house))?);
    let metadata = Metadata::shipped().context("the shipped objects can't be read")?;
    let (db, vault) = (house.db.clone(), Arc::clone(&house.vault));
    let objects: Vec<ObjectName> =
        ["account"].into_iter().chain(ACTIVITIES).filter_map(|name| ObjectName::new(name).ok()).collect();
    let began = Instant::now();
    search_settings(&db, 64 << 20)?;
    let mut rows = 0;
    for name in &objects {
        let object = metadata.object(name.as_str()).context("an object is missing")?;
        let drops = indexes(object)
            .into_iter()
            .map(|index| Step::DropIndex { object: name.clone(), name: index.name });
        apply(&db, drops.collect())?;
        let maker = Maker::new(object, &vault, &owners, (accounts, accounts));
        write_all(&db, maker, accounts)?;
        let (of, next) = (name.as_str().to_owned(), i64::try_from(accounts)? + 1);
        db.write_blocking(move |writer| number_raise(writer, &of, "number", "", next))?;
        rows += accounts;
        eprintln!("  {name}: {accounts} rows, {:.0} s", began.elapsed().as_secs_f64());
    }
    let rows_took = began.elapsed();
    for name in &objects {
        let object = metadata.object(name.as_str()).context("an object is missing")?;
        for index in indexes(object) {
            apply(&db, vec![Step::CreateIndex { object: name.clone(), index }])?;
        }
        eprintln!("  {name}: indexed, {:.0} s", began.elapsed().as_secs_f64());
    }
    search_settings(&db, 1 << 20)?;
    // Fresh statistics; a few hundred rows of each index are enough for the planner.
    db.write_blocking(|writer| writer.execute_ddl("PRAGMA analysis_limit = 1000; ANALYZE"))?;
    let indexes_took = began.elapsed().saturating_sub(rows_took);
    runtime.block_on(house.close());
    Ok(Filled { rows, rows_took, indexes_took })
}

fn apply(db: &Database, steps: Vec<Step>) -> anyhow::Result<()> {
    Ok(db.write_blocking(move |writer| tables::schema::apply(writer, &steps))?)
}

/// Gathers more of the full-text index in memory while filling, so that it is merged less often.
fn search_settings(db: &Database, bytes: i64) -> anyhow::Result<()> {
    let sql = "INSERT INTO search_text (search_text, rank) VALUES ('hashsize', ?1)";
    db.write_blocking(move |writer| writer.execute(sql, &[bytes.into()]))?;
    Ok(())
}

/// One thread makes rows, the database's writer puts them in.
fn write_all(db: &Database, maker: Maker, count: u64) -> anyhow::Result<()> {
    let insert: Arc<str> = maker.insert().into();
    let (sender, batches) = sync_channel::<anyhow::Result<Vec<Made>>>(4);
    let making = std::thread::spawn(move || {
        for first in (0..count).step_by(usize::try_from(BATCH).unwrap_or(1)) {
            let batch: anyhow::Result<Vec<Made>> =
                (first..(first + BATCH).min(count)).map(|number| maker.row(number)).collect();
            if sender.send(batch).is_err() {
                return;
            }
        }
    });
    for batch in batches {
        let (batch, insert) = (batch?, Arc::clone(&insert));
        db.write_blocking(move |writer| batch.iter().try_for_each(|made| put(writer, &insert, made)))?;
    }
    making.join().map_err(|_| anyhow::anyhow!("making the rows failed"))
}

fn put(writer: &mut store::Writer<'_>, insert: &str, made: &Made) -> Result<(), store::Error> {
    writer.execute(insert, &made.values)?;
    let entry = &made.entry;
    // As `search_put` does for a text that is new, without looking first whether it is.
    let doc = "INSERT INTO search_doc (object, record_id, field) VALUES (?1, ?2, ?3) RETURNING docid";
    let of = [entry.object.as_str().into(), entry.record_id.into(), entry.field.as_str().into()];
    let docid = writer.query_map_one(doc, &of, |row| row.int(0))?;
    let text = "INSERT INTO search_text (rowid, grams) VALUES (?1, ?2)";
    writer.execute(text, &[docid.into(), entry.grams.as_str().into()]).map(drop)
}
