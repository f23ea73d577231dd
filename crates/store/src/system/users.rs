//! User accounts and the roles they hold.

use jiff::Timestamp;
use model::{Scalar, TeamId, UserId};

use super::sealed_debug;
use super::statement::{Conditions, contains_pattern, insert_rows, micros, number, opt_micros, placeholders};
use crate::{Dialect, Error, Reader, RowView, Writer};

/// Whether a person can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UserState {
    /// Invited, has no password yet.
    Invited,
    /// Can sign in.
    Active,
    /// Can't sign in any more.
    Disabled,
}

impl UserState {
    /// The word that is stored and shown to API clients.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }
}

/// A row of `user_account`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct UserRow {
    pub id: UserId,
    pub email: String,
    /// The e-mail address as it is compared: unique.
    pub email_folded: String,
    pub name: String,
    pub password_hash: Option<String>,
    pub state: UserState,
    pub team_id: Option<TeamId>,
    pub language: String,
    pub theme: String,
    pub density: String,
    pub timezone: String,
    pub created_at: Timestamp,
    pub last_sign_in_at: Option<Timestamp>,
    pub password_changed_at: Option<Timestamp>,
    pub version: i64,
    /// Why the password must be changed at the next sign-in; none: it need not.
    pub password_change_why: Option<String>,
    /// When the policy first asked for a second factor that is not there.
    pub factor_asked_at: Option<Timestamp>,
    /// When the recovery codes were made.
    pub recovery_made_at: Option<Timestamp>,
}

/// Which users a list shows. Empty: all.
#[derive(Clone, Default)]
pub struct UserFilter {
    /// Part of the name or e-mail address.
    pub text: Option<String>,
    /// Members of this team.
    pub team: Option<TeamId>,
    /// Active (or not).
    pub active: Option<bool>,
}

sealed_debug!(UserRow, UserFilter);

const COLUMNS: &str = "id, email, email_folded, name, password_hash, state, team_id, language, theme, density, \
     timezone, created_at, last_sign_in_at, password_changed_at, version, password_change_why, factor_asked_at, recovery_made_at";

fn read(row: &dyn RowView) -> Result<UserRow, Error> {
    Ok(UserRow {
        id: UserId(row.id(0)?),
        email: row.string(1)?,
        email_folded: row.string(2)?,
        name: row.string(3)?,
        password_hash: row.opt_string(4)?,
        state: match row.text(5)? {
            "invited" => UserState::Invited,
            "active" => UserState::Active,
            _ => UserState::Disabled,
        },
        team_id: row.opt_id(6)?.map(TeamId),
        language: row.string(7)?,
        theme: row.string(8)?,
        density: row.string(9)?,
        timezone: row.string(10)?,
        created_at: row.time(11)?,
        last_sign_in_at: row.opt_time(12)?,
        password_changed_at: row.opt_time(13)?,
        version: row.int(14)?,
        password_change_why: row.opt_string(15)?,
        factor_asked_at: row.opt_time(16)?,
        recovery_made_at: row.opt_time(17)?,
    })
}

/// Adds a user. A second one with the same folded address is [`Error::UniqueViolation`].
pub fn user_create(writer: &mut Writer<'_>, user: &UserRow) -> Result<(), Error> {
    let row = vec![
        user.id.into(),
        user.email.clone().into(),
        user.email_folded.clone().into(),
        user.name.clone().into(),
        user.password_hash.clone().into(),
        user.state.as_str().into(),
        user.team_id.into(),
        user.language.clone().into(),
        user.theme.clone().into(),
        user.density.clone().into(),
        user.timezone.clone().into(),
        micros(user.created_at),
        opt_micros(user.last_sign_in_at),
        opt_micros(user.password_changed_at),
        user.version.into(),
        user.password_change_why.clone().into(),
        opt_micros(user.factor_asked_at),
        opt_micros(user.recovery_made_at),
    ];
    insert_rows(writer, "user_account", COLUMNS, vec![row])
}

/// The user of that id.
pub fn user_find(reader: &mut Reader<'_>, id: UserId) -> Result<Option<UserRow>, Error> {
    reader.query_map_one(&format!("SELECT {COLUMNS} FROM user_account WHERE id = ?1"), &[id.into()], read)
}

