//! Page cursors: where the last page ended, as an opaque text that only we can make.
//!
//! A cursor holds the sort values of the last row, which may be a customer's data; it is therefore sealed
//! like a field, bound to the very list (object, filter, sort) it belongs to.

use model::{RecordId, Scalar};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use vault::{Aad, KeyTree};

use crate::Error;

/// A cursor longer than this was not made by us.
const MAX_CURSOR_CHARS: usize = 4_096;

/// A scalar as it stands inside a cursor.
#[derive(Serialize, Deserialize)]
enum Wire {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    Id(Uuid),
}

/// What a cursor is bound to: handed to another list, it is refused.
pub(crate) struct ListIdentity(Uuid);

impl ListIdentity {
    /// The identity of the list that these texts describe: object, filter, sort and whatever else chooses its rows.
    pub(crate) fn of(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.len().to_be_bytes());
            hash.update(part.as_bytes());
        }
        let mut first = [0u8; 16];
        for (to, from) in first.iter_mut().zip(hash.finalize()) {
            *to = from;
        }
        Self(Uuid::from_bytes(first))
    }

    fn aad(&self) -> Aad<'static> {
        Aad { object: "page", field: "cursor", record: RecordId(self.0) }
    }

    /// The cursor that continues after the row with these sort values.
    pub(crate) fn cursor(&self, vault: &KeyTree, position: &[Scalar]) -> Result<String, Error> {
        let wire: Vec<Wire> = position.iter().map(to_wire).collect();
        let plain = serde_json::to_vec(&wire).map_err(Error::internal)?;
        Ok(hex::encode(vault.seal(&self.aad(), &plain)?))
    }

    /// The sort values a cursor stands for.
    pub(crate) fn position(&self, vault: &KeyTree, cursor: &str) -> Result<Vec<Scalar>, Error> {
        let refused = || Error::from(super::bad_cursor());
        if cursor.len() > MAX_CURSOR_CHARS {
            return Err(refused());
        }
        let sealed = hex::decode(cursor).map_err(|_| refused())?;
        let plain = vault.open(&self.aad(), &sealed).map_err(|_| refused())?;
        let wire: Vec<Wire> = serde_json::from_slice(&plain).map_err(|_| refused())?;
        Ok(wire.into_iter().map(from_wire).collect())
    }
}

fn to_wire(scalar: &Scalar) -> Wire {
    match scalar {
        Scalar::Null => Wire::Null,
        Scalar::Bool(value) => Wire::Bool(*value),
        Scalar::Int(value) => Wire::Int(*value),
        Scalar::Text(value) => Wire::Text(value.clone()),
        Scalar::Bytes(value) => Wire::Bytes(value.clone()),
        Scalar::Id(value) => Wire::Id(*value),
    }
}

fn from_wire(wire: Wire) -> Scalar {
    match wire {
        Wire::Null => Scalar::Null,
        Wire::Bool(value) => Scalar::Bool(value),
        Wire::Int(value) => Scalar::Int(value),
        Wire::Text(value) => Scalar::Text(value),
        Wire::Bytes(value) => Scalar::Bytes(value),
        Wire::Id(value) => Scalar::Id(value),
    }
}
