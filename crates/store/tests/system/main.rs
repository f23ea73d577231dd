//! The functions over the system tables, on both engines.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod log;
mod people;
mod sign_in;
mod text;
mod work;

use jiff::Timestamp;
use model::UserId;
use store::system::users::{UserRow, UserState};
use store::{Database, Error, Writer};
use uuid::Uuid;

fn at(secs: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + secs).unwrap()
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn user(n: u128, name: &str) -> UserRow {
    UserRow {
        id: UserId(id(n)),
        email: format!("{name}@Example.com"),
        email_folded: format!("{name}@example.com"),
        name: name.into(),
        password_hash: None,
        state: UserState::Invited,
        team_id: None,
        language: "zh".into(),
        theme: "system".into(),
        density: "normal".into(),
        timezone: "Asia/Shanghai".into(),
        created_at: at(0),
        last_sign_in_at: None,
        password_changed_at: None,
        version: 1,
        password_change_why: None,
        factor_asked_at: None,
        recovery_made_at: None,
    }
}

/// Runs a write that must succeed.
fn write<R: Send + 'static>(
    database: &Database,
    job: impl FnOnce(&mut Writer<'_>) -> Result<R, Error> + Send + 'static,
) -> R {
    database.write_blocking(job).unwrap()
}
