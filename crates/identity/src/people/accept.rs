//! Accepting an invitation: the link proves who holds it, a password is set, and the person is in.

use std::sync::Arc;

use audit::{Action, Actor, Event};
use jiff::Timestamp;
use model::{Kind, Problem, RecordId};
use store::system::invitations::{
    InvitationRow, invitation_find_by_hash, invitation_use, invitations_withdraw,
};
use store::system::users::{UserRow, UserState, user_activate, user_find, user_lock, user_update};
use store::{Reader, Writer};
use vault::{SecretToken, TokenHash};

use crate::change::thing;
use crate::new_password::{Candidate, replace};
use crate::sign_in::{Door, Event as Step, Link, Passed, Source, State, step};
use crate::{Device, Entry, Error, Identity, text};

/// What the page of an invitation shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The address that was invited.
    pub email: String,
    /// The name, which may be corrected.
    pub name: String,
    /// The company that invites.
    pub company: String,
}

impl Identity {
    /// What a link is for.
    ///
    /// # Errors
    /// `invitation_invalid` for an unknown, used or expired one, all alike.
    pub async fn invitation_of(&self, token: &str) -> Result<Invitation, Problem> {
        let (_, user) = self.invitation_read(token).await?;
        Ok(Invitation { email: user.email, name: user.name, company: self.company().name })
    }

    /// Uses the link up, sets name and password, and signs the person in.
    ///
    /// # Errors
    /// `invitation_invalid`, or a field's problem.
    pub async fn invitation_accept(
        &self,
        token: &str,
        name: &str,
        new_password: &str,
        language: &str,
        device: &Device,
    ) -> Result<Entry, Problem> {
        let (hash, user) = self.invitation_read(token).await?;
        if !self.snapshot().sso.allows_local(user.id) {
            return Err(Problem::new(Kind::Conflict, "sso_only"));
        }
        let name = text::name(name, "name")?;
        let language = text::language(language)?;
        let company = self.company().name;
        let about = Candidate { company: &company, name: &name, email: &user.email };
        // Where there are no passwords, the person binds a passkey next.
        let stored = if self.snapshot().rules.policy().passwords_allowed {
            Some(self.password_first(new_password, about, "password").await?)
        } else {
            None
        };
        let (from, inner) = (device.clone(), Arc::clone(&self.inner));
        let reading = self.inner.sessions.reading();
        let passed = self.change(move |change| {
            let mut user = invitation_take(change.writer, &hash, change.now)?;
            user.name = name;
            user.language = language.as_str().into();
            if !user_update(change.writer, &user)? {
                return Err(Problem::new(Kind::VersionConflict, "version_conflict").into());
            }
            match &stored {
                Some(stored) => {
                    replace(change.writer, &user, stored, change.stored.rules.policy(), change.now)?;
                }
                None => {
                    user_activate(change.writer, user.id)?;
                }
            }
            let actor = Actor::person(user.id, user.name.clone());
            let event = Event::done(change.clock(), actor, Action::InvitationAccepted)
                .from(None, from.address.clone())
                .on(thing("user"), Some(RecordId(user.id.0)));
            change.log(event);
            let (state, _) =
                step(State::Anonymous, Step::LinkUsed { account: user.id, link: Link::Invitation });
            let door = Door { inner: &inner, snapshot: &change.stored, device: &from, now: change.now };
            match door.pass(change.writer, state, Source::Fresh(None))? {
                Passed::Refused(_) => Err(invalid().into()),
                passed => Ok(passed),
            }
        });
        self.passed(passed.await?, reading).await
    }

    async fn invitation_read(&self, token: &str) -> Result<(TokenHash, UserRow), Problem> {
        let hash = SecretToken::parse(token).ok_or_else(invalid)?.hash();
        let now = self.inner.clock.now();
        let found: Result<_, Error> =
            self.inner.database.read(move |reader| Ok(valid(reader, &hash, now)?)).await;
        let (_, user) = found?.ok_or_else(invalid)?;
        Ok((hash, user))
    }
}

/// The invitation and its person, if the link still works.
fn valid(
    reader: &mut Reader<'_>,
    hash: &TokenHash,
    now: Timestamp,
) -> Result<Option<(InvitationRow, UserRow)>, store::Error> {
    let invitation = invitation_find_by_hash(reader, hash)?;
    let Some(invitation) = invitation.filter(|row| now < row.expires_at) else {
        return Ok(None);
    };
    let user = user_find(reader, invitation.user_id)?.filter(|user| user.state == UserState::Invited);
    Ok(user.map(|user| (invitation, user)))
}

/// Uses an invitation up; its person stays as they are until the transaction ends.
pub(crate) fn invitation_take(
    writer: &mut Writer<'_>,
    hash: &[u8],
    now: Timestamp,
) -> Result<UserRow, Error> {
    let hash: &TokenHash = hash.try_into().map_err(|_| invalid())?;
    let (_, user) = valid(writer, hash, now)?.ok_or_else(invalid)?;
    // Read once more when nobody else can change them.
    user_lock(writer, user.id)?;
    let (invitation, user) = valid(writer, hash, now)?.ok_or_else(invalid)?;
    if !invitation_use(writer, invitation.id)? {
        return Err(invalid().into());
    }
    invitations_withdraw(writer, user.id)?;
    Ok(user)
}

fn invalid() -> Problem {
    Problem::new(Kind::NotFound, "invitation_invalid")
}
