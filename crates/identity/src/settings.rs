//! One setting of the company, as JSON under its key: how it is read and written, and nothing of what it means.

use jiff::Timestamp;
use model::UserId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::system::settings::{setting_find, setting_put};
use store::{Reader, Writer};

use crate::Error;

/// The setting of that key; none if nobody set it.
pub(crate) fn read<T: DeserializeOwned>(
    reader: &mut Reader<'_>,
    key: &'static str,
) -> Result<Option<T>, Error> {
    let Some(text) = setting_find(reader, key)? else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|source| Error::SettingRead { key, source })
}

/// Writes a setting; the text it is kept as.
pub(crate) fn write<T: Serialize>(
    writer: &mut Writer<'_>,
    key: &'static str,
    value: &T,
    (at, by): (Timestamp, Option<UserId>),
) -> Result<String, Error> {
    let text = serde_json::to_string(value).map_err(|source| Error::SettingWrite { key, source })?;
    setting_put(writer, key, &text, at, by)?;
    Ok(text)
}
