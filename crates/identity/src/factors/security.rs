//! How safe an account is: one's own, with what is missing, and everybody's for whoever looks after security.

use std::collections::BTreeMap;

use access::Capability;
use audit::Action;
use jiff::Timestamp;
use model::{Problem, UserId};
use store::system::factors::{FactorRow, factor_kinds, recovery_codes_count};
use store::system::users::{UserState, user_list};
use uuid::Uuid;

use super::{FactorKind, FactorSet, destination, kept_passkey, masked_email, masked_phone, recovery};
use crate::requirement::{Need, Requirement};
use crate::service::Inner;
use crate::sign_in::Account;
use crate::{Acting, Error, Identity};

/// A factor as its owner sees it.
#[derive(Clone, Debug)]
pub struct FactorInfo {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: FactorKind,
    /// Its owner's name for it; may be empty.
    pub label: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Used last.
    pub last_used_at: Option<Timestamp>,
    /// Where codes go, masked.
    pub detail: Option<String>,
    /// Whether a copy of a passkey is kept by the maker of the phone; none for what is no passkey.
    pub backed_up: Option<bool>,
}

/// Something that would make the account safer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// A stable word.
    pub code: &'static str,
    /// What it would add to the score.
    pub weight: u32,
}

/// How safe one's account is.
#[derive(Clone, Debug)]
pub struct Security {
    /// 0 to 100.
    pub score: u32,
    /// What is missing, heaviest first.
    pub missing: Vec<Missing>,
    /// Whether there is a password.
    pub password_set: bool,
    /// When it was set.
    pub password_changed_at: Option<Timestamp>,
    /// When it must be replaced.
    pub password_expires_at: Option<Timestamp>,
    /// Why it must be replaced at the next sign-in.
    pub must_change: Option<String>,
    /// The factors.
    pub factors: Vec<FactorInfo>,
    /// Recovery codes: unused, in all, and since when.
    pub recovery_codes: Option<(u32, u32, Option<Timestamp>)>,
    /// What the rules ask for.
    pub requirement: Requirement,
    /// Until when a factor must be bound.
    pub due_at: Option<Timestamp>,
    /// Whether codes can be sent by mail.
    pub can_mail: bool,
    /// Whether codes can be sent by short message.
    pub can_sms: bool,
}

/// One person of the overview.
#[derive(Clone, Debug)]
pub struct PersonCoverage {
    /// Who.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The kinds bound.
    pub factors: FactorSet,
    /// What is asked of them.
    pub need: Need,
    /// Until when; none if nothing is missing.
    pub due_at: Option<Timestamp>,
    /// Whether that time is over.
    pub overdue: bool,
}

/// Who has second factors.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Active people.
    pub people: usize,
    /// With any factor.
    pub with_factor: usize,
    /// With a passkey.
    pub phishing_resistant: usize,
    /// Past their time.
    pub overdue: usize,
    /// Each of them, those who are overdue first.
    pub items: Vec<PersonCoverage>,
}

impl Identity {
    /// How safe one's own account is.
    ///
    /// # Errors
    /// `not_found` for a principal that is no person.
    pub async fn security_mine(&self, acting: &Acting) -> Result<Security, Problem> {
        self.security_read(acting.principal.id()).await
    }

