//! Tokens by which programs ask in a person's name, and when each was last used. The token itself is never stored,
//! only its hash.

use jiff::Timestamp;
use model::{Scalar, TokenId, UserId};
use uuid::Uuid;

use super::sealed_debug;
use super::statement::{insert_rows, micros, opt_micros};
use crate::{Error, Reader, RowView, Writer};

/// A row of `api_token`.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct TokenRow {
    pub id: TokenId,
    pub user_id: UserId,
    /// What a person let an app do, where the token is an app's.
    pub grant_id: Option<Uuid>,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    pub name: String,
    /// Why its owner made it.
    pub reason: Option<String>,
    /// Separated by spaces; `access` reads them.
    pub scopes: String,
    /// Networks it may come from, separated by spaces; from anywhere when empty.
    pub networks: String,
    pub records_per_hour: i64,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    pub revoked_why: Option<String>,
}

/// A row of `api_token_use`: of one own token, or of all tokens that came of one grant, under the grant's id.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct TokenUse {
    pub last_used_at: Timestamp,
    pub last_address: String,
    /// The hour `spent` counts in, in hours since 1970-01-01T00:00Z.
    pub spent_hour: i64,
    /// Records returned in that hour.
    pub spent: i64,
}

/// A token with all that decides whether it may be used.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct TokenFound {
    pub token: TokenRow,
    pub last_use: Option<TokenUse>,
    pub app: Option<TokenApp>,
}

/// The app a token is of.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns say it themselves")]
pub struct TokenApp {
    pub id: Uuid,
    pub name: String,
    pub state: String,
    /// What administrators let it do at most.
    pub granted: String,
    pub grant_revoked_at: Option<Timestamp>,
    pub grant_expires_at: Timestamp,
}

sealed_debug!(TokenRow, TokenUse, TokenFound, TokenApp);

const COLUMNS: &str = "id, user_id, grant_id, token_hash, name, reason, scopes, networks, records_per_hour, \
     created_at, expires_at, revoked_at, revoked_why";

const FOUND: &str =
    "SELECT t.id, t.user_id, t.grant_id, t.token_hash, t.name, t.reason, t.scopes, t.networks,
     t.records_per_hour, t.created_at, t.expires_at, t.revoked_at, t.revoked_why,
     u.last_used_at, u.last_address, u.spent_hour, u.spent,
     a.id, a.name, a.state, a.granted, g.revoked_at, g.expires_at
     FROM api_token t LEFT JOIN api_token_use u ON u.token_id = COALESCE(t.grant_id, t.id)
     LEFT JOIN app_grant g ON g.id = t.grant_id LEFT JOIN app a ON a.id = g.app_id";

fn read(row: &dyn RowView) -> Result<TokenFound, Error> {
    let token = TokenRow {
        id: TokenId(row.id(0)?),
        user_id: UserId(row.id(1)?),
        grant_id: row.opt_id(2)?,
        token_hash: row.bytes(3)?.to_vec(),
        name: row.string(4)?,
        reason: row.opt_string(5)?,
        scopes: row.string(6)?,
        networks: row.string(7)?,
        records_per_hour: row.int(8)?,
        created_at: row.time(9)?,
        expires_at: row.time(10)?,
        revoked_at: row.opt_time(11)?,
        revoked_why: row.opt_string(12)?,
    };
    let last_use = match row.opt_time(13)? {
        None => None,
        Some(last_used_at) => Some(TokenUse {
            last_used_at,
            last_address: row.string(14)?,
            spent_hour: row.int(15)?,
            spent: row.int(16)?,
        }),
    };
    let app = match row.opt_id(17)? {
        None => None,
        Some(id) => Some(TokenApp {
            id,
            name: row.string(18)?,
            state: row.string(19)?,
            granted: row.string(20)?,
            grant_revoked_at: row.opt_time(21)?,
            grant_expires_at: row.time(22)?,
        }),
    };
    Ok(TokenFound { token, last_use, app })
}

/// Adds a token.
pub fn token_create(writer: &mut Writer<'_>, token: &TokenRow) -> Result<(), Error> {
    let row = vec![
        token.id.into(),
        token.user_id.into(),
        token.grant_id.into(),
        token.token_hash.clone().into(),
        token.name.clone().into(),
        token.reason.clone().into(),
        token.scopes.clone().into(),
        token.networks.clone().into(),
        token.records_per_hour.into(),
        micros(token.created_at),
        micros(token.expires_at),
        opt_micros(token.revoked_at),
        token.revoked_why.clone().into(),
    ];
    insert_rows(writer, "api_token", COLUMNS, vec![row])
}

/// The token of that hash, whatever has become of it: the caller judges.
pub fn token_find_by_hash(reader: &mut Reader<'_>, hash: &[u8]) -> Result<Option<TokenFound>, Error> {
    let sql = format!("{FOUND} WHERE t.token_hash = ?1");
    reader.query_map_one(&sql, &[Scalar::Bytes(hash.to_vec())], read)
}

/// A person's own tokens (none of apps) that are not over at that instant, newest first.
pub fn tokens_of_user(
    reader: &mut Reader<'_>,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<TokenFound>, Error> {
    let sql = format!(
        "{FOUND} WHERE t.user_id = ?1 AND t.grant_id IS NULL AND t.revoked_at IS NULL AND t.expires_at > ?2
         ORDER BY t.id DESC"
    );
    reader.query_map(&sql, &[user.into(), micros(now)], read)
}