/// The user of that folded e-mail address.
pub fn user_find_by_email(reader: &mut Reader<'_>, email_folded: &str) -> Result<Option<UserRow>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM user_account WHERE email_folded = ?1");
    reader.query_map_one(&sql, &[email_folded.into()], read)
}

/// Keeps a user's account as it is until the transaction ends, so that what is read after it and decided by it stays
/// true. Call it before any other lock that belongs to the user. An embedded database writes one thing at a time anyway.
pub fn user_lock(writer: &mut Writer<'_>, id: UserId) -> Result<(), Error> {
    if writer.dialect() == Dialect::Postgres {
        // Rows that point to the user can still be added.
        writer.query("SELECT 1 FROM user_account WHERE id = ?1 FOR NO KEY UPDATE", &[id.into()])?;
    }
    Ok(())
}

/// Those users, in no order; unknown ones are left out.
pub fn users_find(reader: &mut Reader<'_>, ids: &[UserId]) -> Result<Vec<UserRow>, Error> {
    let mut users = Vec::with_capacity(ids.len());
    for part in ids.chunks(200) {
        let sql = format!("SELECT {COLUMNS} FROM user_account WHERE id IN ({})", placeholders(1, part.len()));
        let params: Vec<Scalar> = part.iter().map(|id| (*id).into()).collect();
        users.extend(reader.query_map(&sql, &params, read)?);
    }
    Ok(users)
}

/// All users by name.
pub fn user_list(reader: &mut Reader<'_>) -> Result<Vec<UserRow>, Error> {
    reader.query_map(&format!("SELECT {COLUMNS} FROM user_account ORDER BY name, id"), &[], read)
}

/// One page of users by name and id, after that place.
pub fn user_page(
    reader: &mut Reader<'_>,
    filter: &UserFilter,
    after: Option<(&str, UserId)>,
    limit: u32,
) -> Result<Vec<UserRow>, Error> {
    let mut conditions = Conditions::new();
    if let Some(text) = &filter.text {
        let pattern = conditions.bind(contains_pattern(text));
        conditions.and(&format!(
            "(lower(name) LIKE {pattern} ESCAPE '\\' OR lower(email) LIKE {pattern} ESCAPE '\\')"
        ));
    }
    if let Some(team) = filter.team {
        let team = conditions.bind(team);
        conditions.and(&format!("team_id = {team}"));
    }
    if let Some(active) = filter.active {
        let active_state = conditions.bind(UserState::Active.as_str());
        conditions.and(&format!("state {} {active_state}", if active { "=" } else { "<>" }));
    }
    if let Some((name, id)) = after {
        let (name, id) = (conditions.bind(name), conditions.bind(id));
        conditions.and(&format!("(name, id) > ({name}, {id})"));
    }
    let limit = conditions.bind(number(limit));
    let sql =
        format!("SELECT {COLUMNS} FROM user_account{} ORDER BY name, id LIMIT {limit}", conditions.text());
    reader.query_map(&sql, conditions.params(), read)
}

/// How many users there are.
pub fn user_count(reader: &mut Reader<'_>) -> Result<u64, Error> {
    let count = reader.query_map_one("SELECT count(*) FROM user_account", &[], |row| row.int(0))?;
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
}

/// Writes what an administrator or the user may change, if the stored version is still `user.version`;
/// the version then grows by one.
pub fn user_update(writer: &mut Writer<'_>, user: &UserRow) -> Result<bool, Error> {
    let changed = writer.execute(
        "UPDATE user_account SET email = ?1, email_folded = ?2, name = ?3, state = ?4, team_id = ?5,
         language = ?6, theme = ?7, density = ?8, timezone = ?9, version = version + 1
         WHERE id = ?10 AND version = ?11",
        &[
            user.email.clone().into(),
            user.email_folded.clone().into(),
            user.name.clone().into(),
            user.state.as_str().into(),
            user.team_id.into(),
            user.language.clone().into(),
            user.theme.clone().into(),
            user.density.clone().into(),
            user.timezone.clone().into(),
            user.id.into(),
            user.version.into(),
        ],
    )?;
    Ok(changed == 1)
}

/// Sets the password, which then need not be changed, and makes an invited user active.
pub fn user_password_set(
    writer: &mut Writer<'_>,
    id: UserId,
    password_hash: &str,
    at: Timestamp,
) -> Result<bool, Error> {
    let changed = writer.execute(
        "UPDATE user_account SET password_hash = ?1, password_changed_at = ?2, password_change_why = NULL,
         state = CASE state WHEN 'invited' THEN 'active' ELSE state END, version = version + 1 WHERE id = ?3",
        &[password_hash.into(), micros(at), id.into()],
    )?;
    Ok(changed == 1)
}

