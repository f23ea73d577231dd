//! A check or a run: the file is read on one thread while its rows are written, turn by turn, on the database's.
//!
//! Invariant: a turn's rows, their count and the place reached are one transaction, so that whatever stops the work, no
//! row is lost or written twice (`tests/imports/crash.rs`). A check writes the same way and rolls every turn back.

use std::sync::Arc;
use std::time::Duration;

use audit::{Action as Act, Outcome as Ended};
use bytes::Bytes;
use jiff::tz::TimeZone;
use model::{Kind, Problem, UserId};
use sheets::Source;
use store::system::jobs::{self, Lease};
use tokio::sync::mpsc;

use super::body::Stored;
use super::column::filled_rows;
use super::content;
use super::intake::{Intake, Intaker};
use super::report::ImportProblem;
use super::requests::blocking;
use super::resolve::{self, Lookups, Resolution};
use super::rows::{self, Outcome, Way};
use super::scan::Scan;
use super::state::ImportState;
use super::tally::Tally;
use super::target::Plan;
use super::worker::{Callers, LEASE, STOPPED};
use crate::service::World;
use crate::{Caller, Error, Records};

/// Rows read ahead at a time.
const ROWS: usize = 1000;
/// Turns read ahead.
const AHEAD: usize = 4;
/// How often a turn that collided with another transaction is tried again.
const TRIES: u32 = 20;

/// One check or run.
pub(crate) struct Run {
    records: Records,
    stored: Stored,
    callers: Callers,
    world: Arc<World>,
    plan: Arc<Plan>,
    worker: String,
    dry: bool,
}

impl Run {
    /// Does the claimed job to its end.
    pub(crate) async fn work(
        records: Records,
        stored: Stored,
        callers: Callers,
        worker: String,
    ) -> Result<(), Error> {
        let caller = caller_of(&callers, &stored)?;
        let world = records.world();
        let plan = {
            let reading = records.inner.reading(&caller, &world);
            let mapping = stored.body.mapping.clone();
            let mapping = mapping.ok_or_else(|| Problem::new(Kind::Conflict, "import_mapping"))?;
            Arc::new(Plan::of(&reading, &stored.body, &mapping)?)
        };
        let dry = stored.state == ImportState::Checking;
        let run = Self { records, stored, callers, world, plan, worker, dry };
        let (bytes, intaker) = run.prepare(&caller).await?;
        let links = intaker.lookups.iter().flat_map(|texts| texts.values());
        let passes =
            if links.into_iter().any(|found| matches!(found, Resolution::InFile(_))) && !dry { 2 } else { 1 };
        let mut tally = run.stored.tally()?.unwrap_or_else(|| Tally::new(passes));
        let intaker = Arc::new(intaker);
        while tally.pass < tally.passes {
            tally = run.pass(&bytes, &intaker, tally).await?;
        }
        run.end(&caller, &tally).await
    }

    /// Everything a row's meaning depends on.
    async fn prepare(&self, caller: &Caller) -> Result<(Bytes, Intaker), Error> {
        let (inner, file) = (Arc::clone(&self.records.inner), self.stored.body.file);
        let bytes = inner.db.read_long({
            let inner = Arc::clone(&inner);
            move |reader| content::load(reader, &inner, file)
        });
        let bytes = bytes.await?;
        let (copy, plan, body) = (bytes.clone(), Arc::clone(&self.plan), self.stored.body.clone());
        let scan = blocking(move || {
            let source = Source::from_bytes(copy, &body.name, &body.read_options());
            let mut source = source.map_err(|error| error.problem())?;
            Scan::of(&mut source, &plan)
        });
        let scan = scan.await??;
        let repeated = scan.repeated.clone();
        let lookups = self.lookups(caller, scan).await?;
        let company = inner.company.load_full();
        let zone = TimeZone::get(&caller.zone).unwrap_or(TimeZone::UTC);
        let plan = Arc::clone(&self.plan);
        Ok((bytes, Intaker { plan, lookups, repeated, zone, locale: caller.locale, company }))
    }