/// A person's own tokens (none of apps) that are still kept, over or not, newest first.
pub fn tokens_of_user_kept(reader: &mut Reader<'_>, user: UserId) -> Result<Vec<TokenFound>, Error> {
    let sql = format!("{FOUND} WHERE t.user_id = ?1 AND t.grant_id IS NULL ORDER BY t.id DESC LIMIT 500");
    reader.query_map(&sql, &[user.into()], read)
}

/// How many own tokens of a person are not over at that instant.
pub fn tokens_count(reader: &mut Reader<'_>, user: UserId, now: Timestamp) -> Result<u32, Error> {
    let sql = "SELECT count(*) FROM api_token WHERE user_id = ?1 AND grant_id IS NULL AND revoked_at IS NULL
               AND expires_at > ?2";
    Ok(reader.query_map_one(sql, &[user.into(), micros(now)], |row| row.small(0))?.unwrap_or(0))
}

/// Revokes one of a person's own tokens.
pub fn token_revoke(
    writer: &mut Writer<'_>,
    user: UserId,
    id: TokenId,
    at: Timestamp,
    why: &str,
) -> Result<bool, Error> {
    let sql = "UPDATE api_token SET revoked_at = ?1, revoked_why = ?2
               WHERE id = ?3 AND user_id = ?4 AND grant_id IS NULL AND revoked_at IS NULL AND expires_at > ?1";
    Ok(writer.execute(sql, &[micros(at), why.into(), id.into(), user.into()])? == 1)
}

/// Revokes the one token of that hash, which is of that grant.
pub fn token_revoke_by_hash(
    writer: &mut Writer<'_>,
    hash: &[u8],
    at: Timestamp,
    why: &str,
) -> Result<bool, Error> {
    let sql =
        "UPDATE api_token SET revoked_at = ?1, revoked_why = ?2 WHERE token_hash = ?3 AND revoked_at IS NULL";
    Ok(writer.execute(sql, &[micros(at), why.into(), Scalar::Bytes(hash.to_vec())])? == 1)
}

/// Revokes all of a person's tokens, their own and, if so wanted, those of apps; how many.
pub fn tokens_revoke_of_user(
    writer: &mut Writer<'_>,
    user: UserId,
    of_apps: bool,
    at: Timestamp,
    why: &str,
) -> Result<u64, Error> {
    let sql = "UPDATE api_token SET revoked_at = ?1, revoked_why = ?2
               WHERE user_id = ?3 AND revoked_at IS NULL AND expires_at > ?1";
    let params = [micros(at), why.into(), user.into()];
    if of_apps {
        writer.execute(sql, &params)
    } else {
        writer.execute(&format!("{sql} AND grant_id IS NULL"), &params)
    }
}

/// Revokes all live tokens that came of a grant; how many.
pub fn tokens_revoke_of_grant(
    writer: &mut Writer<'_>,
    grant: Uuid,
    at: Timestamp,
    why: &str,
) -> Result<u64, Error> {
    let sql = "UPDATE api_token SET revoked_at = ?1, revoked_why = ?2
               WHERE grant_id = ?3 AND revoked_at IS NULL AND expires_at > ?1";
    writer.execute(sql, &[micros(at), why.into(), grant.into()])
}

/// Notes the last use of an own token, or of any token that came of a grant, and how many records more it was given in
/// that hour (fewer, if it was given less than was noted before).
pub fn token_used(writer: &mut Writer<'_>, counted: Uuid, last: &TokenUse) -> Result<(), Error> {
    let sql = "INSERT INTO api_token_use (token_id, last_used_at, last_address, spent_hour, spent)
               SELECT k.id, ?2, ?3, ?4, CASE WHEN ?5 > 0 THEN ?5 ELSE 0 END
               FROM (SELECT id FROM api_token WHERE id = ?1 UNION ALL SELECT id FROM app_grant WHERE id = ?1) k
               WHERE true
        ON CONFLICT (token_id) DO UPDATE SET
            last_address = CASE WHEN excluded.last_used_at >= api_token_use.last_used_at THEN excluded.last_address
                ELSE api_token_use.last_address END,
            last_used_at = CASE WHEN excluded.last_used_at >= api_token_use.last_used_at THEN excluded.last_used_at
                ELSE api_token_use.last_used_at END,
            spent = CASE WHEN api_token_use.spent_hour = excluded.spent_hour
                    THEN CASE WHEN api_token_use.spent + ?5 > 0 THEN api_token_use.spent + ?5 ELSE 0 END
                WHEN api_token_use.spent_hour < excluded.spent_hour THEN excluded.spent
                ELSE api_token_use.spent END,
            spent_hour = CASE WHEN api_token_use.spent_hour < excluded.spent_hour THEN excluded.spent_hour
                ELSE api_token_use.spent_hour END";
    let params = [
        counted.into(),
        micros(last.last_used_at),
        last.last_address.clone().into(),
        last.spent_hour.into(),
        last.spent.into(),
    ];
    writer.execute(sql, &params).map(drop)
}

/// Removes tokens that were over before that instant, with what was noted of their use; how many.
pub fn tokens_sweep(writer: &mut Writer<'_>, before: Timestamp) -> Result<u64, Error> {
    let over = "expires_at < ?1 OR revoked_at < ?1";
    let used = format!("DELETE FROM api_token_use WHERE token_id IN (SELECT id FROM api_token WHERE {over})");
    writer.execute(&used, &[micros(before)])?;
    writer.execute(&format!("DELETE FROM api_token WHERE {over}"), &[micros(before)])
}
