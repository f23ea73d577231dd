//! Export: a list as a file, streamed page by page, of the fields the caller may take out.
//!
//! It loops over the read path under the permit to export: a masked field leaves masked, a hidden one is not there. What
//! leaves is logged durably, with its count, before the first byte does.
//!
//! Not here: HTTP, and the choice of who may export (`access` decides).

mod cells;

use std::io::{self, Write};
use std::sync::Arc;

use access::Action;
use audit::Action as Act;
use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt as _, try_unfold};
use jiff::tz::TimeZone;
use model::{Kind, Problem};
use serde::Deserialize;
use sheets::{Cell, CsvOptions, CsvWriter, SheetError, XlsxWriter};
use tables::{Keyset, ListQuery};

use crate::open::Opening;
use crate::plan::{ListPlan, ListRequest};
use crate::service::World;
use crate::visible::Visible;
use crate::{Caller, Error, Records};

/// The media type of delimited text (RFC 7111).
pub(crate) const CSV: &str = "text/csv; charset=utf-8";
/// The media type of a workbook.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Records read at a time.
const PAGE: u32 = 200;

/// As which sort of file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// Delimited text in UTF-8 with a mark.
    #[default]
    Csv,
    /// A workbook.
    Xlsx,
}

/// What stands in the first row, and with it how values are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExportHeaders {
    /// Labels and values as people read them, in the caller's language.
    #[default]
    Labels,
    /// Names, keys and ids: a file that can be imported again.
    Names,
}

/// What is taken out.
#[derive(Clone, Debug, Default)]
pub struct ExportRequest {
    /// The object.
    pub object: String,
    /// The filter tree as JSON text.
    pub filter: Option<String>,
    /// `-amount,name`; newest first when absent.
    pub sort: Option<String>,
    /// A text the records must be found by.
    pub q: Option<String>,
    /// The fields; all that may be seen when absent.
    pub fields: Option<Vec<String>>,
    /// As which sort of file.
    pub format: ExportFormat,
    /// What stands in the first row.
    pub headers: ExportHeaders,
    /// No more records than this: an export of more is refused, and one that grows to more while it runs ends.
    pub at_most: Option<u64>,
}

/// A file on its way out.
pub struct Export {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// How many records there were when it began.
    pub count: u64,
    /// Its bytes. An error ends it in the middle: the file must then not be taken for whole.
    pub stream: BoxStream<'static, Result<Bytes, Error>>,
}

impl Records {
    /// Takes records out. What is taken is durable in the log before this returns.
    ///
    /// # Errors
    /// `forbidden` without the export right; the request's own faults.
    pub async fn export(&self, caller: &Caller, request: &ExportRequest) -> Result<Export, Error> {
        let world = self.world();
        let plan = world.object(&request.object).map_err(Error::from).and_then(|object| {
            let reading = self.inner.reading(caller, &world);
            ListPlan::to_export(&object, &list_request(request), &reading)
        });
        let plan = self.inner.log_refusal(caller, (Act::Export, request.object.as_str()), plan).await?;
        let plan = Arc::new(plan);
        let object = Arc::clone(&plan.object);
        let (counted, tables) = (Arc::clone(&plan), Arc::clone(&world));
        let count = self.inner.db.read_long(move |reader| {
            let name = &counted.object.name;
            let count = tables.tables.count_living(reader, name, &counted.predicate, counted.living, None)?;
            Ok::<_, Error>(count.value)
        });
        let count = count.await?;
        if request.at_most.is_some_and(|most| count > most) {
            return Err(budget_spent().into());
        }
        let layout = cells::Layout {
            object: Arc::clone(&object),
            fields: plan.columns.loaded.iter().take(plan.columns.shown).map(|loaded| loaded.index).collect(),
            headers: request.headers,
            locale: caller.locale,
            zone: TimeZone::get(&caller.zone).unwrap_or(TimeZone::UTC),
        };
        let names: Vec<&str> = layout.field_names().collect();
        let event = self.inner.event(caller, Act::Export).on(Some(object.name.clone()), None);
        let event = event.with("count", count).with("fields", names).with("filtered", plan.filtered);
        let format = match request.format {
            ExportFormat::Csv => "csv",
            ExportFormat::Xlsx => "xlsx",
        };
        self.inner.log_durably(event.with("format", format)).await?;
        let sheet = Sheet::begin(request.format, &layout, object.plural.get(caller.locale))?;
        let work = Work {
            records: self.clone(),
            caller: caller.clone(),
            world,
            plan,
            layout: Arc::new(layout),
            sheet: Some(sheet),
            after: None,
            begun: false,
            written: 0,
            at_most: request.at_most,
        };
        let name = format!("{}.{format}", object.name);
        let media_type = if request.format == ExportFormat::Csv { CSV } else { XLSX };
        Ok(Export { name, media_type, count, stream: try_unfold(work, Work::next).boxed() })
    }
}