    async fn lookups(&self, caller: &Caller, scan: Scan) -> Result<Lookups, Error> {
        let (inner, asked, world) =
            (Arc::clone(&self.records.inner), caller.clone(), Arc::clone(&self.world));
        let (plan, decided) = (Arc::clone(&self.plan), self.stored.body.matches.clone());
        let resolved = self.records.inner.db.read_long(move |reader| {
            resolve::resolve(reader, &inner.reading(&asked, &world), &plan, &scan, &decided)
        });
        resolved.await
    }

    /// Walks through the file once, from the row reached.
    async fn pass(&self, bytes: &Bytes, intaker: &Arc<Intaker>, mut tally: Tally) -> Result<Tally, Error> {
        let (sender, mut receiver) = mpsc::channel::<Vec<Intake>>(AHEAD);
        let (copy, body, intaker, skip) =
            (bytes.clone(), self.stored.body.clone(), Arc::clone(intaker), tally.done);
        let reading = tokio::task::spawn_blocking(move || -> Result<(), Problem> {
            let failed = |error: sheets::SheetError| error.problem();
            let mut source = Source::from_bytes(copy, &body.name, &body.read_options()).map_err(failed)?;
            let mut ahead = Vec::with_capacity(ROWS);
            for row in filled_rows(&mut source)? {
                let (place, row) = row.map_err(failed)?;
                if place < skip {
                    continue;
                }
                ahead.push(intaker.read(place, &row));
                // Nobody listens any more when the work was stopped.
                if ahead.len() == ROWS && sender.blocking_send(std::mem::take(&mut ahead)).is_err() {
                    return Ok(());
                }
            }
            let _ = sender.blocking_send(ahead);
            Ok(())
        });
        while let Some(mut rows) = receiver.recv().await {
            while !rows.is_empty() {
                let turn = Arc::new(std::mem::take(&mut rows));
                let (taken, after) = self.turn(&turn, &tally).await?;
                tally = after;
                rows = Arc::try_unwrap(turn).unwrap_or_else(|turn| (*turn).clone());
                rows.drain(..taken.min(rows.len()));
            }
        }
        reading.await.map_err(Error::internal)??;
        tally.pass += 1;
        tally.done = 0;
        Ok(tally)
    }

