//! Making, listing and revoking tokens: one's own, and others' by administrators. The secret is shown once.

use std::net::IpAddr;
use std::str::FromStr as _;
use std::sync::Arc;

use access::{Objects, Principal, TokenScope, TokenScopes};
use audit::{Action, Event};
use ipnet::IpNet;
use jiff::{SignedDuration, Timestamp};
use metadata::Metadata;
use model::{FieldProblem, Kind, Problem, RecordId, TokenId, UserId};
use store::Writer;
use store::system::tokens::{
    TokenRow, token_create, token_revoke, tokens_count, tokens_of_user, tokens_of_user_kept,
    tokens_revoke_of_user,
};
use vault::{Credential, CredentialKind};
use zeroize::Zeroizing;

use super::rules::{MAX_DAYS, MAX_RECORDS};
use super::{KEPT_AFTER_END_SECS, TokenInfo, TokenRules};
use crate::change::thing;
use crate::sign_in::require_here;
use crate::{Acting, Error, Identity, text};

/// A person's live tokens, at most.
const MAX_TOKENS: u32 = 50;
const DEFAULT_DAYS: u16 = 90;
const DEFAULT_RECORDS: u64 = 10_000;
const MAX_NETWORKS: usize = 20;

/// A token as its owner wants it.
#[derive(Clone, Debug, Default)]
pub struct NewToken {
    /// What its owner calls it.
    pub name: String,
    /// Why it is made.
    pub reason: Option<String>,
    /// What it may be used for; nothing when empty.
    pub scopes: Vec<String>,
    /// How many days it lasts, 1 to 365; when absent 90, or the company's most where that is less.
    pub days: Option<u16>,
    /// The networks it may come from, such as `203.0.113.0/24`; from anywhere when empty.
    pub networks: Vec<String>,
    /// How many records it is given an hour; when absent 10,000, or the company's most where that is less.
    pub records_per_hour: Option<u64>,
}

/// Which tokens a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokensShown {
    /// Those that may be used.
    #[default]
    Live,
    /// Those that were over within 30 days.
    Ended,
}

/// A token that was just made, with the only copy of its text.
pub struct TokenMade {
    /// The token.
    pub info: TokenInfo,
    /// Its text.
    pub text: Zeroizing<String>,
}

struct Checked {
    name: String,
    reason: Option<String>,
    scopes: TokenScopes,
    networks: Vec<IpNet>,
    days: u16,
    records_per_hour: u64,
}

impl NewToken {
    fn checked(self, owner: &Principal, metadata: &Metadata, rules: &TokenRules) -> Result<Checked, Problem> {
        let name = text::name(&self.name, "name")?;
        let reason = self.reason.filter(|reason| !reason.trim().is_empty());
        let reason = reason.map(|reason| text::name(&reason, "reason")).transpose()?;
        let scopes = scopes_checked(&self.scopes, metadata)?;
        let held = |scope: &&TokenScope| matches!(scope, TokenScope::Admin(right) if !owner.can(*right));
        if let Some(scope) = scopes.iter().find(held) {
            return Err(scope_problem("scope_not_held", &scope.to_string()));
        }
        if self.networks.len() > MAX_NETWORKS {
            return Err(Problem::invalid_field("networks", "too_many"));
        }
        let networks = self.networks.iter().map(|network| read_network(network)).collect::<Option<Vec<_>>>();
        let networks = networks.ok_or_else(|| Problem::invalid_field("networks", "invalid_network"))?;
        let days = self.days.unwrap_or_else(|| DEFAULT_DAYS.min(rules.max_days));
        if !(1..=rules.max_days.min(MAX_DAYS)).contains(&days) {
            return Err(Problem::invalid_field("days", "invalid_number"));
        }
        let most = rules.max_records_per_hour.min(MAX_RECORDS);
        let records_per_hour = self.records_per_hour.unwrap_or_else(|| DEFAULT_RECORDS.min(most));
        if !(1..=most).contains(&records_per_hour) {
            return Err(Problem::invalid_field("records_per_hour", "invalid_number"));
        }
        Ok(Checked { name, reason, scopes, networks, days, records_per_hour })
    }
}

/// A network, or one address.
fn read_network(text: &str) -> Option<IpNet> {
    let text = text.trim();
    let network = IpNet::from_str(text).ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))?;
    Some(network.trunc())
}

