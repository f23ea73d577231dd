//! The keys of persons: each contact and lead has one of its own, so that erasing the key erases the person.

use std::collections::HashMap;
use std::sync::Arc;

use metadata::{FieldDef, ObjectDef};
use model::{RecordId, Scalar, Value};
use store::system::subject_keys::{self, SubjectKeyRow};
use store::{Reader, Writer};
use uuid::Uuid;
use vault::{Aad, SealError, SubjectKey};

use crate::Error;
use crate::service::Inner;

/// What opens and seals the records of one page: the object's key, or each person's own.
pub(crate) enum Keys {
    /// The object's records are not about one person: the tree's keys serve.
    Tree,
    /// Each record has a key of its own; one that is missing was erased, and its values with it.
    Persons(HashMap<RecordId, Arc<SubjectKey>>),
}

impl Keys {
    /// The keys for those records: from the cache, and one query for those it does not hold.
    pub(crate) fn load(
        reader: &mut Reader<'_>,
        inner: &Inner,
        object: &ObjectDef,
        ids: &[RecordId],
    ) -> Result<Self, Error> {
        if !object.person {
            return Ok(Self::Tree);
        }
        let mut keys = HashMap::with_capacity(ids.len());
        let mut missing: Vec<Uuid> = Vec::new();
        for (id, found) in ids.iter().zip(inner.subjects.find_many(ids)) {
            match found {
                Some(key) => drop(keys.insert(*id, key)),
                None => missing.push(id.0),
            }
        }
        if !missing.is_empty() {
            let ticket = inner.subjects.ticket();
            for stored in subject_keys::subject_keys_find(reader, &missing)? {
                let Some(wrapped) = stored.wrapped else { continue };
                let id = RecordId(stored.subject_id);
                let key = Arc::new(inner.vault.subject_key_unwrap(id, &wrapped)?);
                inner.subjects.insert(ticket, id, Arc::clone(&key));
                keys.insert(id, key);
            }
        }
        Ok(Self::Persons(keys))
    }

    /// Makes the key of a new record, if its object is about persons, and keeps it wrapped beside the record.
    pub(crate) fn create(
        writer: &mut Writer<'_>,
        inner: &Inner,
        object: &ObjectDef,
        id: RecordId,
    ) -> Result<Self, Error> {
        if !object.person {
            return Ok(Self::Tree);
        }
        let (key, wrapped) = inner.vault.subject_key_create(id)?;
        let row = SubjectKeyRow {
            subject_id: id.0,
            object: object.name.as_str().into(),
            wrapped: Some(wrapped),
            key_version: inner.vault.current_version(),
            created_at: inner.clock.now(),
            erased_at: None,
        };
        subject_keys::subject_keys_create(writer, &[row])?;
        Ok(Self::Persons(HashMap::from([(id, Arc::new(key))])))
    }

    /// Opens one sealed value; nothing is left of one whose person's key was erased.
    pub(crate) fn open(
        &self,
        inner: &Inner,
        object: &ObjectDef,
        field: &FieldDef,
        id: RecordId,
        sealed: &[u8],
    ) -> Result<Value, Error> {
        let aad = Aad { object: object.name.as_str(), field: field.name.as_str(), record: id };
        let mut plain = match self {
            Self::Tree => inner.vault.open(&aad, sealed)?,
            Self::Persons(keys) => match keys.get(&id) {
                Some(key) => inner.vault.open_for_subject(key, &aad, sealed)?,
                None => return Ok(Value::Null),
            },
        };
        field.from_plaintext(std::mem::take(&mut *plain)).map_err(Error::internal)
    }

    /// Seals one value.
    pub(crate) fn seal(
        &self,
        inner: &Inner,
        object: &ObjectDef,
        field: &FieldDef,
        id: RecordId,
        value: &Value,
    ) -> Result<Scalar, Error> {
        if value.is_null() {
            return Ok(Scalar::Null);
        }
        let aad = Aad { object: object.name.as_str(), field: field.name.as_str(), record: id };
        let plain = field.plaintext(value);
        let sealed = match self {
            Self::Tree => inner.vault.seal(&aad, &plain)?,
            Self::Persons(keys) => inner.vault.seal_for_subject(required(keys, id)?, &aad, &plain)?,
        };
        Ok(Scalar::Bytes(sealed))
    }

    /// The person's key for history and files, if the record has one of its own.
    ///
    /// # Errors
    /// Fails when the person's key was erased: nothing new may be sealed for an erased person.
    pub(crate) fn subject(&self, id: RecordId) -> Result<Option<&SubjectKey>, Error> {
        match self {
            Self::Tree => Ok(None),
            Self::Persons(keys) => required(keys, id).map(Some),
        }
    }

    /// The person's key, if it is still there.
    pub(crate) fn subject_left(&self, id: RecordId) -> Option<&SubjectKey> {
        match self {
            Self::Tree => None,
            Self::Persons(keys) => keys.get(&id).map(|key| &**key),
        }
    }
}

fn required(keys: &HashMap<RecordId, Arc<SubjectKey>>, id: RecordId) -> Result<&SubjectKey, Error> {
    keys.get(&id).map(|key| &**key).ok_or(Error::Vault(SealError::WrongKind))
}