    /// Some rows in one transaction; how many, and how far the import is then.
    async fn turn(&self, rows: &Arc<Vec<Intake>>, tally: &Tally) -> Result<(usize, Tally), Error> {
        let (mut tries, mut way) = (0, Way::Together);
        loop {
            let caller = caller_of(&self.callers, &self.stored)?;
            let done = if self.dry {
                self.rehearse(caller, rows, tally, way).await
            } else {
                self.write(caller, rows, tally, way).await
            };
            match done {
                Err(Error::Store(error) | Error::Tables(tables::Error::Store(error)))
                    if error.is_transient() && tries < TRIES =>
                {
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(20) * tries).await;
                }
                Err(error) if way == Way::Together && rows::is_refusal(&error) => way = Way::EachAlone,
                done => return done,
            }
        }
    }

    async fn write(
        &self,
        caller: Caller,
        rows: &Arc<Vec<Intake>>,
        tally: &Tally,
        way: Way,
    ) -> Result<(usize, Tally), Error> {
        let (inner, world, plan) =
            (Arc::clone(&self.records.inner), Arc::clone(&self.world), Arc::clone(&self.plan));
        let (rows, mut tally, keep) = (Arc::clone(rows), tally.clone(), self.keep());
        let written = self.records.inner.db.write(move |writer| {
            let reading = inner.reading(&caller, &world);
            let outcomes = rows::write(writer, &reading, &plan, &rows, tally.pass > 0, way)?;
            keep.keep(writer, &inner, &mut tally, &rows, &outcomes)?;
            Ok::<_, Error>((outcomes.len(), tally))
        });
        written.await
    }

    /// The same, rolled back: what came of it is carried out by the error that undoes it.
    async fn rehearse(
        &self,
        caller: Caller,
        rows: &Arc<Vec<Intake>>,
        tally: &Tally,
        way: Way,
    ) -> Result<(usize, Tally), Error> {
        let (inner, world, plan) =
            (Arc::clone(&self.records.inner), Arc::clone(&self.world), Arc::clone(&self.plan));
        let turn = Arc::clone(rows);
        let rehearsed = self.records.inner.db.write(move |writer| {
            let reading = inner.reading(&caller, &world);
            match rows::write(writer, &reading, &plan, &turn, false, way) {
                Ok(outcomes) => Err::<(), _>(Rehearsed::Over(outcomes)),
                Err(error) => Err(Rehearsed::Failed(error)),
            }
        });
        let outcomes = match rehearsed.await {
            Ok(()) => return Err(Problem::internal().into()),
            Err(Rehearsed::Failed(error)) => return Err(error),
            Err(Rehearsed::Over(outcomes)) => outcomes,
        };
        let (inner, rows, mut tally, keep) =
            (Arc::clone(&self.records.inner), Arc::clone(rows), tally.clone(), self.keep());
        let kept = self.records.inner.db.write(move |writer| {
            keep.keep(writer, &inner, &mut tally, &rows, &outcomes)?;
            Ok::<_, Error>((outcomes.len(), tally))
        });
        kept.await
    }

    fn keep(&self) -> Keep {
        Keep {
            id: self.stored.job.id,
            rows: self.stored.body.rows,
            report: self.stored.body.report,
            worker: self.worker.clone(),
        }
    }

    async fn end(&self, caller: &Caller, tally: &Tally) -> Result<(), Error> {
        let state = if self.dry { ImportState::Checked } else { ImportState::Done };
        let counts = tally.counts;
        let event = self.records.inner.event(caller, Act::Import);
        let event = event.on(Some(self.stored.body.object.clone()), None);
        let event = event.with("step", if self.dry { "checked" } else { "end" });
        let event = event
            .with("import", self.stored.job.id.to_string())
            .with("created", counts.created)
            .with("updated", counts.updated)
            .with("unchanged", counts.unchanged)
            .with("rejected", counts.rejected)
            .with("linked_empty", counts.linked_empty);
        let (inner, id, text, dry) =
            (Arc::clone(&self.records.inner), self.stored.job.id, tally.text()?, self.dry);
        let (worker, rows) = (self.worker.clone(), self.stored.body.rows);
        let ended = self.records.inner.db.write(move |writer| {
            let now = inner.clock.now();
            let total = i64::try_from(rows).map_err(Error::internal)?;
            let lease = Lease { by: &worker, now, until: now };
            if !jobs::job_advance(writer, id, (total, total), &text, &lease)? {
                return Err(Problem::new(Kind::Conflict, STOPPED).into());
            }
            if dry {
                let Some(stored) = Stored::find(writer, &inner.vault, id)? else { return Ok(()) };
                stored.keep(writer, &inner.vault, state)?;
                jobs::job_release(writer, id, &worker)?;
            } else {
                jobs::job_end(writer, id, state.as_str(), now)?;
            }
            inner.log_in(writer, event);
            Ok::<_, Error>(())
        });
        ended.await
    }
}

/// Writes down what became of a turn's rows.
struct Keep {
    id: uuid::Uuid,
    rows: u64,
    report: Option<model::FileId>,
    worker: String,
}

impl Keep {
    fn keep(
        &self,
        writer: &mut store::Writer<'_>,
        inner: &crate::service::Inner,
        tally: &mut Tally,
        rows: &[Intake],
        outcomes: &[Outcome],
    ) -> Result<(), Error> {
        let problems = count(tally, rows, outcomes);
        let part = tally.reports;
        tally.reports += u32::from(!problems.is_empty());
        let now = inner.clock.now();
        let until = now.checked_add(LEASE).map_err(Error::internal)?;
        let lease = Lease { by: &self.worker, now, until };
        let shown = (tally.shown(self.rows), i64::try_from(self.rows).map_err(Error::internal)?);
        // The owner cancelled it, or another worker has it: nothing of this turn may stay.
        if !jobs::job_advance(writer, self.id, shown, &tally.text()?, &lease)? {
            return Err(Problem::new(Kind::Conflict, STOPPED).into());
        }
        match self.report.filter(|_| !problems.is_empty()) {
            Some(report) => content::report_part(writer, inner, report, part, &problems),
            None => Ok(()),
        }
    }
}

