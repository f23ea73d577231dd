//! Apps that people may let act for them: the apps, what each person allowed, the codes and refresh tokens under way.
//! Of every secret only its hash is stored.

use std::collections::HashMap;

use jiff::Timestamp;
use model::{AppId, Scalar, UserId};
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, opt_micros};
use crate::{Error, Reader, RowView, Writer};

/// A row of `app`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct AppRow {
    pub id: AppId,
    pub name: String,
    pub publisher: String,
    pub website: Option<String>,
    /// Separated by spaces, which no URI holds.
    pub redirect_uris: String,
    /// The scopes it was registered with, separated by spaces.
    pub wanted: String,
    /// The scopes administrators let it ask people for, at most.
    pub granted: String,
    /// SHA-256 of its secret; none for an app that can keep none.
    pub secret_hash: Option<Vec<u8>>,
    /// `quarantined`, `approved`, `refused` or `revoked`.
    pub state: String,
    pub verified: bool,
    pub registered_by: UserId,
    pub registered_at: Timestamp,
    pub decided_by: Option<UserId>,
    pub decided_at: Option<Timestamp>,
    pub note: Option<String>,
    pub version: i64,
}

/// A row of `app_grant`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct GrantRow {
    pub id: Uuid,
    pub app_id: AppId,
    pub user_id: UserId,
    pub scopes: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    pub revoked_why: Option<String>,
}

/// A row of `app_code`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct CodeRow {
    pub code_hash: Vec<u8>,
    pub app_id: AppId,
    pub user_id: UserId,
    pub redirect_uri: String,
    /// RFC 7636, method S256.
    pub challenge: String,
    pub scopes: String,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    /// What came of it.
    pub grant_id: Option<Uuid>,
}

/// A row of `app_refresh`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct RefreshRow {
    pub token_hash: Vec<u8>,
    pub grant_id: Uuid,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

sealed_debug!(AppRow, GrantRow, CodeRow, RefreshRow);

const APP: &str = "id, name, publisher, website, redirect_uris, wanted, granted, secret_hash, state, verified, \
     registered_by, registered_at, decided_by, decided_at, note, version";

fn app(row: &dyn RowView) -> Result<AppRow, Error> {
    Ok(AppRow {
        id: AppId(row.id(0)?),
        name: row.string(1)?,
        publisher: row.string(2)?,
        website: row.opt_string(3)?,
        redirect_uris: row.string(4)?,
        wanted: row.string(5)?,
        granted: row.string(6)?,
        secret_hash: row.opt_bytes(7)?.map(<[u8]>::to_vec),
        state: row.string(8)?,
        verified: row.bool(9)?,
        registered_by: UserId(row.id(10)?),
        registered_at: row.time(11)?,
        decided_by: row.opt_id(12)?.map(UserId),
        decided_at: row.opt_time(13)?,
        note: row.opt_string(14)?,
        version: row.int(15)?,
    })
}

/// Adds an app.
pub fn app_create(writer: &mut Writer<'_>, app: &AppRow) -> Result<(), Error> {
    let row = vec![
        app.id.into(),
        app.name.clone().into(),
        app.publisher.clone().into(),
        app.website.clone().into(),
        app.redirect_uris.clone().into(),
        app.wanted.clone().into(),
        app.granted.clone().into(),
        app.secret_hash.clone().into(),
        app.state.clone().into(),
        app.verified.into(),
        app.registered_by.into(),
        micros(app.registered_at),
        app.decided_by.into(),
        opt_micros(app.decided_at),
        app.note.clone().into(),
        app.version.into(),
    ];
    insert_rows(writer, "app", APP, vec![row])
}

/// The app of that id.
pub fn app_find(reader: &mut Reader<'_>, id: AppId) -> Result<Option<AppRow>, Error> {
    reader.query_map_one(&format!("SELECT {APP} FROM app WHERE id = ?1"), &[id.into()], app)
}

