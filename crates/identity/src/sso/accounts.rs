//! What a provider vouches for, and whose account that is here: the one linked with it, or a new one where that is allowed,
//! with what the person's groups give.
//!
//! Not here: whether they come in (`finish.rs`).

use std::sync::Arc;

use audit::{Action, Event as LogEvent};
use federation::Assertion;
use model::{Kind, Problem, RecordId, UserId};
use store::Writer;
use store::system::sso::{IdentityRow, sso_identity_create, sso_identity_find, sso_identity_used};
use store::system::users::{
    UserRow, UserState, user_create, user_find, user_find_by_email, user_lock, user_roles_set,
};

use super::mapping::{Given, Plan, apply, plan};
use super::providers::SsoProvider;
use super::settings::SsoSettings;
use super::{Ticket, actor};
use crate::Error;
use crate::change::{Change, thing};
use crate::people::new_user;
use crate::sign_in::Vouched;
use crate::text::{self, Email};

/// One answer of a provider, after every check of the protocol.
pub(super) struct Vouching {
    pub(super) provider: SsoProvider,
    pub(super) assertion: Assertion,
}

impl Vouching {
    pub(super) fn vouched(&self) -> Vouched {
        match &self.assertion {
            _ if !self.provider.settings.trust_second_factor => Vouched::Single,
            assertion if assertion.phishing_resistant => Vouched::PhishingResistant,
            assertion if assertion.second_factor => Vouched::SecondFactor,
            _ => Vouched::Single,
        }
    }

    pub(super) fn ticket(&self) -> Ticket {
        Ticket {
            provider: self.provider.key.clone(),
            subject: self.assertion.subject.clone(),
            sid: self.assertion.sid.clone(),
        }
    }

    fn identity(&self, user: UserId, now: jiff::Timestamp) -> IdentityRow {
        IdentityRow {
            provider_key: self.provider.key.clone(),
            subject: self.assertion.subject.clone(),
            user_id: user,
            team_id: None,
            linked_at: now,
            last_sign_in_at: None,
        }
    }

    /// The address of a new account, if one may be made for it.
    pub(super) fn new_email(&self) -> Option<Email> {
        let given = self.assertion.email.as_deref().filter(|_| self.assertion.email_verified)?;
        let email = Email::parse(given, "email").ok()?;
        self.provider.settings.accounts.allows(&email.folded).then_some(email)
    }
}

/// Who the provider vouches for, if anybody is linked with them.
pub(super) fn find(writer: &mut Writer<'_>, vouching: &Vouching) -> Result<Option<IdentityRow>, Error> {
    Ok(sso_identity_find(writer, &vouching.provider.key, &vouching.assertion.subject)?)
}

/// What the groups give; none where the provider kept them to itself, so that nothing changes.
pub(super) fn given(
    settings: &SsoSettings,
    assertion: &Assertion,
    directory: &access::Directory,
) -> Option<Given> {
    (!assertion.groups_elsewhere).then(|| Given::by(settings, &assertion.groups, directory))
}

/// The account of the person, brought up to what their groups give, or a new one; none where none may be made.
pub(super) fn known_or_new(
    change: &mut Change<'_, '_>,
    vouching: &Vouching,
) -> Result<Option<UserId>, Error> {
    let Some(mut identity) = find(change.writer, vouching)? else {
        let Some(row) = made(change, vouching)? else { return Ok(None) };
        link(change, vouching, &row)?;
        return Ok(Some(row.id));
    };
    let id = identity.user_id;
    identity.last_sign_in_at = Some(change.now);
    sso_identity_used(change.writer, &identity)?;
    user_lock(change.writer, id)?;
    if let Some(user) = user_find(change.writer, id)?.filter(|user| user.state == UserState::Active) {
        bring_up(change, vouching, &mut identity, &user)?;
    }
    Ok(Some(id))
}

/// Links a person and gives what their groups give.
pub(super) fn link(change: &mut Change<'_, '_>, vouching: &Vouching, user: &UserRow) -> Result<(), Error> {
    let mut identity = vouching.identity(user.id, change.now);
    sso_identity_create(change.writer, &identity).map_err(|error| match error {
        store::Error::UniqueViolation { .. } => taken().into(),
        error => Error::from(error),
    })?;
    bring_up(change, vouching, &mut identity, user)
}

fn bring_up(
    change: &mut Change<'_, '_>,
    vouching: &Vouching,
    identity: &mut IdentityRow,
    user: &UserRow,
) -> Result<(), Error> {
    let directory = Arc::clone(change.directory());
    let Some(given) = given(&vouching.provider.settings, &vouching.assertion, &directory) else {
        return Ok(());
    };
    let plan: Plan = plan(change.writer, identity, user, &given)?;
    apply(change, identity, user, plan)
}

/// A new account for an address nobody has. One that is taken is never linked: the address proves nothing.
fn made(change: &mut Change<'_, '_>, vouching: &Vouching) -> Result<Option<UserRow>, Error> {
    let Some(email) = vouching.new_email() else { return Ok(None) };
    if user_find_by_email(change.writer, &email.folded)?.is_some() {
        return Ok(None);
    }
    let local = email.shown.split('@').next().unwrap_or_default().to_owned();
    let name = vouching.assertion.name.as_deref().and_then(|name| text::name(name, "name").ok());
    let name = name.or_else(|| text::name(&local, "name").ok()).unwrap_or_else(|| "-".into());
    let row = UserRow { state: UserState::Active, ..new_user(change, &email, name) };
    user_create(change.writer, &row)?;
    user_roles_set(change.writer, row.id, &[])?;
    let event = LogEvent::done(change.clock(), actor(&vouching.provider.key), Action::UserChanged)
        .on(thing("user"), Some(RecordId(row.id.0)));
    change.log(event.with("created", true));
    Ok(Some(row))
}

/// Somebody else is linked with that person, or that account with somebody else.
pub(super) fn taken() -> Problem {
    Problem::new(Kind::Conflict, "sso_taken")
}
