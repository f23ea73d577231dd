//! Inviting: a new account without a password, and a link that works once within seven days.

use std::sync::Arc;

use access::{Capability, Principal, may_grant};
use audit::Action;
use jiff::Timestamp;
use metadata::Metadata;
use model::{Problem, RecordId, TeamId, UserId};
use store::system::factors::{factors_drop_kind, factors_of_user};
use store::system::flows::flows_end_of_user;
use store::system::invitations::{InvitationRow, invitation_create, invitations_withdraw};
use store::system::links::links_withdraw;
use store::system::users::{
    UserRow, UserState, user_create, user_find, user_lock, user_roles, user_roles_set, user_update,
};
use vault::SecretToken;
use zeroize::Zeroizing;

use super::UserInfo;
use crate::change::{Change, thing};
use crate::factors::{FactorKind, factors_taken};
use crate::help_desk::require_verified;
use crate::post::{Letter, LetterKind};
use crate::text::{self, Email};
use crate::{Acting, Device, Error, Identity};

/// How long a link works, seconds.
const VALID_SECS: i64 = 7 * 24 * 60 * 60;

/// Whom to invite.
#[derive(Clone)]
pub struct Invite {
    /// Under this address.
    pub email: String,
    /// The name; the person may correct it.
    pub name: String,
    /// Into this team.
    pub team: Option<TeamId>,
    /// With these roles.
    pub roles: Vec<String>,
    /// In this language, `zh` or `en`.
    pub language: String,
}

/// An invited person, and the link for them.
pub struct Invited {
    /// The person.
    pub user: UserInfo,
    /// The path of the link, such as `/invitation/…`: shown once.
    pub path: Zeroizing<String>,
}

impl Identity {
    /// Makes an account and a link for a person.
    ///
    /// # Errors
    /// `forbidden`, `escalation`, `email_taken`, a field's problem.
    pub async fn user_invite(
        &self,
        acting: &Acting,
        invite: Invite,
        metadata: &Arc<Metadata>,
    ) -> Result<Invited, Problem> {
        self.require(acting, Capability::UsersManage, Action::Invited).await?;
        let email = Email::parse(&invite.email, "email")?;
        let name = text::name(&invite.name, "name")?;
        let language = text::language(&invite.language)?;
        let (by, metadata) = (acting.clone(), Arc::clone(metadata));
        let made = self.change(move |change| {
            let granter = by.principal.clone();
            let roles = roles_checked(change, &granter, &invite.roles, &metadata)?;
            team_checked(change, invite.team)?;
            let mut row = new_user(change, &email, name);
            row.team_id = invite.team;
            row.language = language.as_str().into();
            user_create(change.writer, &row).map_err(email_taken)?;
            user_roles_set(change.writer, row.id, &roles)?;
            change.keep_reach(&granter)?;
            let path = link(change, row.id, granter.id())?;
            let event = by.event(change.clock(), Action::Invited).on(thing("user"), Some(RecordId(row.id.0)));
            change.log(event.with("roles", roles));
            Ok((row.id, path))
        });
        let (id, path) = self.refused(acting, Action::Invited, made.await).await?;
        Ok(Invited { user: self.user_info(id).await?, path })
    }

    /// Makes a new link for a person who has not accepted yet; older ones stop working. A person who was
    /// imported without an address must be given one first.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `escalation`, `invalid_email`; `invitation_invalid` for somebody who is no
    /// longer only invited.
    pub async fn user_invite_again(
        &self,
        acting: &Acting,
        user: UserId,
        metadata: &Arc<Metadata>,
    ) -> Result<Invited, Problem> {
        self.require(acting, Capability::UsersManage, Action::Invited).await?;
        let (by, metadata) = (acting.clone(), Arc::clone(metadata));
        let made = self.change(move |change| {
            let row = user_find(change.writer, user)?.ok_or_else(Problem::not_found)?;
            if row.state != UserState::Invited {
                return Err(Problem::new(model::Kind::Conflict, "invitation_invalid").into());
            }
            if text::is_imported(&row.email) {
                return Err(Problem::invalid_field("email", "invalid_email").into());
            }
            let held = user_roles(change.writer, user)?;
            roles_checked(change, &by.principal, &held, &metadata)?;
            invitations_withdraw(change.writer, user)?;
            let path = link(change, user, by.principal.id())?;
            let event = by.event(change.clock(), Action::Invited).on(thing("user"), Some(RecordId(user.0)));
            change.log(event.with("again", true));
            Ok(path)
        });
        let path = self.refused(acting, Action::Invited, made.await).await?;
        Ok(Invited { user: self.user_info(user).await?, path })
    }

