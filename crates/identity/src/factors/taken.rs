//! What follows when factors are taken away from somebody, whoever does it and for whatever reason: in one place, so that
//! no way of taking them leaves an account that nobody can open, or a fresh time to do without.
//!
//! Not here: which factors go, and who may take them (`people/security.rs`, `revoke.rs`, `devices.rs`, `enroll.rs`).

use model::{Kind, Problem, UserId};
use store::Reader;
use store::system::factors::{factors_of_user, factors_remove_all};
use store::system::flows::flows_end_of_user;
use store::system::sessions::sessions_end_of_user;
use store::system::sso::sso_identities_of_user;
use store::system::users::{UserRow, UserState, user_factor_asked, user_find, user_roles, user_update};

use super::FactorKind;
use crate::Error;
use crate::change::{Change, SECURITY_OFFICER};
use crate::requirement::grace_over;
use crate::sign_in::Account;

/// To be called once they are gone and before the change stands. Whether nothing is left to come in with: the person is
/// then only invited, and their sessions are to be forgotten.
///
/// # Errors
/// `last_administrator`, `last_security_officer`, `sso_break_glass_needed`.
pub(crate) fn factors_taken(change: &mut Change<'_, '_>, user: UserId) -> Result<bool, Error> {
    let account = Account::read(change.writer, user, &change.stored, change.now)?;
    let account = account.ok_or_else(Problem::not_found)?;
    if account.factors.is_empty() {
        // The recovery codes stood in for factors that are gone.
        factors_remove_all(change.writer, user)?;
    }
    // Where one is asked for, the next is bound at the next sign-in: losing one must not be a way to do without for days.
    if account.due_at(change.now).is_some() {
        user_factor_asked(change.writer, user, Some(grace_over(change.now)))?;
    }
    let shut_out = invited_if_shut_out(change, user)?;
    crate::sso::keep_break_glass_of(change.writer, user)?;
    Ok(shut_out)
}

/// Somebody active who has nothing left to come in with stands as invited, so that they can be given a new invitation.
/// Whether that was so.
///
/// # Errors
/// `last_administrator`, `last_security_officer`.
pub(crate) fn invited_if_shut_out(change: &mut Change<'_, '_>, user: UserId) -> Result<bool, Error> {
    let row = user_find(change.writer, user)?.ok_or_else(Problem::not_found)?;
    let local = change.stored.sso.allows_local(user);
    if row.state != UserState::Active || has_way_in(change.writer, &row, local)? {
        return Ok(false);
    }
    if !user_update(change.writer, &UserRow { state: UserState::Invited, ..row })? {
        return Err(Problem::new(Kind::VersionConflict, "version_conflict").into());
    }
    sessions_end_of_user(change.writer, user, None, change.now, "factors_reset")?;
    flows_end_of_user(change.writer, user)?;
    change.keep_an_administrator()?;
    if user_roles(change.writer, user)?.iter().any(|key| key == SECURITY_OFFICER) {
        change.keep_a_security_officer()?;
    }
    Ok(true)
}

/// Whether an account has anything to begin a sign-in with: an identity at a provider, or a password or passkey where these
/// are taken.
pub(crate) fn has_way_in(reader: &mut Reader<'_>, row: &UserRow, local: bool) -> Result<bool, Error> {
    if !sso_identities_of_user(reader, row.id)?.is_empty() {
        return Ok(true);
    }
    let factors = factors_of_user(reader, row.id)?;
    let passkey = factors
        .iter()
        .any(|factor| factor.confirmed_at.is_some() && factor.kind == FactorKind::Passkey.as_str());
    Ok(local && (row.password_hash.is_some() || passkey))
}
