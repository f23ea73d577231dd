//! What a person asks of an import: upload, map, confirm, check, start, look, take rejected rows, discard.

use std::sync::Arc;

use access::{Action, Permit};
use audit::Action as Act;
use metadata::ObjectDef;
use model::{FileId, ImportId, Kind, Problem};
use store::system::jobs::{self, JobRow};
use store::{Reader, Writer, system::files};
use uuid::Uuid;

use super::analyze::{NewImport, analyze};
use super::body::{KIND, Stored, seal};
use super::mapping::Mapping;
use super::matches::Confirmation;
use super::report::{self, RejectedFormat};
use super::scan::Scan;
use super::state::ImportState;
use super::target::Plan;
use super::view::{Import, Progress};
use super::{content, resolve};
use crate::files::{FoundFile, check_room};
use crate::plan::Reading;
use crate::service::Inner;
use crate::visible::Named;
use crate::{Caller, Error, Records};

/// The largest file, in bytes.
const MAX_BYTES: usize = 100 * 1024 * 1024;
/// The newest of one's own imports are listed.
const LISTED: u32 = 100;
/// So many of one's own may be open: what was uploaded is kept until it is imported or discarded.
const MAX_OPEN: i64 = 50;

impl Records {
    /// Whether the caller may upload a file to import into that object; to be asked before it is read from the network.
    ///
    /// # Errors
    /// `forbidden` without the import right.
    pub async fn import_may_upload(&self, caller: &Caller, object: &str) -> Result<(), Error> {
        self.import_permitted(caller, object).await.map(drop)
    }

    async fn import_permitted(
        &self,
        caller: &Caller,
        object: &str,
    ) -> Result<(Arc<ObjectDef>, Arc<Permit>), Error> {
        let world = self.world();
        let permitted = world.object(object).and_then(|object| {
            let permit = self.inner.reading(caller, &world).permit(&object, Action::Import)?;
            Ok((object, permit))
        });
        let permitted = permitted.map_err(Error::from);
        self.inner.log_refusal(caller, (Act::Import, object), permitted).await
    }

    /// Takes in a file and says what it seems to hold. Nothing is written but the file itself, sealed.
    ///
    /// # Errors
    /// `forbidden` without the import right; `imports_full` while 50 of one's own are open; the file's own faults.
    pub async fn import_upload(&self, caller: &Caller, new: NewImport) -> Result<Import, Error> {
        let (object, permit) = self.import_permitted(caller, &new.object).await?;
        if new.bytes.len() > MAX_BYTES {
            return Err(Problem::new(Kind::TooLarge, "body_too_large").with("max", "100 MiB").into());
        }
        let id = ImportId::fresh(&*self.inner.clock, &*self.inner.entropy);
        let file = FileId::fresh(&*self.inner.clock, &*self.inner.entropy);
        let (inner, size) = (Arc::clone(&self.inner), new.bytes.len() as u64);
        let me = caller.principal.id();
        let room = self.inner.db.read(move |reader| {
            if jobs::jobs_open_of(reader, KIND, me)? >= MAX_OPEN {
                return Err(Problem::new(Kind::Conflict, "imports_full")
                    .with("max", MAX_OPEN.to_string())
                    .into());
            }
            check_room(reader, &inner, size)
        });
        room.await?;
        let bytes = new.bytes.clone();
        let analyzed = blocking(move || {
            analyze(&new, &object, file, &|field| permit.fields().editable(field.name.as_str()))
        });
        let body = analyzed.await??;
        let job = JobRow {
            id: id.0,
            kind: KIND.into(),
            state: ImportState::Mapping.as_str().into(),
            body: seal(&self.inner.vault, id.0, &body)?,
            lease_until: None,
            lease_by: None,
            progress_done: 0,
            progress_total: i64::try_from(body.rows).map_err(Error::internal)?,
            created_at: self.inner.clock.now(),
            created_by: caller.principal.id(),
            finished_at: None,
            result: None,
        };
        let event = self.inner.event(caller, Act::Import).on(Some(body.object.clone()), None);
        let event = event.with("step", "upload").with("import", id.to_string()).with("rows", body.rows);
        let (inner, owner) = (Arc::clone(&self.inner), (id.0, caller.principal.id()));
        let added = self.inner.db.write(move |writer| {
            content::keep(writer, &inner, owner, file, &bytes)?;
            jobs::job_enqueue(writer, &job)?;
            inner.log_in(writer, event);
            Ok::<_, Error>(())
        });
        added.await?;
        self.import_get(caller, id).await
    }

