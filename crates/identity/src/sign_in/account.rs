//! An account as the machine judges it: read within the transaction that would grant something.

use access::{RoleKey, User};
use jiff::Timestamp;
use model::UserId;
use store::Reader;
use store::system::factors::{FactorRow, factors_of_user};
use store::system::users::{UserRow, UserState, user_find, user_roles};

use super::machine::{Case, Standing};
use super::proofs::Proof;
use crate::factors::{FactorKind, FactorSet};
use crate::requirement::Requirement;
use crate::risk::Risk;
use crate::snapshot::Snapshot;
use crate::{Error, text};

/// An account with what is bound to it and asked of it.
pub(crate) struct Account {
    pub(crate) row: UserRow,
    /// The confirmed ones.
    pub(crate) factors: Vec<FactorRow>,
    pub(crate) requirement: Requirement,
    /// Why the password must be replaced, if it must.
    pub(crate) password_due: Option<String>,
    /// Whether a factor must be bound now: the password may not be used on.
    must_bind: bool,
    /// Whether it may begin with something of ours, not only at a provider.
    pub(crate) local: bool,
}

impl Account {
    /// Reads it; `snapshot` has the company's rules.
    pub(crate) fn read(
        reader: &mut Reader<'_>,
        id: UserId,
        snapshot: &Snapshot,
        now: Timestamp,
    ) -> Result<Option<Self>, Error> {
        let Some(row) = user_find(reader, id)? else {
            return Ok(None);
        };
        let roles = user_roles(reader, id)?;
        let user = User {
            id,
            name: row.name.clone(),
            team: row.team_id,
            active: row.state == UserState::Active,
            roles: roles.iter().filter_map(|key| RoleKey::new(key).ok()).collect(),
        };
        let mut factors = factors_of_user(reader, id)?;
        factors.retain(|factor| factor.confirmed_at.is_some());
        let requirement = snapshot.rules.requirement(&snapshot.directory, &user);
        let expired = snapshot.rules.expires_at(row.password_changed_at).is_some_and(|at| at <= now);
        let password_due = row.password_change_why.clone().or_else(|| expired.then(|| "expired".to_owned()));
        // Where there are to be none any more, no other password takes its place: a passkey does, at once.
        let (password_due, must_bind) = if snapshot.rules.policy().passwords_allowed {
            (password_due, false)
        } else {
            (None, row.password_change_why.is_some())
        };
        let local = snapshot.sso.allows_local(id);
        Ok(Some(Self { row, factors, requirement, password_due, must_bind, local }))
    }

    /// The kinds that are bound.
    pub(crate) fn bound(&self) -> FactorSet {
        self.factors.iter().filter_map(|factor| FactorKind::parse(&factor.kind)).collect()
    }

    /// When a factor must be there; none if none is asked for, or those that the rules ask for are there.
    pub(crate) fn due_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.requirement.due_at(self.row.factor_asked_at.unwrap_or(now), self.bound())
    }

    /// The kinds one of which must be bound on the way in: what the rule asks for whose time is over, not yet what another may ask
    /// for later.
    pub(crate) fn kinds_to_bind(&self, now: Timestamp) -> FactorSet {
        let asked_at = self.row.factor_asked_at.unwrap_or(now);
        let due = self.requirement.due_kinds(asked_at, self.bound(), now);
        due.unwrap_or_else(|| self.requirement.meeting())
    }

    /// Whoever has neither a password nor a factor must bind one now, or never comes in again.
    fn has_no_way_in(&self) -> bool {
        self.row.password_hash.is_none() && self.factors.is_empty()
    }

    /// What it says of a case. `proved_hash` is the stored form of the password that was proved, or that a mailed link was
    /// to replace: with another one since then neither proves anything. `risk` is how unusual the sign-in is, and whether a
    /// code can be mailed.
    pub(crate) fn standing(
        &self,
        case: &Case,
        proved_hash: Option<&str>,
        (risk, mail): (Risk, bool),
        now: Timestamp,
    ) -> Standing {
        let of_a_password = case.proofs.any(&[Proof::Password, Proof::ResetLink]);
        let password_holds = !of_a_password || self.row.password_hash.as_deref() == proved_hash;
        Standing {
            may: self.row.state == UserState::Active && password_holds,
            bound: self.bound(),
            need: self.requirement.need,
            meeting: self.requirement.meeting(),
            overdue: (self.has_no_way_in() && !case.proofs.has(Proof::Sso))
                || (self.must_bind && self.factors.is_empty())
                || self.due_at(now).is_some_and(|due| due <= now),
            new_password: self.password_due.is_some(),
            local: self.local,
            risk,
            mail: mail && !text::is_imported(&self.row.email),
        }
    }
}