fn list_request(request: &ExportRequest) -> ListRequest {
    ListRequest {
        filter: request.filter.clone(),
        sort: request.sort.clone(),
        fields: request.fields.clone(),
        limit: Some(PAGE),
        q: request.q.clone(),
        ..ListRequest::default()
    }
}

/// An export under way.
struct Work {
    records: Records,
    caller: Caller,
    world: Arc<World>,
    plan: Arc<ListPlan>,
    layout: Arc<cells::Layout>,
    /// None once the file is finished.
    sheet: Option<Sheet>,
    after: Option<Keyset>,
    begun: bool,
    written: u64,
    at_most: Option<u64>,
}

fn budget_spent() -> Problem {
    Problem::new(Kind::TooMany, "budget_spent")
}

impl Work {
    /// The next piece of the file.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, Error> {
        let Some(mut sheet) = self.sheet.take() else { return Ok(None) };
        if self.begun && self.after.is_none() {
            let bytes = sheet.finish()?;
            self.log_end().await?;
            return Ok(Some((bytes, self)));
        }
        let (page, next) = self.page().await?;
        self.begun = true;
        self.after = next;
        self.written += page.len() as u64;
        // Records that were made meanwhile are in no budget.
        if self.at_most.is_some_and(|most| self.written > most) {
            return Err(budget_spent().into());
        }
        for record in &page {
            sheet.row(&self.layout.row(record))?;
        }
        let bytes = sheet.take();
        self.sheet = Some(sheet);
        Ok(Some((bytes, self)))
    }

    /// The rights must be as they were when the export began: what a role gave that was taken away meanwhile, or what a
    /// field showed that is guarded now, does not leave any more.
    fn still_permitted(&self) -> Result<(), Error> {
        let inner = &self.records.inner;
        let changed = || Problem::new(Kind::Forbidden, "rights_changed");
        let mut now = (inner.callers)(self.caller.principal.id()).ok_or_else(changed)?;
        now.principal = now.principal.narrowed_like(&self.caller.principal);
        let world = self.records.world();
        let object = world.object(self.plan.object.name.as_str()).map_err(|_| changed())?;
        let permit = inner.reading(&now, &world).permit(&object, Action::Export).map_err(|_| changed())?;
        let (begun, fields) = (&self.plan.permit, permit.fields());
        let same = permit.rows() == begun.rows()
            && self.layout.field_names().all(|name| fields.right(name) == begun.fields().right(name));
        if same { Ok(()) } else { Err(changed().into()) }
    }

    async fn page(&mut self) -> Result<(Vec<Visible>, Option<Keyset>), Error> {
        let permitted = self.still_permitted();
        let tried = (Act::Export, self.plan.object.name.as_str());
        self.records.inner.log_refusal(&self.caller, tried, permitted).await?;
        let (inner, caller, world, plan) = (
            Arc::clone(&self.records.inner),
            self.caller.clone(),
            Arc::clone(&self.world),
            Arc::clone(&self.plan),
        );
        let after = self.after.take();
        let page = self.records.inner.db.read_long(move |reader| {
            session_lives(reader, &caller)?;
            let reading = inner.reading(&caller, &world);
            let query = ListQuery { after: after.as_ref(), ..plan.query() };
            let mut listed = reading.tables().list(reader, &query)?;
            let opening = Opening {
                reading: &reading,
                object: &plan.object,
                permit: &plan.permit,
                columns: &plan.columns,
            };
            Ok::<_, Error>((opening.open(reader, &mut listed.rows)?, listed.next))
        });
        let page = page.await;
        self.records.inner.log_refusal(&self.caller, tried, page).await
    }

    async fn log_end(&self) -> Result<(), Error> {
        let event = self.records.inner.event(&self.caller, Act::Export);
        let event = event.on(Some(self.plan.object.name.clone()), None);
        self.records.inner.log_durably(event.with("step", "end").with("written", self.written)).await
    }
}

