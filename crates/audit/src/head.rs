//! The head record of a chain, as JSON in a setting.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::system::settings::{setting_find, setting_list, setting_lock, setting_put};
use store::{Reader, Writer};

use crate::chain::genesis;

const KEY_PREFIX: &str = "audit_head:";

/// How long a chain is, and the MAC that says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    /// The last event's number; 0 before the first.
    pub(crate) seq: i64,
    /// The last event's time, microseconds since 1970, UTC. No later event is before it.
    pub(crate) at: i64,
    /// The last event's hash.
    #[serde(with = "as_hex")]
    pub(crate) hash: Vec<u8>,
    /// How many checkpoints were signed.
    pub(crate) checkpoints: i64,
    /// The last event the last checkpoint covers.
    pub(crate) checkpoint_seq: i64,
    /// The last checkpoint's signature; empty before the first.
    #[serde(with = "as_hex")]
    pub(crate) signature: Vec<u8>,
    /// The vault's MAC over all of it and the node.
    #[serde(with = "as_hex")]
    pub(crate) mac: Vec<u8>,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            seq: 0,
            at: i64::MIN,
            hash: genesis(),
            checkpoints: 0,
            checkpoint_seq: 0,
            signature: Vec::new(),
            mac: Vec::new(),
        }
    }
}

/// A head record whose text is not one.
#[derive(Debug)]
pub(crate) struct Unreadable;

pub(crate) type Loaded = Option<Result<Head, Unreadable>>;

/// The record's text, locked until the transaction ends.
pub(crate) fn text_locked(writer: &mut Writer<'_>, node: &str) -> Result<Option<String>, store::Error> {
    setting_lock(writer, &key(node))
}

pub(crate) fn load(reader: &mut Reader<'_>, node: &str) -> Result<Loaded, store::Error> {
    Ok(setting_find(reader, &key(node))?.map(|text| parse(&text)))
}

/// The nodes that have a head record.
pub(crate) fn nodes(reader: &mut Reader<'_>) -> Result<Vec<String>, store::Error> {
    let settings = setting_list(reader)?;
    Ok(settings.iter().filter_map(|setting| setting.key.strip_prefix(KEY_PREFIX)).map(Into::into).collect())
}

/// Writes the record; answers its text.
pub(crate) fn store(
    writer: &mut Writer<'_>,
    node: &str,
    head: &Head,
    at: Timestamp,
) -> Result<String, store::Error> {
    // A struct of numbers and texts always has a JSON form.
    let text = serde_json::to_string(head).unwrap_or_default();
    setting_put(writer, &key(node), &text, at, None)?;
    Ok(text)
}

fn key(node: &str) -> String {
    format!("{KEY_PREFIX}{node}")
}

pub(crate) fn parse(text: &str) -> Result<Head, Unreadable> {
    serde_json::from_str(text).map_err(|_| Unreadable)
}

mod as_hex {
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        hex::decode(text).map_err(serde::de::Error::custom)
    }
}