    /// The caller's own imports, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn import_list(&self, caller: &Caller) -> Result<Vec<Import>, Error> {
        let (inner, asked, world) = (Arc::clone(&self.inner), caller.clone(), self.world());
        let listed = self.inner.db.read(move |reader| {
            let reading = inner.reading(&asked, &world);
            let me = asked.principal.id();
            let mut imports = Vec::new();
            for job in jobs::jobs_of(reader, KIND, me, LISTED)? {
                let stored = Stored::open(&inner.vault, job)?;
                if may(&reading, &stored) {
                    imports.push(view(reader, &inner, &asked, &stored)?);
                }
            }
            Ok::<_, Error>(imports)
        });
        listed.await
    }

    /// One of the caller's imports.
    ///
    /// # Errors
    /// `not_found` for somebody else's.
    pub async fn import_get(&self, caller: &Caller, id: ImportId) -> Result<Import, Error> {
        let (inner, asked, world) = (Arc::clone(&self.inner), caller.clone(), self.world());
        let found = self.inner.db.read(move |reader| {
            let stored = own(reader, &inner.reading(&asked, &world), id)?;
            view(reader, &inner, &asked, &stored)
        });
        found.await
    }

    /// Says what the columns mean, and looks up the texts that name records, people and options.
    ///
    /// # Errors
    /// `import_wrong_state` once it runs; one fault a column.
    pub async fn import_map(&self, caller: &Caller, id: ImportId, mapping: Mapping) -> Result<Import, Error> {
        let (inner, asked, world) = (Arc::clone(&self.inner), caller.clone(), self.world());
        let loaded = self.inner.db.read(move |reader| {
            let reading = inner.reading(&asked, &world);
            let stored = own(reader, &reading, id)?;
            if !stored.state.is_open() {
                return Err(wrong_state().into());
            }
            let plan = Plan::of(&reading, &stored.body, &mapping)?;
            let bytes = content::load(reader, &inner, stored.body.file)?;
            Ok::<_, Error>((stored, plan, mapping, bytes))
        });
        let (mut stored, plan, mapping, bytes) = loaded.await?;
        let (name, options) = (stored.body.name.clone(), stored.body.read_options());
        let scanned = blocking(move || {
            let mut source = sheets::Source::from_bytes(bytes, &name, &options)?;
            Ok::<_, ScanError>((Scan::of(&mut source, &plan)?, plan))
        });
        let (scan, plan) = scanned.await?.map_err(|error| error.0)?;
        let (inner, asked, world) = (Arc::clone(&self.inner), caller.clone(), self.world());
        let decided = std::mem::take(&mut stored.body.matches);
        let matched = self.inner.db.read_long(move |reader| {
            let reading = inner.reading(&asked, &world);
            let lookups = resolve::resolve(reader, &reading, &plan, &scan, &decided)?;
            resolve::suggest(reader, &reading, &plan, &scan, &lookups, &decided)
        });
        stored.body.matches = matched.await?;
        stored.body.mapping = Some(mapping);
        self.keep(stored, ImportState::Mapping).await?;
        self.import_get(caller, id).await
    }

    /// Decides what texts mean. A check made before no longer counts.
    ///
    /// # Errors
    /// `import_wrong_state` once it runs; `unknown_field` for a text that nothing was asked about.
    pub async fn import_confirm(
        &self,
        caller: &Caller,
        id: ImportId,
        confirmations: Vec<Confirmation>,
    ) -> Result<Import, Error> {
        let mut stored = self.own_open(caller, id).await?;
        for (place, confirmation) in confirmations.into_iter().enumerate() {
            let asked = stored.body.matches.iter_mut();
            let mut asked =
                asked.filter(|asked| asked.field == confirmation.field && asked.text == confirmation.text);
            let Some(asked) = asked.next() else {
                return Err(Problem::invalid_field(format!("matches.{place}"), "unknown_field").into());
            };
            asked.choice = confirmation.choice;
        }
        self.keep(stored, ImportState::Mapping).await?;
        self.import_get(caller, id).await
    }

    /// Tries every row without writing any.
    ///
    /// # Errors
    /// `import_mapping` before columns are mapped, `import_wrong_state` once it runs.
    pub async fn import_check(&self, caller: &Caller, id: ImportId) -> Result<Import, Error> {
        self.begin(caller, id, ImportState::Checking).await
    }

    /// Writes every row that can be written.
    ///
    /// # Errors
    /// `import_mapping` before columns are mapped, `import_wrong_state` when it ran already.
    pub async fn import_start(&self, caller: &Caller, id: ImportId) -> Result<Import, Error> {
        self.begin(caller, id, ImportState::Running).await
    }

    /// Stops an import that runs; forgets one that does not, with its file.
    ///
    /// # Errors
    /// `not_found` for somebody else's.
    pub async fn import_discard(&self, caller: &Caller, id: ImportId) -> Result<(), Error> {
        let (inner, asked, world) = (Arc::clone(&self.inner), caller.clone(), self.world());
        let discarded = self.inner.db.write(move |writer| {
            let stored = own(writer, &inner.reading(&asked, &world), id)?;
            let event = inner.event(&asked, Act::Import).on(Some(stored.body.object.clone()), None);
            let event = event.with("import", id.to_string());
            if stored.state == ImportState::Running {
                jobs::job_end(writer, id.0, ImportState::Cancelled.as_str(), inner.clock.now())?;
                inner.log_in(writer, event.with("step", "cancel"));
                return Ok(());
            }
            forget(writer, &stored)?;
            inner.log_in(writer, event.with("step", "discard"));
            Ok::<_, Error>(())
        });
        discarded.await
    }

    /// The rows that were refused, as they stood in the file, each with its reason.
    ///
    /// # Errors
    /// `not_found` when none were.
    pub async fn import_rejected(
        &self,
        caller: &Caller,
        id: ImportId,
        format: RejectedFormat,
    ) -> Result<FoundFile, Error> {
        let (inner, asked, world) = (Arc::clone(&self.inner), caller.clone(), self.world());
        let event = self.inner.event(caller, Act::FileRead).with("import", id.to_string());
        let loaded = self.inner.db.read(move |reader| {
            let stored = own(reader, &inner.reading(&asked, &world), id)?;
            let report = stored.body.report.ok_or_else(Problem::not_found)?;
            let rows = report::by_row(reader, &inner, report)?;
            let bytes = content::load(reader, &inner, stored.body.file)?;
            Ok::<_, Error>((stored.body, rows, bytes))
        });
        let (body, rows, bytes) = loaded.await?;
        let (name, locale) = (body.name.clone(), caller.locale);
        let written = blocking(move || {
            let mut source = sheets::Source::from_bytes(bytes, &body.name, &body.read_options())?;
            Ok::<_, ScanError>(report::rejected(&mut source, &rows, format, locale)?)
        });
        let bytes = written.await?.map_err(|error| error.0)?;
        self.inner.log_durably(event.with("step", "rejected")).await?;
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        let (ending, media_type) = match format {
            RejectedFormat::Csv => ("csv", crate::export::CSV),
            RejectedFormat::Xlsx => ("xlsx", crate::export::XLSX),
        };
        Ok(FoundFile::whole(format!("{stem}-rejected.{ending}"), media_type, bytes))
    }

    async fn own_open(&self, caller: &Caller, id: ImportId) -> Result<Stored, Error> {
        let (inner, asked, world) = (Arc::clone(&self.inner), caller.clone(), self.world());
        let found = self.inner.db.read(move |reader| own(reader, &inner.reading(&asked, &world), id)).await?;
        if found.state.is_open() { Ok(found) } else { Err(wrong_state().into()) }
    }

    async fn keep(&self, stored: Stored, state: ImportState) -> Result<(), Error> {
        let inner = Arc::clone(&self.inner);
        let kept = self.inner.db.write(move |writer| stored.keep(writer, &inner.vault, state));
        if kept.await? { Ok(()) } else { Err(wrong_state().into()) }
    }

    async fn begin(&self, caller: &Caller, id: ImportId, state: ImportState) -> Result<Import, Error> {
        let (inner, asked, world) = (Arc::clone(&self.inner), caller.clone(), self.world());
        let fresh = FileId::fresh(&*self.inner.clock, &*self.inner.entropy);
        let begun = self.inner.db.write(move |writer| {
            let reading = inner.reading(&asked, &world);
            let mut stored = own(writer, &reading, id)?;
            if !stored.state.is_open() {
                return Err(wrong_state().into());
            }
            let mapping = stored.body.mapping.clone();
            let mapping = mapping.ok_or_else(|| Problem::new(Kind::Conflict, "import_mapping"))?;
            Plan::of(&reading, &stored.body, &mapping)?;
            if let Some(old) = stored.body.report.replace(fresh) {
                files::file_delete(writer, old)?;
            }
            content::begin_report(writer, &inner, (id.0, asked.principal.id()), fresh)?;
            stored.body.session = asked.session;
            stored.body.address.clone_from(&asked.address);
            if !stored.keep(writer, &inner.vault, state)? {
                return Err(wrong_state().into());
            }
            jobs::job_reset(writer, id.0)?;
            let event = inner.event(&asked, Act::Import).on(Some(stored.body.object.clone()), None);
            let step = if state == ImportState::Running { "start" } else { "check" };
            let event =
                event.with("step", step).with("import", id.to_string()).with("rows", stored.body.rows);
            inner.log_in(writer, event);
            Ok::<_, Error>(())
        });
        let begun = begun.await;
        self.inner.log_refusal(caller, (Act::Import, KIND), begun).await?;
        self.inner.imports.notify_one();
        self.import_get(caller, id).await
    }
}

