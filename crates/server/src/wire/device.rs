//! Sessions, devices and places as JSON.

use identity::{DeviceInfo, DeviceLost, DevicePasskey, Place, SessionInfo, SessionList};
use serde_json::{Value, json};

/// Somebody's sessions.
pub(crate) fn sessions_json(list: &SessionList) -> Value {
    json!({
        "items": list.live.iter().map(session_json).collect::<Vec<_>>(),
        "ended": list.over.iter().map(session_json).collect::<Vec<_>>(),
    })
}

/// One session.
pub(crate) fn session_json(session: &SessionInfo) -> Value {
    json!({
        "id": session.id,
        "created_at": session.created_at,
        "last_used_at": session.last_used_at,
        "address": session.address,
        "place": place(&session.place),
        "user_agent": session.user_agent,
        "device": session.device,
        "device_id": session.device_id,
        "device_first_seen_at": session.device_first_seen_at,
        "strength": session.strength,
        "current": session.current,
        "ended_at": session.ended_at,
        "ended_why": session.ended_why,
    })
}

/// A place; null where nothing is known.
pub(crate) fn place(place: &Place) -> Value {
    if place.country.is_none() && place.city_en.is_none() {
        return Value::Null;
    }
    let city = place
        .city_zh
        .as_ref()
        .or(place.city_en.as_ref())
        .map(|zh| json!({"zh": zh, "en": place.city_en.as_ref().unwrap_or(zh)}));
    json!({"country": place.country, "city": city})
}

/// A known device.
pub(crate) fn device_json(info: &DeviceInfo) -> Value {
    json!({
        "id": info.id,
        "device": info.device,
        "user_agent": info.user_agent,
        "address": info.address,
        "place": place(&info.place),
        "first_seen_at": info.first_seen_at,
        "last_seen_at": info.last_seen_at,
        "current": info.current,
        "sessions": info.sessions,
        "passkeys": passkeys(&info.passkeys),
    })
}

/// What a lost device took with it.
pub(crate) fn lost_json(lost: &DeviceLost) -> Value {
    json!({
        "sessions_ended": lost.sessions,
        "flows_ended": lost.flows,
        "passkeys": passkeys(&lost.passkeys),
        "passkeys_removed": lost.removed,
    })
}

fn passkeys(passkeys: &[DevicePasskey]) -> Value {
    passkeys.iter().map(|passkey| json!({"id": passkey.id, "label": passkey.label})).collect()
}