/// All apps, or those that somebody registered: first those that wait for a decision, then those that may act, then those
/// that are over, each newest first. Whoever decides sees what waits, however many were refused.
pub fn app_list(reader: &mut Reader<'_>, registered_by: Option<UserId>) -> Result<Vec<AppRow>, Error> {
    let all = format!("SELECT {APP} FROM app");
    let order =
        "ORDER BY CASE state WHEN 'quarantined' THEN 0 WHEN 'approved' THEN 1 ELSE 2 END, id DESC LIMIT 1000";
    match registered_by {
        None => reader.query_map(&format!("{all} {order}"), &[], app),
        Some(user) => {
            reader.query_map(&format!("{all} WHERE registered_by = ?1 {order}"), &[user.into()], app)
        }
    }
}

/// How many apps wait for a decision.
pub fn apps_waiting_all(reader: &mut Reader<'_>) -> Result<u32, Error> {
    let sql = "SELECT count(*) FROM app WHERE state = 'quarantined'";
    Ok(reader.query_map_one(sql, &[], |row| row.small(0))?.unwrap_or(0))
}

/// How many apps somebody registered since that instant, whatever has become of them.
pub fn apps_registered(reader: &mut Reader<'_>, user: UserId, since: Timestamp) -> Result<u32, Error> {
    let sql = "SELECT count(*) FROM app WHERE registered_by = ?1 AND registered_at > ?2";
    Ok(reader.query_map_one(sql, &[user.into(), micros(since)], |row| row.small(0))?.unwrap_or(0))
}

/// How many apps that somebody registered wait for a decision.
pub fn apps_waiting(reader: &mut Reader<'_>, user: UserId) -> Result<u32, Error> {
    let sql = "SELECT count(*) FROM app WHERE registered_by = ?1 AND state = 'quarantined'";
    Ok(reader.query_map_one(sql, &[user.into()], |row| row.small(0))?.unwrap_or(0))
}

/// Writes what was decided of an app, if its version is still the one told.
pub fn app_decide(writer: &mut Writer<'_>, app: &AppRow) -> Result<bool, Error> {
    let sql =
        "UPDATE app SET granted = ?1, state = ?2, verified = ?3, decided_by = ?4, decided_at = ?5, note = ?6,
               version = version + 1 WHERE id = ?7 AND version = ?8";
    let params = [
        app.granted.clone().into(),
        app.state.clone().into(),
        app.verified.into(),
        app.decided_by.into(),
        opt_micros(app.decided_at),
        app.note.clone().into(),
        app.id.into(),
        app.version.into(),
    ];
    Ok(writer.execute(sql, &params)? == 1)
}

const GRANT: &str = "id, app_id, user_id, scopes, created_at, expires_at, revoked_at, revoked_why";

fn grant(row: &dyn RowView) -> Result<GrantRow, Error> {
    Ok(GrantRow {
        id: row.id(0)?,
        app_id: AppId(row.id(1)?),
        user_id: UserId(row.id(2)?),
        scopes: row.string(3)?,
        created_at: row.time(4)?,
        expires_at: row.time(5)?,
        revoked_at: row.opt_time(6)?,
        revoked_why: row.opt_string(7)?,
    })
}

/// Adds what a person allowed.
pub fn grant_create(writer: &mut Writer<'_>, grant: &GrantRow) -> Result<(), Error> {
    let row = vec![
        grant.id.into(),
        grant.app_id.into(),
        grant.user_id.into(),
        grant.scopes.clone().into(),
        micros(grant.created_at),
        micros(grant.expires_at),
        opt_micros(grant.revoked_at),
        grant.revoked_why.clone().into(),
    ];
    insert_rows(writer, "app_grant", GRANT, vec![row])
}

/// What was allowed under that id, whatever has become of it.
pub fn grant_find(reader: &mut Reader<'_>, id: Uuid) -> Result<Option<GrantRow>, Error> {
    reader.query_map_one(&format!("SELECT {GRANT} FROM app_grant WHERE id = ?1"), &[id.into()], grant)
}