/// The session the export began in must not have been ended: whoever ends it, such as the owner of a stolen account,
/// ends what it takes out.
fn session_lives(reader: &mut store::Reader<'_>, caller: &Caller) -> Result<(), Error> {
    let Some(session) = caller.session else { return Ok(()) };
    let found = store::system::sessions::session_find(reader, session)?;
    if found.is_some_and(|row| row.ended_at.is_none()) {
        Ok(())
    } else {
        Err(Problem::new(Kind::Forbidden, "rights_changed").into())
    }
}

/// The file as far as it is written, taken out piece by piece.
enum Sheet {
    Csv(Box<CsvWriter<Piece>>, Piece),
    Xlsx(Box<XlsxWriter<Piece>>, Piece),
}

impl Sheet {
    fn begin(format: ExportFormat, layout: &cells::Layout, title: &str) -> Result<Self, Problem> {
        let piece = Piece::default();
        let header = layout.header();
        let failed = |error: SheetError| error.problem();
        Ok(match format {
            ExportFormat::Csv => {
                let mut writer = CsvWriter::new(piece.clone(), CsvOptions::default()).map_err(failed)?;
                writer.write_header(&header).map_err(failed)?;
                Self::Csv(Box::new(writer), piece)
            }
            ExportFormat::Xlsx => {
                let writer = XlsxWriter::new(piece.clone(), title, &header).map_err(failed)?;
                Self::Xlsx(Box::new(writer), piece)
            }
        })
    }

    fn row(&mut self, cells: &[Cell]) -> Result<(), Problem> {
        let written = match self {
            Self::Csv(writer, _) => writer.write_row(cells),
            Self::Xlsx(writer, _) => writer.write_row(cells),
        };
        written.map_err(|error| error.problem())
    }

    fn take(&self) -> Bytes {
        match self {
            Self::Csv(_, piece) | Self::Xlsx(_, piece) => piece.take(),
        }
    }

    fn finish(self) -> Result<Bytes, Problem> {
        let piece = match self {
            Self::Csv(writer, _) => writer.finish(),
            Self::Xlsx(writer, _) => writer.finish(),
        };
        Ok(piece.map_err(|error| error.problem())?.take())
    }
}

/// Bytes written and not yet taken.
#[derive(Clone, Default)]
struct Piece(Arc<std::sync::Mutex<Vec<u8>>>);

impl Piece {
    fn take(&self) -> Bytes {
        let mut bytes = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Bytes::from(std::mem::take(&mut *bytes))
    }
}

impl Write for Piece {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl ListPlan {
    /// The plan of an export: the rows and fields that may be taken out.
    fn to_export(
        object: &Arc<metadata::ObjectDef>,
        request: &ListRequest,
        reading: &crate::plan::Reading<'_>,
    ) -> Result<Self, Error> {
        let mut plan = Self::under(object, request, reading, Action::Export)?;
        if request.sort.is_none() {
            // By id alone: the primary key serves it, and a record changed meanwhile keeps its place.
            plan.sort.clear();
        }
        Ok(plan)
    }
}