/// A file that stopped being readable between two looks at it.
struct ScanError(Problem);

impl From<sheets::SheetError> for ScanError {
    fn from(error: sheets::SheetError) -> Self {
        Self(error.problem())
    }
}

impl From<Problem> for ScanError {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

/// Work on a file's bytes, away from the threads that answer requests.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}

fn wrong_state() -> Problem {
    Problem::new(Kind::Conflict, "import_wrong_state")
}

fn may(reading: &Reading<'_>, stored: &Stored) -> bool {
    let object = reading.metadata().object(stored.body.object.as_str());
    object.is_some_and(|object| reading.permit(object, Action::Import).is_ok())
}

/// The caller's own import of that id; anybody else's looks like none.
fn own(reader: &mut Reader<'_>, reading: &Reading<'_>, id: ImportId) -> Result<Stored, Error> {
    let found = Stored::find(reader, reading.vault, id.0)?;
    let mine =
        |stored: &Stored| stored.job.created_by == reading.caller.principal.id() && may(reading, stored);
    Ok(found.filter(mine).ok_or_else(Problem::not_found)?)
}

fn forget(writer: &mut Writer<'_>, stored: &Stored) -> Result<(), Error> {
    let files: [Option<FileId>; 2] = [Some(stored.body.file), stored.body.report];
    for file in files.into_iter().flatten() {
        files::file_delete(writer, file)?;
    }
    let id: Uuid = stored.job.id;
    jobs::job_delete(writer, id)?;
    Ok(())
}

fn view(reader: &mut Reader<'_>, inner: &Inner, caller: &Caller, stored: &Stored) -> Result<Import, Error> {
    let body = &stored.body;
    let said = body.mapping.as_ref().unwrap_or(&body.suggested);
    // What a check found before the last change no longer counts.
    let told = stored.state != ImportState::Mapping;
    let problems = match body.report.filter(|_| told) {
        Some(report) => report::first(reader, inner, report)?,
        None => Vec::new(),
    };
    let delimiter = body.delimiter.map(|delimiter| char::from(delimiter).to_string());
    Ok(Import {
        id: ImportId(stored.job.id),
        object: body.object.as_str().into(),
        name: body.name.clone(),
        state: stored.state,
        encoding: body.encoding.clone(),
        delimiter,
        sheet: body.sheet.clone(),
        rows: body.rows,
        columns: body.columns.clone(),
        mapping: body.mapping.clone(),
        update_by: said.update_by.clone(),
        mode: said.mode,
        matches: body.matches.clone(),
        progress: Progress { done: stored.job.progress_done, total: stored.job.progress_total },
        result: stored.tally()?.filter(|_| told).map(|tally| tally.counts),
        problems,
        created_at: stored.job.created_at,
        created_by: Named { id: stored.job.created_by.0, label: Some(caller.principal.name().to_owned()) },
    })
}