/// What a person allows apps at that instant, newest first.
pub fn grants_of_user(reader: &mut Reader<'_>, user: UserId, now: Timestamp) -> Result<Vec<GrantRow>, Error> {
    let sql = format!(
        "SELECT {GRANT} FROM app_grant WHERE user_id = ?1 AND revoked_at IS NULL AND expires_at > ?2
         ORDER BY id DESC LIMIT 1000"
    );
    reader.query_map(&sql, &[user.into(), micros(now)], grant)
}

/// What a person allows apps at that instant with the apps, newest first: two questions, however many there are.
pub fn grants_with_apps(
    reader: &mut Reader<'_>,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<(GrantRow, AppRow)>, Error> {
    let grants = grants_of_user(reader, user, now)?;
    let sql = format!(
        "SELECT {APP} FROM app WHERE id IN
         (SELECT app_id FROM app_grant WHERE user_id = ?1 AND revoked_at IS NULL AND expires_at > ?2)"
    );
    let apps = reader.query_map(&sql, &[user.into(), micros(now)], app)?;
    let apps: HashMap<AppId, AppRow> = apps.into_iter().map(|app| (app.id, app)).collect();
    let with = |grant: GrantRow| apps.get(&grant.app_id).cloned().map(|app| (grant, app));
    Ok(grants.into_iter().filter_map(with).collect())
}

/// Revokes what was allowed under that id.
pub fn grant_revoke(writer: &mut Writer<'_>, id: Uuid, at: Timestamp, why: &str) -> Result<bool, Error> {
    let sql = "UPDATE app_grant SET revoked_at = ?1, revoked_why = ?2 WHERE id = ?3 AND revoked_at IS NULL";
    Ok(writer.execute(sql, &[micros(at), why.into(), id.into()])? == 1)
}

/// Revokes all that a person allowed one app, or all; the ids.
pub fn grants_revoke_of_user(
    writer: &mut Writer<'_>,
    user: UserId,
    app: Option<AppId>,
    at: Timestamp,
    why: &str,
) -> Result<Vec<Uuid>, Error> {
    let sql =
        "UPDATE app_grant SET revoked_at = ?1, revoked_why = ?2 WHERE user_id = ?3 AND revoked_at IS NULL";
    let mut params = vec![micros(at), why.into(), user.into()];
    let sql = match app {
        None => format!("{sql} RETURNING id"),
        Some(app) => {
            params.push(app.into());
            format!("{sql} AND app_id = ?4 RETURNING id")
        }
    };
    writer.query_map(&sql, &params, |row| row.id(0))
}

const CODE: &str =
    "code_hash, app_id, user_id, redirect_uri, challenge, scopes, expires_at, used_at, grant_id";

/// Adds a code.
pub fn code_create(writer: &mut Writer<'_>, code: &CodeRow) -> Result<(), Error> {
    let row = vec![
        code.code_hash.clone().into(),
        code.app_id.into(),
        code.user_id.into(),
        code.redirect_uri.clone().into(),
        code.challenge.clone().into(),
        code.scopes.clone().into(),
        micros(code.expires_at),
        opt_micros(code.used_at),
        code.grant_id.into(),
    ];
    insert_rows(writer, "app_code", CODE, vec![row])
}

/// The code of that hash, whatever has become of it.
pub fn app_code_find(reader: &mut Reader<'_>, hash: &[u8]) -> Result<Option<CodeRow>, Error> {
    let sql = format!("SELECT {CODE} FROM app_code WHERE code_hash = ?1");
    reader.query_map_one(&sql, &[Scalar::Bytes(hash.to_vec())], |row| {
        Ok(CodeRow {
            code_hash: row.bytes(0)?.to_vec(),
            app_id: AppId(row.id(1)?),
            user_id: UserId(row.id(2)?),
            redirect_uri: row.string(3)?,
            challenge: row.string(4)?,
            scopes: row.string(5)?,
            expires_at: row.time(6)?,
            used_at: row.opt_time(7)?,
            grant_id: row.opt_id(8)?,
        })
    })
}

