//! Single sign-on: providers, identities there, sessions that came by them, roles their groups gave.

use jiff::Timestamp;
use model::{Scalar, TeamId, UserId};
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{Conditions, insert_rows, micros, opt_micros};
use crate::{Error, Reader, RowView, Writer};

/// A row of `sso_provider`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct ProviderRow {
    pub key: String,
    /// JSON, written and read by `identity`.
    pub body: String,
    /// The client's secret, sealed.
    pub secret_sealed: Option<Vec<u8>>,
    /// Whether people can sign in by it.
    pub on: bool,
    pub version: i64,
}

/// A row of `sso_identity`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct IdentityRow {
    pub provider_key: String,
    /// The person's name at the provider.
    pub subject: String,
    pub user_id: UserId,
    /// The team its groups gave.
    pub team_id: Option<TeamId>,
    pub linked_at: Timestamp,
    pub last_sign_in_at: Option<Timestamp>,
}

/// A row of `sso_session`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct SsoSessionRow {
    /// Of the flow, later of the session.
    pub id: Uuid,
    pub provider_key: String,
    pub subject: String,
    /// The session at the provider.
    pub sid: Option<String>,
    pub created_at: Timestamp,
}

sealed_debug!(ProviderRow, IdentityRow, SsoSessionRow);

const PROVIDER: &str = "key, body, secret_sealed, state, version";
const IDENTITY: &str = "provider_key, subject, user_id, team_id, linked_at, last_sign_in_at";
const SESSION: &str = "id, provider_key, subject, sid, created_at";

fn provider(row: &dyn RowView) -> Result<ProviderRow, Error> {
    Ok(ProviderRow {
        key: row.string(0)?,
        body: row.string(1)?,
        secret_sealed: row.opt_bytes(2)?.map(<[u8]>::to_vec),
        on: row.string(3)? == "on",
        version: row.int(4)?,
    })
}

fn identity(row: &dyn RowView) -> Result<IdentityRow, Error> {
    Ok(IdentityRow {
        provider_key: row.string(0)?,
        subject: row.string(1)?,
        user_id: UserId(row.id(2)?),
        team_id: row.opt_id(3)?.map(TeamId),
        linked_at: row.time(4)?,
        last_sign_in_at: row.opt_time(5)?,
    })
}

fn session(row: &dyn RowView) -> Result<SsoSessionRow, Error> {
    Ok(SsoSessionRow {
        id: row.id(0)?,
        provider_key: row.string(1)?,
        subject: row.string(2)?,
        sid: row.opt_string(3)?,
        created_at: row.time(4)?,
    })
}

fn state(on: bool) -> Scalar {
    if on { "on".into() } else { "off".into() }
}

/// All providers by key.
pub fn sso_provider_list(reader: &mut Reader<'_>) -> Result<Vec<ProviderRow>, Error> {
    reader.query_map(&format!("SELECT {PROVIDER} FROM sso_provider ORDER BY key"), &[], provider)
}

/// Adds a provider.
pub fn sso_provider_create(writer: &mut Writer<'_>, row: &ProviderRow) -> Result<(), Error> {
    let values = vec![
        row.key.clone().into(),
        row.body.clone().into(),
        row.secret_sealed.clone().into(),
        state(row.on),
        row.version.into(),
    ];
    insert_rows(writer, "sso_provider", PROVIDER, vec![values])
}

/// Writes a provider, if the stored version is still `row.version`; it then grows by one.
pub fn sso_provider_update(writer: &mut Writer<'_>, row: &ProviderRow) -> Result<bool, Error> {
    let sql = "UPDATE sso_provider SET body = ?1, secret_sealed = ?2, state = ?3, version = version + 1
               WHERE key = ?4 AND version = ?5";
    let params = [
        row.body.clone().into(),
        row.secret_sealed.clone().into(),
        state(row.on),
        row.key.clone().into(),
        row.version.into(),
    ];
    Ok(writer.execute(sql, &params)? == 1)
}

/// Removes a provider with all that hangs on it.
pub fn sso_provider_delete(writer: &mut Writer<'_>, key: &str) -> Result<bool, Error> {
    Ok(writer.execute("DELETE FROM sso_provider WHERE key = ?1", &[key.into()])? == 1)
}

/// Links a person. A subject that is linked, or a person who is, is [`Error::UniqueViolation`].
pub fn sso_identity_create(writer: &mut Writer<'_>, row: &IdentityRow) -> Result<(), Error> {
    let values = vec![
        row.provider_key.clone().into(),
        row.subject.clone().into(),
        row.user_id.into(),
        row.team_id.map(|team| team.0).into(),
        micros(row.linked_at),
        opt_micros(row.last_sign_in_at),
    ];
    insert_rows(writer, "sso_identity", IDENTITY, vec![values])
}

/// Who that is.
pub fn sso_identity_find(
    reader: &mut Reader<'_>,
    provider: &str,
    subject: &str,
) -> Result<Option<IdentityRow>, Error> {
    let sql = format!("SELECT {IDENTITY} FROM sso_identity WHERE provider_key = ?1 AND subject = ?2");
    reader.query_map_one(&sql, &[provider.into(), subject.into()], identity)
}

/// A person's identities, by provider.
pub fn sso_identities_of_user(reader: &mut Reader<'_>, user: UserId) -> Result<Vec<IdentityRow>, Error> {
    let sql = format!("SELECT {IDENTITY} FROM sso_identity WHERE user_id = ?1 ORDER BY provider_key");
    reader.query_map(&sql, &[user.into()], identity)
}