/// Scopes as words, each of which there is, with objects that there are.
pub(crate) fn scopes_checked(words: &[String], metadata: &Metadata) -> Result<TokenScopes, Problem> {
    for word in words {
        let scope: TokenScope = word.parse().map_err(|_| scope_problem("unknown_scope", word))?;
        if let TokenScope::Records(_, Objects::One(name)) = &scope
            && metadata.object(name.as_str()).is_none()
        {
            return Err(scope_problem("unknown_scope", word));
        }
    }
    TokenScopes::of(words.iter().map(String::as_str))
        .map_err(|_| Problem::invalid_field("scopes", "too_many"))
}

fn scope_problem(code: &'static str, scope: &str) -> Problem {
    let scope: String = scope.chars().filter(|c| !c.is_control()).take(80).collect();
    Problem::invalid_fields(vec![FieldProblem::new("scopes", code).with("scope", scope)])
}

impl Identity {
    /// Makes a token of one's own.
    ///
    /// # Errors
    /// `tokens_forbidden` by the company's rules, `tokens_too_many`, or a field's problem.
    pub async fn token_make(
        &self,
        acting: &Acting,
        wanted: NewToken,
        metadata: &Metadata,
    ) -> Result<TokenMade, Problem> {
        let rules = self.token_rules();
        if !rules.personal {
            let refused = Err(Problem::new(Kind::Forbidden, "tokens_forbidden").into());
            return self.refused(acting, Action::TokenChanged, refused).await;
        }
        let wanted = wanted.checked(&acting.principal, metadata, &rules)?;
        let credential = Credential::fresh(CredentialKind::Personal, &*self.inner.entropy);
        let (now, user) = (self.inner.clock.now(), acting.principal.id());
        let lasts = SignedDuration::from_hours(24 * i64::from(wanted.days));
        let networks: Vec<String> = wanted.networks.iter().map(ToString::to_string).collect();
        let row = TokenRow {
            id: TokenId::fresh(&*self.inner.clock, &*self.inner.entropy),
            user_id: user,
            grant_id: None,
            token_hash: credential.hash().to_vec(),
            name: wanted.name,
            reason: wanted.reason,
            scopes: wanted.scopes.to_string(),
            networks: networks.join(" "),
            records_per_hour: i64::try_from(wanted.records_per_hour).unwrap_or(i64::MAX),
            created_at: now,
            expires_at: now.checked_add(lasts).unwrap_or(now),
            revoked_at: None,
            revoked_why: None,
        };
        let (by, kept) = (acting.clone(), row.clone());
        // In line with all changes of identity, so that two at once are not one too many.
        self.change(move |change| {
            require_here(change.writer, &by, change.now)?;
            if tokens_count(change.writer, user, change.now)? >= MAX_TOKENS {
                let problem = Problem::new(Kind::Conflict, "tokens_too_many");
                return Err(problem.with("max", MAX_TOKENS.to_string()).into());
            }
            token_create(change.writer, &row)?;
            let event = by.event(change.clock(), Action::TokenChanged);
            let event = event.on(thing("token"), Some(RecordId(row.id.0))).with("made", true);
            let words: Vec<&str> = row.scopes.split(' ').filter(|word| !word.is_empty()).collect();
            let event = event.with("scopes", words).with("networks", row.networks.as_str());
            let event = event.with("records_per_hour", row.records_per_hour);
            change.log(event.with("expires_at", row.expires_at.to_string()));
            Ok(())
        })
        .await?;
        let found = store::system::tokens::TokenFound { token: kept, last_use: None, app: None };
        Ok(TokenMade { info: TokenInfo::of(found, &rules, 0, now), text: credential.reveal() })
    }

