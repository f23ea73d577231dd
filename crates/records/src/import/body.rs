//! What an import remembers: the job's body, sealed, since samples and texts are customers' data.

use model::{FileId, ObjectName, RecordId, SessionId};
use serde::{Deserialize, Serialize};
use sheets::{Encoding, ReadOptions};
use store::system::jobs::{self, JobRow};
use store::{Reader, Writer};
use uuid::Uuid;
use vault::{Aad, KeyTree};

use super::mapping::Mapping;
use super::matches::TextMatch;
use super::state::ImportState;
use super::tally::Tally;
use super::view::ImportColumn;
use crate::Error;

/// The kind of job an import is.
pub(crate) const KIND: &str = "import";

/// All an import remembers but its state and its count.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ImportBody {
    pub(crate) object: ObjectName,
    pub(crate) name: String,
    pub(crate) file: FileId,
    /// Where the reasons of rejected rows are written, since the last check or run began.
    pub(crate) report: Option<FileId>,
    pub(crate) encoding: Option<String>,
    pub(crate) delimiter: Option<u8>,
    pub(crate) sheet: Option<String>,
    pub(crate) rows: u64,
    pub(crate) columns: Vec<ImportColumn>,
    pub(crate) mapping: Option<Mapping>,
    /// What the analysis would update by, and how.
    pub(crate) suggested: Mapping,
    pub(crate) matches: Vec<TextMatch>,
    /// From where the check or run was asked for, for the log.
    pub(crate) session: Option<SessionId>,
    pub(crate) address: Option<String>,
}

impl ImportBody {
    /// How the file is to be read again: as it was at the analysis.
    pub(crate) fn read_options(&self) -> ReadOptions {
        ReadOptions {
            encoding: self.encoding.as_deref().and_then(Encoding::from_name),
            delimiter: self.delimiter,
            sheet: self.sheet.clone(),
        }
    }
}

/// A job of this kind with its body opened.
pub(crate) struct Stored {
    pub(crate) job: JobRow,
    pub(crate) state: ImportState,
    pub(crate) body: ImportBody,
}

#[derive(Debug, thiserror::Error)]
#[error("an import's job can't be read")]
struct Unreadable;

impl Stored {
    /// Opens a job's body.
    pub(crate) fn open(vault: &KeyTree, job: JobRow) -> Result<Self, Error> {
        let state = ImportState::from_str(&job.state).ok_or_else(|| Error::internal(Unreadable))?;
        let sealed = hex::decode(&job.body).map_err(Error::internal)?;
        let plain = vault.open(&aad(job.id), &sealed)?;
        let body = serde_json::from_slice(&plain).map_err(Error::internal)?;
        Ok(Self { job, state, body })
    }

    /// The import of that id, if it is one.
    pub(crate) fn find(reader: &mut Reader<'_>, vault: &KeyTree, id: Uuid) -> Result<Option<Self>, Error> {
        let found = jobs::job_find(reader, id)?.filter(|job| job.kind == KIND);
        found.map(|job| Self::open(vault, job)).transpose()
    }

    /// Keeps body and state, if the job is still in the state it was read in; false otherwise.
    pub(crate) fn keep(
        &self,
        writer: &mut Writer<'_>,
        vault: &KeyTree,
        state: ImportState,
    ) -> Result<bool, Error> {
        let body = seal(vault, self.job.id, &self.body)?;
        Ok(jobs::job_update(writer, self.job.id, self.state.as_str(), state.as_str(), &body)?)
    }

    /// How far it came.
    pub(crate) fn tally(&self) -> Result<Option<Tally>, Error> {
        self.job.result.as_deref().map(Tally::read).transpose()
    }
}

/// The body as the job row holds it.
pub(crate) fn seal(vault: &KeyTree, id: Uuid, body: &ImportBody) -> Result<String, Error> {
    let plain = serde_json::to_vec(body).map_err(Error::internal)?;
    Ok(hex::encode(vault.seal(&aad(id), &plain)?))
}

fn aad(id: Uuid) -> Aad<'static> {
    Aad { object: "import", field: "body", record: RecordId(id) }
}