    /// Gives a person another address, such as one who was imported without; they are signed out everywhere
    /// and links to the old address stop working. Whoever ever came in is told at the old address.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `escalation`, `self_change`, `email_taken`, `invalid_email`, `version_conflict`;
    /// `help_code_required` for a helper who did not make sure lately whom they talk to; `sso_break_glass_needed` where the
    /// codes that went to the old address were the last such account's factor.
    pub async fn user_email_change(
        &self,
        acting: &Acting,
        user: UserId,
        email: &str,
        version: i64,
        metadata: &Arc<Metadata>,
    ) -> Result<UserInfo, Problem> {
        self.require(acting, Capability::UsersManage, Action::UserChanged).await?;
        let email = Email::parse(email, "email")?;
        let (by, metadata) = (acting.clone(), Arc::clone(metadata));
        let changed = self.change(move |change| {
            user_lock(change.writer, user)?;
            let mut row = user_find(change.writer, user)?.ok_or_else(Problem::not_found)?;
            if by.principal.id() == user {
                return Err(Problem::new(model::Kind::Forbidden, "self_change").into());
            }
            let held = user_roles(change.writer, user)?;
            roles_checked(change, &by.principal, &held, &metadata)?;
            // Whoever has the address has the account, by a mailed link.
            let verified = require_verified(change, &by, user)?;
            let from = Device { address: by.address.clone(), ..Device::default() };
            // An address nobody ever came in by may be a stranger's, mistyped: it gets no letter.
            let came = row.last_sign_in_at.is_some();
            let letter = came.then(|| Letter::to(&row, LetterKind::AddressChanged, &from));
            row.version = version;
            row.email.clone_from(&email.shown);
            row.email_folded.clone_from(&email.folded);
            if !user_update(change.writer, &row).map_err(email_taken)? {
                return Err(Problem::new(model::Kind::VersionConflict, "version_conflict").into());
            }
            invitations_withdraw(change.writer, user)?;
            links_withdraw(change.writer, user, change.now)?;
            // Codes would go on to the old address.
            let mailed = FactorKind::EmailCode.as_str();
            let had = factors_of_user(change.writer, user)?
                .iter()
                .any(|factor| factor.kind == mailed && factor.confirmed_at.is_some());
            factors_drop_kind(change.writer, user, mailed)?;
            if had {
                factors_taken(change, user)?;
            }
            flows_end_of_user(change.writer, user)?;
            let why = "address_changed";
            store::system::sessions::sessions_end_of_user(change.writer, user, None, change.now, why)?;
            let event =
                by.event(change.clock(), Action::UserChanged).on(thing("user"), Some(RecordId(user.0)));
            change.log(event.with("fields", vec!["email"]).with("verified", verified));
            Ok(letter)
        });
        let letter = self.refused(acting, Action::UserChanged, changed.await).await?;
        if let Some(letter) = letter {
            self.inner.outbox.push(letter);
        }
        self.sessions_over(|session| session.user == user).await;
        self.user_info(user).await
    }
}

/// A new row, invited, with the company's zone.
pub(crate) fn new_user(change: &Change<'_, '_>, email: &Email, name: String) -> UserRow {
    UserRow {
        id: UserId::fresh(change.clock(), change.entropy()),
        email: email.shown.clone(),
        email_folded: email.folded.clone(),
        name,
        password_hash: None,
        state: UserState::Invited,
        team_id: None,
        language: model::Locale::default().as_str().into(),
        theme: "system".into(),
        density: "normal".into(),
        timezone: change.stored.company.timezone.clone(),
        created_at: change.now,
        last_sign_in_at: None,
        password_changed_at: None,
        version: 1,
        password_change_why: None,
        factor_asked_at: None,
        recovery_made_at: None,
    }
}

/// A link for that person.
fn link(change: &mut Change<'_, '_>, user: UserId, by: UserId) -> Result<Zeroizing<String>, Error> {
    let token = SecretToken::fresh(change.entropy());
    let expires = change.now.as_second().saturating_add(VALID_SECS);
    let row = InvitationRow {
        id: UserId::fresh(change.clock(), change.entropy()).0,
        token_hash: token.hash().to_vec(),
        user_id: user,
        created_by: by,
        created_at: change.now,
        expires_at: Timestamp::from_second(expires).unwrap_or(change.now),
    };
    invitation_create(change.writer, &row)?;
    Ok(Zeroizing::new(format!("/invitation/{}", &*token.reveal())))
}

/// The roles exist and the granter has all they give. Sorted, without doubles.
pub(super) fn roles_checked(
    change: &Change<'_, '_>,
    granter: &Principal,
    keys: &[String],
    metadata: &Metadata,
) -> Result<Vec<String>, Error> {
    for key in keys {
        let role = change.directory().role(key);
        let role = role.ok_or_else(|| Problem::invalid_field("roles", "invalid_option"))?;
        may_grant(granter, role, metadata)?;
    }
    let mut keys = keys.to_vec();
    keys.sort();
    keys.dedup();
    Ok(keys)
}

pub(super) fn team_checked(change: &Change<'_, '_>, team: Option<TeamId>) -> Result<(), Error> {
    match team {
        Some(team) if change.directory().team(team).is_none() => {
            Err(Problem::invalid_field("team", "invalid_id").into())
        }
        _ => Ok(()),
    }
}

pub(super) fn email_taken(error: store::Error) -> Error {
    match error {
        store::Error::UniqueViolation { .. } => Problem::invalid_field("email", "email_taken").into(),
        error => error.into(),
    }
}