/// Makes an invited user active, who proved who they are without a password.
pub fn user_activate(writer: &mut Writer<'_>, id: UserId) -> Result<bool, Error> {
    let sql =
        "UPDATE user_account SET state = 'active', version = version + 1 WHERE id = ?1 AND state = 'invited'";
    Ok(writer.execute(sql, &[id.into()])? == 1)
}

/// Replaces the stored form of the same password, when its cost has grown; false if it is another password by now.
pub fn user_password_rehash(
    writer: &mut Writer<'_>,
    id: UserId,
    password_hash: &str,
    rehashed: &str,
) -> Result<bool, Error> {
    let sql = "UPDATE user_account SET password_hash = ?1 WHERE id = ?2 AND password_hash = ?3";
    Ok(writer.execute(sql, &[rehashed.into(), id.into(), password_hash.into()])? == 1)
}

/// Notes that the password must be changed at the next sign-in, and why. An earlier reason stays, but an incident comes before
/// all of them: it also makes the next sign-in unusual.
pub fn user_password_change_ask(writer: &mut Writer<'_>, id: UserId, why: &str) -> Result<bool, Error> {
    let sql = "UPDATE user_account SET password_change_why = ?1 WHERE id = ?2 AND password_hash IS NOT NULL
               AND (password_change_why IS NULL OR ?1 = 'incident')";
    Ok(writer.execute(sql, &[why.into(), id.into()])? == 1)
}

/// Notes when the policy first asked for a second factor, or that it is there now.
pub fn user_factor_asked(
    writer: &mut Writer<'_>,
    id: UserId,
    asked_at: Option<Timestamp>,
) -> Result<(), Error> {
    let sql = "UPDATE user_account SET factor_asked_at = ?1 WHERE id = ?2";
    writer.execute(sql, &[opt_micros(asked_at), id.into()]).map(drop)
}

/// Notes a sign-in.
pub fn user_signed_in(writer: &mut Writer<'_>, id: UserId, at: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE user_account SET last_sign_in_at = ?1 WHERE id = ?2";
    writer.execute(sql, &[micros(at), id.into()]).map(drop)
}

/// The keys of the roles a user holds, sorted.
pub fn user_roles(reader: &mut Reader<'_>, id: UserId) -> Result<Vec<String>, Error> {
    let sql = "SELECT role_key FROM user_role WHERE user_id = ?1 ORDER BY role_key";
    reader.query_map(sql, &[id.into()], |row| row.string(0))
}

/// Who holds which role, of those users.
pub fn users_roles(reader: &mut Reader<'_>, ids: &[UserId]) -> Result<Vec<(UserId, String)>, Error> {
    let mut held = Vec::new();
    for part in ids.chunks(200) {
        let sql = format!(
            "SELECT user_id, role_key FROM user_role WHERE user_id IN ({}) ORDER BY user_id, role_key",
            placeholders(1, part.len())
        );
        let params: Vec<Scalar> = part.iter().map(|id| (*id).into()).collect();
        held.extend(reader.query_map(&sql, &params, |row| Ok((UserId(row.id(0)?), row.string(1)?)))?);
    }
    Ok(held)
}

/// Gives a user exactly these roles. A role that does not exist is [`Error::ForeignKey`].
pub fn user_roles_set(writer: &mut Writer<'_>, id: UserId, roles: &[String]) -> Result<(), Error> {
    writer.execute("DELETE FROM user_role WHERE user_id = ?1", &[id.into()])?;
    let rows = roles.iter().map(|role| vec![id.into(), role.clone().into()]).collect();
    insert_rows(writer, "user_role", "user_id, role_key", rows)
}

/// Users who hold the role and are active, so that the last administrator is not lost.
pub fn user_active_in_role(reader: &mut Reader<'_>, role: &str) -> Result<Vec<UserId>, Error> {
    let sql = "SELECT u.id FROM user_account u JOIN user_role r ON r.user_id = u.id
               WHERE r.role_key = ?1 AND u.state = 'active' ORDER BY u.id";
    reader.query_map(sql, &[role.into()], |row| row.id(0).map(UserId))
}
