//! The same create twice gives one record: the key and a hash of the request stand beside the record's id.

use model::{Kind, Problem, RecordId};
use sha2::{Digest, Sha256};
use store::Writer;
use store::system::idempotency as kept;

use crate::Error;
use crate::draft::Body;
use crate::plan::Reading;

/// A key answers for 24 hours.
const KEPT: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);

/// A client's key for one create, with a hash of what it asks for.
#[derive(Clone)]
pub struct Idempotency {
    key: String,
    hash: [u8; 32],
}

impl Idempotency {
    /// The key of a create of `object` with that body.
    ///
    /// # Errors
    /// `invalid_idempotency_key` unless it is 1 to 128 visible ASCII characters.
    pub fn new(key: &str, object: &str, body: &Body) -> Result<Self, Problem> {
        if !(1..=128).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Problem::new(Kind::BadRequest, "invalid_idempotency_key"));
        }
        let text = serde_json::to_vec(body).map_err(|_| Problem::internal())?;
        let mut hash = Sha256::new();
        hash.update(object.as_bytes());
        hash.update([0]);
        hash.update(text);
        Ok(Self { key: key.into(), hash: hash.finalize().into() })
    }
}

/// The record the key has made already, if it has.
pub(crate) fn made(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    asked: Option<&Idempotency>,
) -> Result<Option<RecordId>, Error> {
    let Some(asked) = asked else { return Ok(None) };
    let since = reading.now.checked_sub(KEPT).map_err(Error::internal)?;
    let principal = reading.caller.principal.id().0;
    let Some(found) = kept::idempotency_find(writer, principal, &asked.key, since)? else { return Ok(None) };
    if found.request_hash != asked.hash {
        return Err(Problem::new(Kind::Invalid, "idempotency_key_reused").into());
    }
    let id = uuid::Uuid::from_slice(&found.body).map_err(Error::internal)?;
    Ok(Some(RecordId(id)))
}

/// Keeps what the key made, in the transaction that made it.
pub(crate) fn keep(
    writer: &mut Writer<'_>,
    reading: &Reading<'_>,
    asked: Option<&Idempotency>,
    id: RecordId,
) -> Result<(), Error> {
    let Some(asked) = asked else { return Ok(()) };
    let row = kept::IdempotencyRow {
        principal_id: reading.caller.principal.id().0,
        key: asked.key.clone(),
        request_hash: asked.hash.to_vec(),
        status: 201,
        body: id.0.as_bytes().to_vec(),
        created_at: reading.now,
    };
    let since = reading.now.checked_sub(KEPT).map_err(Error::internal)?;
    kept::idempotency_put(writer, &row, since)?;
    Ok(())
}