    /// How safe somebody's account is, for whoever manages users or security.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn security_of(&self, acting: &Acting, user: UserId) -> Result<Security, Problem> {
        if !acting.principal.can(Capability::SecurityManage) {
            self.require(acting, Capability::UsersManage, Action::UserChanged).await?;
        }
        self.security_read(user).await
    }

    async fn security_read(&self, user: UserId) -> Result<Security, Problem> {
        let (snapshot, now) = (self.snapshot(), self.inner.clock.now());
        let read: Result<_, Error> = self
            .inner
            .database
            .read(move |reader| {
                let account = Account::read(reader, user, &snapshot, now)?.ok_or_else(Problem::not_found)?;
                let codes = recovery_codes_count(reader, user)?;
                Ok((account, codes))
            })
            .await;
        let (account, (left, all)) = read?;
        let snapshot = self.snapshot();
        let ends_soon = snapshot.rules.ends_soon(account.row.password_changed_at, now);
        let missing = missing(&account, left, ends_soon.is_some(), now);
        let factors = account.factors.iter().filter_map(|row| info(&self.inner, row)).collect();
        let score = 100u32.saturating_sub(missing.iter().map(|missing| missing.weight).sum());
        Ok(Security {
            score,
            missing,
            password_set: account.row.password_hash.is_some(),
            password_changed_at: account.row.password_changed_at,
            password_expires_at: snapshot.rules.expires_at(account.row.password_changed_at),
            must_change: account.password_due.clone(),
            factors,
            recovery_codes: (all > 0).then_some((left, all, account.row.recovery_made_at)),
            due_at: account.due_at(now),
            requirement: account.requirement,
            can_mail: self.inner.post.can_mail(),
            can_sms: self.inner.post.can_sms(),
        })
    }

    /// Who has second factors, and who is late.
    ///
    /// # Errors
    /// `forbidden`.
    pub async fn coverage(&self, acting: &Acting) -> Result<Coverage, Problem> {
        self.require(acting, Capability::SecurityManage, Action::UserChanged).await?;
        let (snapshot, now) = (self.snapshot(), self.inner.clock.now());
        let read: Result<_, Error> =
            self.inner.database.read(|reader| Ok((user_list(reader)?, factor_kinds(reader)?))).await;
        let (users, kinds) = read?;
        let mut bound: BTreeMap<UserId, FactorSet> = BTreeMap::new();
        for (user, kind) in kinds {
            if let Some(kind) = FactorKind::parse(&kind) {
                let set = bound.entry(user).or_default();
                *set = set.with(kind);
            }
        }
        let mut coverage = Coverage::default();
        for row in users.iter().filter(|row| row.state == UserState::Active) {
            let Some(user) = snapshot.directory.user(row.id) else { continue };
            let requirement = snapshot.rules.requirement(&snapshot.directory, user);
            let factors = bound.get(&row.id).copied().unwrap_or_default();
            let due_at = requirement.due_at(row.factor_asked_at.unwrap_or(now), factors);
            let overdue = due_at.is_some_and(|due| due <= now);
            coverage.people += 1;
            coverage.with_factor += usize::from(!factors.is_empty());
            coverage.phishing_resistant += usize::from(factors.has(FactorKind::Passkey));
            coverage.overdue += usize::from(overdue);
            let (id, name, need) = (row.id, row.name.clone(), requirement.need);
            coverage.items.push(PersonCoverage { id, name, factors, need, due_at, overdue });
        }
        coverage.items.sort_by(|a, b| {
            let place = |person: &PersonCoverage| (!person.overdue, person.due_at.is_none(), person.due_at);
            (place(a), &a.name, a.id).cmp(&(place(b), &b.name, b.id))
        });
        Ok(coverage)
    }
}

/// What would make an account safer; the weights add up to 100 at most.
fn missing(account: &Account, codes_left: u32, ends_soon: bool, now: Timestamp) -> Vec<Missing> {
    let bound = account.bound();
    let mut missing = Vec::new();
    let mut lacks = |code, weight| missing.push(Missing { code, weight });
    if bound.is_empty() {
        lacks("second_factor", 50);
    }
    if !bound.has(FactorKind::Passkey) {
        lacks("phishing_resistant", 20);
    }
    if account.password_due.is_some() {
        lacks("password_weak", 20);
    } else if ends_soon && account.row.password_hash.is_some() {
        lacks("password_ends", 5);
    }
    if !bound.is_empty() && codes_left == 0 {
        lacks("recovery_codes", 10);
    } else if !bound.is_empty() && codes_left < recovery::FEW {
        lacks("recovery_codes_few", 5);
    }
    if account.due_at(now).is_some_and(|due| due <= now) {
        lacks("overdue", 0);
    }
    missing.sort_by_key(|missing| std::cmp::Reverse(missing.weight));
    missing
}

/// A factor for its owner's eyes.
fn info(inner: &Inner, row: &FactorRow) -> Option<FactorInfo> {
    let kind = FactorKind::parse(&row.kind)?;
    let detail = match kind {
        FactorKind::EmailCode => destination(&inner.keys, row).ok().map(|to| masked_email(&to)),
        FactorKind::SmsCode => destination(&inner.keys, row).ok().map(|to| masked_phone(&to)),
        FactorKind::Passkey | FactorKind::Totp => None,
    };
    let backed_up = match kind {
        FactorKind::Passkey => kept_passkey(&inner.keys, row).ok().map(|kept| kept.is_backed_up()),
        _ => None,
    };
    Some(FactorInfo {
        id: row.id,
        kind,
        label: row.label.clone(),
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        detail,
        backed_up,
    })
}
