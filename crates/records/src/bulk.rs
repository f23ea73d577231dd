//! One change for a selection: the same pipeline for each record, each in a transaction of its own, so that one
//! refusal stops nothing else. The store groups them into few durable commits.

use futures_util::future::join_all;
use model::{Kind, Problem, RecordId};
use serde::Serialize;

use crate::draft::Body;
use crate::write::{Expected, Source};
use crate::{Caller, Error, Records};

/// The most records of one call.
pub const MAX_BULK: usize = 500;

/// What is done to every record of the selection.
#[derive(Clone, Debug)]
pub enum BulkAction {
    /// These fields are set.
    Update(Body),
    /// Into the recycle bin.
    Delete,
    /// Out of the recycle bin.
    Restore,
}

/// How it went.
#[derive(Debug, Serialize)]
pub struct BulkReport {
    /// How many records were changed as asked.
    pub done: usize,
    /// Those refused, each with its reason.
    pub failed: Vec<BulkFailure>,
}

/// A record that was refused.
#[derive(Debug, Serialize)]
pub struct BulkFailure {
    /// The record.
    pub id: RecordId,
    /// The stable code.
    pub code: &'static str,
    /// The reason in the caller's language.
    pub message: String,
}

impl Records {
    /// Does the same to every record named.
    ///
    /// # Errors
    /// `too_many_items` above 500; otherwise refusals are told record by record.
    pub async fn bulk(
        &self,
        caller: &Caller,
        object: &str,
        ids: &[RecordId],
        action: &BulkAction,
    ) -> Result<BulkReport, Error> {
        if ids.len() > MAX_BULK {
            let problem = Problem::invalid_fields(vec![
                model::FieldProblem::new("ids", "too_many_items").with("max", MAX_BULK.to_string()),
            ]);
            return Err(problem.into());
        }
        let right = self.bulk_right(caller, object);
        self.inner.log_refusal(caller, (audit::Action::Update, object), right).await?;
        let results = join_all(ids.iter().map(|id| self.bulk_one(caller, object, *id, action))).await;
        let mut report = BulkReport { done: 0, failed: Vec::new() };
        for (id, result) in ids.iter().zip(results) {
            match result {
                Ok(()) => report.done += 1,
                Err(error) => report.failed.push(failure(caller, *id, error)?),
            }
        }
        Ok(report)
    }

    async fn bulk_one(
        &self,
        caller: &Caller,
        object: &str,
        id: RecordId,
        action: &BulkAction,
    ) -> Result<(), Error> {
        match action {
            BulkAction::Update(body) => {
                self.update(caller, object, id, Expected::Any, body, Source::Request).await.map(|_| ())
            }
            BulkAction::Delete => self.delete(caller, object, id, Expected::Any).await,
            BulkAction::Restore => self.restore(caller, object, id).await.map(|_| ()),
        }
    }

    fn bulk_right(&self, caller: &Caller, object: &str) -> Result<(), Error> {
        let world = self.world();
        let object = world.object(object)?;
        self.inner.reading(caller, &world).permit(&object, access::Action::Bulk)?;
        Ok(())
    }
}

/// A refusal is the record's; a failure of ours is the whole call's.
fn failure(caller: &Caller, id: RecordId, error: Error) -> Result<BulkFailure, Error> {
    let problem = error.problem();
    if problem.kind == Kind::Internal {
        return Err(error);
    }
    let first = problem.fields.first();
    let code = first.map_or(problem.code, |field| field.code);
    let message =
        first.map_or_else(|| problem.sentence(caller.locale), |field| field.sentence(caller.locale));
    Ok(BulkFailure { id, code, message })
}