/// Uses a code up, once: false if it was before.
pub fn app_code_use(
    writer: &mut Writer<'_>,
    hash: &[u8],
    at: Timestamp,
    grant: Option<Uuid>,
) -> Result<bool, Error> {
    let sql = "UPDATE app_code SET used_at = ?1, grant_id = ?2 WHERE code_hash = ?3 AND used_at IS NULL";
    Ok(writer.execute(sql, &[micros(at), grant.into(), Scalar::Bytes(hash.to_vec())])? == 1)
}

/// Makes a person's codes worthless, those for one app or for all.
pub fn app_codes_withdraw(
    writer: &mut Writer<'_>,
    user: UserId,
    app: Option<AppId>,
    at: Timestamp,
) -> Result<u64, Error> {
    let sql = "UPDATE app_code SET used_at = ?1 WHERE user_id = ?2 AND used_at IS NULL";
    match app {
        None => writer.execute(sql, &[micros(at), user.into()]),
        Some(app) => {
            writer.execute(&format!("{sql} AND app_id = ?3"), &[micros(at), user.into(), app.into()])
        }
    }
}

/// Adds a refresh token.
pub fn refresh_create(writer: &mut Writer<'_>, refresh: &RefreshRow) -> Result<(), Error> {
    let row = vec![
        refresh.token_hash.clone().into(),
        refresh.grant_id.into(),
        micros(refresh.expires_at),
        opt_micros(refresh.used_at),
    ];
    insert_rows(writer, "app_refresh", "token_hash, grant_id, expires_at, used_at", vec![row])
}

/// The refresh token of that hash, whatever has become of it.
pub fn refresh_find(reader: &mut Reader<'_>, hash: &[u8]) -> Result<Option<RefreshRow>, Error> {
    let sql = "SELECT token_hash, grant_id, expires_at, used_at FROM app_refresh WHERE token_hash = ?1";
    reader.query_map_one(sql, &[Scalar::Bytes(hash.to_vec())], |row| {
        Ok(RefreshRow {
            token_hash: row.bytes(0)?.to_vec(),
            grant_id: row.id(1)?,
            expires_at: row.time(2)?,
            used_at: row.opt_time(3)?,
        })
    })
}

/// Uses a refresh token up, once: false if it was before.
pub fn refresh_use(writer: &mut Writer<'_>, hash: &[u8], at: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE app_refresh SET used_at = ?1 WHERE token_hash = ?2 AND used_at IS NULL";
    Ok(writer.execute(sql, &[micros(at), Scalar::Bytes(hash.to_vec())])? == 1)
}

/// Removes codes and grants (with their refresh tokens, and what was noted of their use) that were over before that
/// instant; how many. Their tokens were over earlier and are swept first.
pub fn apps_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    let codes = writer.execute("DELETE FROM app_code WHERE expires_at < ?1", &[micros(before)])?;
    let used = "DELETE FROM api_token_use WHERE token_id IN (SELECT id FROM app_grant WHERE expires_at < ?1)";
    writer.execute(used, &[micros(before)])?;
    let grants = writer.execute("DELETE FROM app_grant WHERE expires_at < ?1", &[micros(before)])?;
    Ok(codes + grants)
}

/// Removes apps that were refused or revoked before that instant and that nothing hangs on any more; how many.
pub fn apps_ended_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    let sql = "DELETE FROM app WHERE state IN ('refused', 'revoked') AND decided_at < ?1
               AND NOT EXISTS (SELECT 1 FROM app_grant g WHERE g.app_id = app.id)
               AND NOT EXISTS (SELECT 1 FROM app_code c WHERE c.app_id = app.id)";
    writer.execute(sql, &[micros(before)])
}