/// Adds a turn to the tally; the problems of its rows.
fn count(tally: &mut Tally, rows: &[Intake], outcomes: &[Outcome]) -> Vec<ImportProblem> {
    let mut problems = Vec::new();
    let second = tally.pass > 0;
    for (intake, outcome) in rows.iter().zip(outcomes) {
        tally.done += 1;
        let counts = &mut tally.counts;
        match outcome {
            Outcome::Rejected(found) if second => {
                counts.linked_empty += 1;
                problems.extend(found.iter().cloned());
            }
            Outcome::Updated if second => {
                if let Ok(at) = tally.unsettled.binary_search(&intake.place) {
                    tally.unsettled.remove(at);
                    counts.unchanged = counts.unchanged.saturating_sub(1);
                    counts.updated += 1;
                }
            }
            _ if second => {}
            Outcome::Rejected(found) => {
                counts.rejected += 1;
                problems.extend(found.iter().cloned());
            }
            Outcome::Created => counts.created += 1,
            Outcome::Updated => counts.updated += 1,
            Outcome::Unchanged => {
                counts.unchanged += 1;
                if !intake.late.is_empty() && tally.passes > 1 {
                    tally.unsettled.push(intake.place);
                }
            }
        }
        if !second && !matches!(outcome, Outcome::Rejected(_)) {
            counts.linked_empty += intake.emptied;
        }
    }
    problems
}

enum Rehearsed {
    Over(Vec<Outcome>),
    Failed(Error),
}

impl From<store::Error> for Rehearsed {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Whoever began the import, with the rights they have now, from where they asked for it.
fn caller_of(callers: &Callers, stored: &Stored) -> Result<Caller, Error> {
    let owner: UserId = stored.job.created_by;
    let caller = callers(owner).ok_or_else(|| Problem::new(Kind::Forbidden, "import_not_open"))?;
    Ok(Caller { session: stored.body.session, address: stored.body.address.clone(), ..caller })
}

/// Marks an import that can't go on.
pub(crate) async fn fail(
    records: &Records,
    stored: &Stored,
    callers: &Callers,
    error: &Error,
) -> Result<(), Error> {
    let problem = error.problem();
    let event = caller_of(callers, stored).ok().map(|caller| {
        let event = records.inner.event(&caller, Act::Import).ended(Ended::Failed);
        let event = event.on(Some(stored.body.object.clone()), None);
        event.with("step", "end").with("import", stored.job.id.to_string()).with("code", problem.code)
    });
    // Row 0 is the import itself.
    let fault =
        model::FieldProblem { field: String::new(), code: problem.code, params: problem.params.clone() };
    let locale = callers(stored.job.created_by).map(|caller| caller.locale).unwrap_or_default();
    let reason = ImportProblem::new(0, None, &fault, locale);
    let (inner, id, report) = (Arc::clone(&records.inner), stored.job.id, stored.body.report);
    let failed = records.inner.db.write(move |writer| {
        let Some(found) = Stored::find(writer, &inner.vault, id)? else { return Ok(()) };
        let parts = found.tally()?.map_or(0, |tally| tally.reports);
        // One that was cancelled or forgotten meanwhile did not fail.
        if !jobs::job_end(writer, id, ImportState::Failed.as_str(), inner.clock.now())? {
            return Ok(());
        }
        if let Some(report) = report {
            content::report_part(writer, &inner, report, parts, &[reason])?;
        }
        if let Some(event) = event {
            inner.log_in(writer, event);
        }
        Ok::<_, Error>(())
    });
    failed.await
}