/// Everybody who is linked with that provider.
pub fn sso_identities_of_provider(reader: &mut Reader<'_>, key: &str) -> Result<Vec<IdentityRow>, Error> {
    let sql = format!("SELECT {IDENTITY} FROM sso_identity WHERE provider_key = ?1 ORDER BY user_id");
    reader.query_map(&sql, &[key.into()], identity)
}

/// How many people are linked with each provider.
pub fn sso_identity_counts(reader: &mut Reader<'_>) -> Result<Vec<(String, i64)>, Error> {
    let sql = "SELECT provider_key, count(*) FROM sso_identity GROUP BY provider_key";
    reader.query_map(sql, &[], |row| Ok((row.string(0)?, row.int(1)?)))
}

/// Notes a sign-in, and the team the groups gave.
pub fn sso_identity_used(writer: &mut Writer<'_>, row: &IdentityRow) -> Result<bool, Error> {
    let sql = "UPDATE sso_identity SET team_id = ?1, last_sign_in_at = ?2
               WHERE provider_key = ?3 AND subject = ?4";
    let params = [
        row.team_id.map(|team| team.0).into(),
        opt_micros(row.last_sign_in_at),
        row.provider_key.clone().into(),
        row.subject.clone().into(),
    ];
    Ok(writer.execute(sql, &params)? == 1)
}

/// Unlinks a person from a provider.
pub fn sso_identity_delete(writer: &mut Writer<'_>, user: UserId, provider: &str) -> Result<bool, Error> {
    let sql = "DELETE FROM sso_identity WHERE user_id = ?1 AND provider_key = ?2";
    Ok(writer.execute(sql, &[user.into(), provider.into()])? == 1)
}

/// Notes whose sign-in a flow or session is.
pub fn sso_session_create(writer: &mut Writer<'_>, row: &SsoSessionRow) -> Result<(), Error> {
    let values = vec![
        row.id.into(),
        row.provider_key.clone().into(),
        row.subject.clone().into(),
        row.sid.clone().into(),
        micros(row.created_at),
    ];
    insert_rows(writer, "sso_session", SESSION, vec![values])
}

/// A flow became a session.
pub fn sso_session_move(writer: &mut Writer<'_>, flow: Uuid, session: Uuid) -> Result<bool, Error> {
    let sql = "UPDATE sso_session SET id = ?1 WHERE id = ?2";
    Ok(writer.execute(sql, &[session.into(), flow.into()])? == 1)
}

/// What a flow or session came by; none if not by a provider.
pub fn sso_session_find(reader: &mut Reader<'_>, id: Uuid) -> Result<Option<SsoSessionRow>, Error> {
    reader.query_map_one(&format!("SELECT {SESSION} FROM sso_session WHERE id = ?1"), &[id.into()], session)
}

/// Takes out, and answers, the flows and sessions that came by that provider: of that session there, of that person
/// there, or both. With both, those of the person that know no session there as well: which one they are of, nobody
/// can tell, and a session that goes on past its end is worse than one that ends early.
pub fn sso_sessions_take(
    writer: &mut Writer<'_>,
    provider: &str,
    subject: Option<&str>,
    sid: Option<&str>,
) -> Result<Vec<Uuid>, Error> {
    let mut conditions = Conditions::new();
    for (column, value) in [("provider_key", Some(provider)), ("subject", subject)] {
        if let Some(value) = value {
            let place = conditions.bind(value);
            conditions.and(&format!("{column} = {place}"));
        }
    }
    if let Some(sid) = sid {
        let place = conditions.bind(sid);
        let or_unknown = if subject.is_some() { " OR sid IS NULL" } else { "" };
        conditions.and(&format!("(sid = {place}{or_unknown})"));
    }
    let sql = format!("DELETE FROM sso_session{} RETURNING id", conditions.text());
    writer.query_map(&sql, conditions.params(), |row| row.id(0))
}

/// Ends a session in any state of that id, or drops the flow; whether it was a live session.
pub fn sso_session_end(writer: &mut Writer<'_>, id: Uuid, at: Timestamp, why: &str) -> Result<bool, Error> {
    writer.execute("DELETE FROM sign_in_flow WHERE id = ?1", &[id.into()])?;
    let sql = "UPDATE session SET ended_at = ?1, ended_why = ?2 WHERE id = ?3 AND ended_at IS NULL";
    Ok(writer.execute(sql, &[micros(at), why.into(), id.into()])? == 1)
}

/// Forgets what is neither a session any more nor as young as a flow; how many.
pub fn sso_sessions_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    let sql = "DELETE FROM sso_session WHERE created_at < ?1 AND id NOT IN (SELECT id FROM session)";
    writer.execute(sql, &[micros(before)])
}

/// Roles a person has by groups: the role, and whose groups.
pub fn sso_roles_of_user(reader: &mut Reader<'_>, user: UserId) -> Result<Vec<(String, String)>, Error> {
    let sql =
        "SELECT role_key, provider_key FROM sso_role WHERE user_id = ?1 ORDER BY role_key, provider_key";
    reader.query_map(sql, &[user.into()], |row| Ok((row.string(0)?, row.string(1)?)))
}

/// From now on exactly these roles count as given by that provider's groups.
pub fn sso_roles_set(
    writer: &mut Writer<'_>,
    user: UserId,
    provider: &str,
    roles: &[String],
) -> Result<(), Error> {
    let sql = "DELETE FROM sso_role WHERE user_id = ?1 AND provider_key = ?2";
    writer.execute(sql, &[user.into(), provider.into()])?;
    let row = |role: &String| vec![user.into(), role.clone().into(), provider.into()];
    insert_rows(writer, "sso_role", "user_id, role_key, provider_key", roles.iter().map(row).collect())
}
