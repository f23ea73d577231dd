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
use crate::requirement::{Need, Requirement};
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
        Ok(Some(Self { row, factors, requirement, password_due }))
    }

    /// The kinds that are bound.
    pub(crate) fn bound(&self) -> FactorSet {
        self.factors.iter().filter_map(|factor| FactorKind::parse(&factor.kind)).collect()
    }

    /// When a factor must be there; none if none is asked for, or one that meets the rules is there.
    pub(crate) fn due_at(&self, now: Timestamp) -> Option<Timestamp> {
        if self.requirement.need == Need::None || !self.bound().and(self.requirement.meeting()).is_empty() {
            return None;
        }
        self.requirement.due_at(self.row.factor_asked_at.unwrap_or(now))
    }

    /// What it says of a case. `proved_hash` is the stored form of the password that was proved: another one since then
    /// proves nothing.
    /// `risk` is how unusual the sign-in is, and whether a code can be mailed.
    pub(crate) fn standing(
        &self,
        case: &Case,
        proved_hash: Option<&str>,
        (risk, mail): (Risk, bool),
        now: Timestamp,
    ) -> Standing {
        let password_holds =
            !case.proofs.has(Proof::Password) || self.row.password_hash.as_deref() == proved_hash;
        Standing {
            may: self.row.state == UserState::Active && password_holds,
            bound: self.bound(),
            need: self.requirement.need,
            meeting: self.requirement.meeting(),
            overdue: self.due_at(now).is_some_and(|due| due <= now),
            new_password: self.password_due.is_some(),
            risk,
            mail: mail && !text::is_imported(&self.row.email),
        }
    }
}
