//! A data directory to fill: made anew, with its key, and accounts straight into its tables.

use std::path::Path;

use jiff::Timestamp;
use model::{Clock as _, SystemClock, UserId};
use store::system::users::{UserRow, UserState};
use vault::{KeyFile, OsEntropy, RootKey, RootKeyProvider as _};

/// Removes what an earlier run left there, and makes the directory.
///
/// # Errors
/// When something else lies there, or the disk refuses.
pub fn clear(data: &Path) -> anyhow::Result<()> {
    if data.exists() {
        let ours = data.join("kedun.db").exists() || std::fs::read_dir(data)?.next().is_none();
        anyhow::ensure!(ours, "{} holds something else; name another place with --data", data.display());
        std::fs::remove_dir_all(data)?;
    }
    let key = data.with_extension("key");
    if key.exists() {
        std::fs::remove_file(&key)?;
    }
    std::fs::create_dir_all(data)?;
    Ok(())
}

/// The root key of a data directory, made when it is not there.
///
/// # Errors
/// When the key file can't be read or made.
pub fn root_key(data: &Path) -> anyhow::Result<RootKey> {
    let file = KeyFile::at(data.with_extension("key"));
    Ok(if file.exists() { file.root_key()? } else { file.create(&OsEntropy)? })
}

/// The row of an active account whose password has that stored form.
pub fn account(email: &str, name: String, hash: &str) -> UserRow {
    let now: Timestamp = SystemClock.now();
    UserRow {
        id: UserId::fresh(&SystemClock, &OsEntropy),
        email: email.into(),
        email_folded: email.into(),
        name,
        password_hash: Some(hash.into()),
        state: UserState::Active,
        team_id: None,
        language: "zh".into(),
        theme: "system".into(),
        density: "normal".into(),
        timezone: "Asia/Shanghai".into(),
        created_at: now,
        last_sign_in_at: None,
        password_changed_at: Some(now),
        version: 1,
        password_change_why: None,
        factor_asked_at: None,
        recovery_made_at: None,
    }
}