    /// One's own tokens, newest first.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn tokens_mine(&self, acting: &Acting, which: TokensShown) -> Result<Vec<TokenInfo>, Problem> {
        self.tokens_read(acting.principal.id(), which).await
    }

    /// A person's tokens, for whoever manages users or security.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn tokens_of(
        &self,
        acting: &Acting,
        user: UserId,
        which: TokensShown,
    ) -> Result<Vec<TokenInfo>, Problem> {
        self.require_helper(acting, Action::TokenChanged).await?;
        self.directory().user(user).ok_or_else(Problem::not_found)?;
        self.tokens_read(user, which).await
    }

    async fn tokens_read(&self, user: UserId, which: TokensShown) -> Result<Vec<TokenInfo>, Problem> {
        let (now, rules) = (self.inner.clock.now(), self.token_rules());
        let found: Result<_, Error> = self
            .inner
            .database
            .read(move |reader| match which {
                TokensShown::Live => Ok(tokens_of_user(reader, user, now)?),
                TokensShown::Ended => Ok(tokens_of_user_kept(reader, user)?),
            })
            .await;
        let all = found?.into_iter().map(|found| {
            let used = self.inner.tokens.ledger.spent(found.token.id.0, found.last_use.as_ref(), now);
            TokenInfo::of(found, &rules, used, now)
        });
        // The rules may end a token that its row does not; one is shown for as long as any is kept.
        let shown = |token: &TokenInfo| match (which, token.ended_at) {
            (TokensShown::Live, ended_at) => ended_at.is_none(),
            (TokensShown::Ended, None) => false,
            (TokensShown::Ended, Some(at)) => now.as_second() - at.as_second() <= KEPT_AFTER_END_SECS,
        };
        Ok(all.filter(shown).collect())
    }

    /// Revokes one of one's own tokens: it is refused from the next request on.
    ///
    /// # Errors
    /// `not_found` when it is none of one's own or over.
    pub async fn token_revoke(&self, acting: &Acting, id: TokenId) -> Result<(), Problem> {
        self.tokens_end(acting, acting.principal.id(), Some(id), "revoked_by_owner").await.map(drop)
    }

    /// Revokes all of one's own tokens; how many.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be written.
    pub async fn tokens_revoke(&self, acting: &Acting) -> Result<u64, Problem> {
        self.tokens_end(acting, acting.principal.id(), None, "revoked_by_owner").await
    }

    /// Revokes one of a person's tokens, or all; how many. For whoever manages users or security.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, or `escalation` for somebody with rights the caller does not have.
    pub async fn tokens_revoke_of(
        &self,
        acting: &Acting,
        user: UserId,
        id: Option<TokenId>,
        metadata: &Arc<Metadata>,
    ) -> Result<u64, Problem> {
        let ended = self.help(acting, user, metadata, Action::TokenChanged, move |change, by, _| {
            let (now, why) = (change.now, "revoked_by_administrator");
            let event = by.event(change.clock(), Action::TokenChanged);
            let (ended, event) = end(change.writer, (user, id), (now, why), event)?;
            change.log(event);
            Ok(ended)
        });
        let ended = ended.await?;
        self.tokens_forget(user, id);
        Ok(ended)
    }

    async fn tokens_end(
        &self,
        acting: &Acting,
        user: UserId,
        id: Option<TokenId>,
        why: &'static str,
    ) -> Result<u64, Problem> {
        let (inner, by) = (Arc::clone(&self.inner), acting.clone());
        let ended = self.inner.database.write(move |writer| {
            let event = by.event(&*inner.clock, Action::TokenChanged);
            let (ended, event) = end(writer, (user, id), (inner.clock.now(), why), event)?;
            inner.log.append_in(writer, vec![event]);
            Ok::<_, Error>(ended)
        });
        let ended = ended.await?;
        self.tokens_forget(user, id);
        Ok(ended)
    }

    fn tokens_forget(&self, user: UserId, id: Option<TokenId>) {
        self.inner.tokens.forget(|token| token.user == user && id.is_none_or(|id| token.id == id));
    }
}

/// Ends one of a person's tokens, or all: how many, and the event.
fn end(
    writer: &mut Writer<'_>,
    (user, id): (UserId, Option<TokenId>),
    (now, why): (Timestamp, &'static str),
    event: Event,
) -> Result<(u64, Event), Error> {
    let (event, ended) = match id {
        Some(id) if token_revoke(writer, user, id, now, why)? => {
            (event.on(thing("token"), Some(RecordId(id.0))), 1)
        }
        Some(_) => return Err(Problem::not_found().into()),
        None => {
            let ended = tokens_revoke_of_user(writer, user, false, now, why)?;
            (event.on(thing("user"), Some(RecordId(user.0))), ended)
        }
    };
    Ok((ended, event.with("revoked", ended).with("why", why).with("owner", user.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_read_and_cut_to_its_length() {
        for (text, read) in [
            ("203.0.113.7/24", Some("203.0.113.0/24")),
            ("203.0.113.7", Some("203.0.113.7/32")),
            (" 2001:db8::1/64 ", Some("2001:db8::/64")),
            ("0.0.0.0/0", Some("0.0.0.0/0")),
            ("203.0.113.7/33", None),
            ("somewhere", None),
            ("", None),
        ] {
            assert_eq!(read_network(text).map(|network| network.to_string()).as_deref(), read, "{text}");
        }
    }
}
