//! Known devices: the browsers a person signed in with. Their list, and what ends when one is lost.

use std::sync::Arc;

use audit::Action;
use jiff::Timestamp;
use metadata::Metadata;
use model::{Problem, RecordId, SessionId, UserId};
use store::system::devices::{DeviceRow, device_of_user, device_revoke, devices_of_user};
use store::system::factors::{factor_remove, passkeys_by_device};
use store::system::flows::flows_end_of_user;
use store::system::sessions::{session_find, sessions_end_of_device, sessions_of_user};
use store::system::users::{UserRow, user_find, user_lock};
use uuid::Uuid;

use crate::change::{Change, thing};
use crate::factors::factors_taken;
use crate::help_desk::require_verified;
use crate::post::{Letter, LetterKind};
use crate::sign_in::require_fresh;
use crate::{Acting, Device, Error, Identity, Place, device_label};

/// A passkey, as far as a list of devices tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DevicePasskey {
    /// Its id.
    pub id: Uuid,
    /// Its owner's name for it; may be empty.
    pub label: String,
}

/// A browser that a person signed in with.
#[derive(Clone)]
pub struct DeviceInfo {
    /// Its id.
    pub id: Uuid,
    /// A short name for it.
    pub device: String,
    /// The header of the browser.
    pub user_agent: String,
    /// The address it was last seen at.
    pub address: String,
    /// Where that is.
    pub place: Place,
    /// When it was first seen.
    pub first_seen_at: Timestamp,
    /// When it was last signed in with.
    pub last_seen_at: Timestamp,
    /// Whether it is the one that asks.
    pub current: bool,
    /// How many sessions are open on it.
    pub sessions: usize,
    /// The passkeys that were last used on it.
    pub passkeys: Vec<DevicePasskey>,
}

/// What "device lost" did.
#[derive(Clone, Debug)]
pub struct DeviceLost {
    /// Sessions that ended.
    pub sessions: usize,
    /// Sign-ins under way that ended: all of the person's, since none says on which device it is.
    pub flows: u64,
    /// The passkeys last used on it.
    pub passkeys: Vec<DevicePasskey>,
    /// Whether they were taken away.
    pub removed: bool,
}

impl Identity {
    /// One's own known devices, last seen first.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn devices_mine(&self, acting: &Acting) -> Result<Vec<DeviceInfo>, Problem> {
        self.devices_read(acting.principal.id(), acting.session).await
    }

    /// Somebody's known devices, for whoever manages users or security.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub async fn devices_of(&self, acting: &Acting, user: UserId) -> Result<Vec<DeviceInfo>, Problem> {
        self.require_helper(acting, Action::UserChanged).await?;
        self.directory().user(user).ok_or_else(Problem::not_found)?;
        self.devices_read(user, None).await
    }

    async fn devices_read(
        &self,
        user: UserId,
        asking: Option<SessionId>,
    ) -> Result<Vec<DeviceInfo>, Problem> {
        let now = self.inner.clock.now();
        let read: Result<_, Error> = self
            .inner
            .database
            .read(move |reader| {
                let devices = devices_of_user(reader, user)?;
                let sessions = sessions_of_user(reader, user, now)?;
                Ok((devices, sessions, passkeys_by_device(reader, user)?))
            })
            .await;
        let (devices, sessions, passkeys) = read?;
        let here = sessions.iter().find(|session| Some(session.id) == asking).and_then(|row| row.device_id);
        let info = |row: DeviceRow| DeviceInfo {
            id: row.id,
            device: device_label(&row.user_agent),
            place: self.inner.places.place_of(&row.address),
            user_agent: row.user_agent,
            address: row.address,
            first_seen_at: row.first_seen_at,
            last_seen_at: row.last_seen_at,
            current: here == Some(row.id),
            sessions: sessions.iter().filter(|session| session.device_id == Some(row.id)).count(),
            passkeys: used_on(&passkeys, row.id),
        };
        Ok(devices.into_iter().map(info).collect())
    }

    /// One's own device is lost: it is known no more, its sessions and all sign-ins under way end, and the passkeys last
    /// used on it are named. Taking these away takes a fresh proof; the rest does not. Whoever has nothing else to come in
    /// with needs a new invitation then: the passkeys are in other hands.
    ///
    /// # Errors
    /// `not_found`, `step_up_required`; `last_administrator`, `last_security_officer` and `sso_break_glass_needed` where
    /// nobody could come in any more without the passkeys.
    pub async fn device_lost_mine(
        &self,
        acting: &Acting,
        device: Uuid,
        remove_passkeys: bool,
    ) -> Result<DeviceLost, Problem> {
        let (by, user) = (acting.clone(), acting.principal.id());
        let lost = self.change(move |change| {
            let row = user_find(change.writer, user)?.ok_or_else(Problem::not_found)?;
            if remove_passkeys {
                let session = by.session.map(|id| session_find(change.writer, id)).transpose()?.flatten();
                require_fresh(session.ok_or_else(Problem::not_found)?.proved_at, change.now)?;
            }
            lose(change, &by, &row, device, remove_passkeys)
        });
        self.device_lost(lost.await?).await
    }

    /// Somebody's device is lost, says whoever manages users or security.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `escalation`, `help_code_required`; else as [`Identity::device_lost_mine`].
    pub async fn device_lost_of(
        &self,
        acting: &Acting,
        user: UserId,
        device: Uuid,
        remove_passkeys: bool,
        metadata: &Arc<Metadata>,
    ) -> Result<DeviceLost, Problem> {
        let lost = self.help(acting, user, metadata, Action::DeviceLost, move |change, by, row| {
            if remove_passkeys {
                require_verified(change, by, user)?;
            }
            lose(change, by, row, device, remove_passkeys)
        });
        self.device_lost(lost.await?).await
    }

    async fn device_lost(&self, lost: Lost) -> Result<DeviceLost, Problem> {
        let Lost { answer, user, ended, shut_out, letter } = lost;
        if shut_out || !ended.is_empty() {
            self.sessions_over(|session| ended.contains(&session.id) || (shut_out && session.user == user))
                .await;
        }
        if let Some(letter) = letter {
            self.inner.outbox.push(letter);
        }
        Ok(answer)
    }
}

struct Lost {
    answer: DeviceLost,
    user: UserId,
    ended: Vec<SessionId>,
    /// Whether the person has nothing left to come in with: no session goes on.
    shut_out: bool,
    letter: Option<Letter>,
}

fn lose(
    change: &mut Change<'_, '_>,
    by: &Acting,
    row: &UserRow,
    device: Uuid,
    remove_passkeys: bool,
) -> Result<Lost, Error> {
    let user = row.id;
    user_lock(change.writer, user)?;
    let known = device_of_user(change.writer, user, device)?.ok_or_else(Problem::not_found)?;
    let passkeys = used_on(&passkeys_by_device(change.writer, user)?, device);
    device_revoke(change.writer, user, device, change.now)?;
    let ended = sessions_end_of_device(change.writer, user, device, change.now, "device_lost")?;
    let flows = flows_end_of_user(change.writer, user)?;
    let removed = remove_passkeys && !passkeys.is_empty();
    if removed {
        for passkey in &passkeys {
            factor_remove(change.writer, user, passkey.id)?;
        }
    }
    let shut_out = removed && factors_taken(change, user)?;
    let event = by.event(change.clock(), Action::DeviceLost).on(thing("user"), Some(RecordId(user.0)));
    let event = event.with("device", device.to_string()).with("sessions_ended", ended.len());
    change.log(event.with("passkeys", passkeys.len()).with("passkeys_removed", removed));
    let from = Device { address: by.address.clone(), user_agent: known.user_agent, tokens: Vec::new() };
    let letter = removed.then(|| Letter::to(row, LetterKind::FactorChanged, &from));
    let answer = DeviceLost { sessions: ended.len(), flows, passkeys, removed };
    Ok(Lost { answer, user, ended, shut_out, letter })
}

/// The passkeys last used on a device.
fn used_on(passkeys: &[(Uuid, String, Option<Uuid>)], device: Uuid) -> Vec<DevicePasskey> {
    let here = passkeys.iter().filter(|(_, _, on)| *on == Some(device));
    here.map(|(id, label, _)| DevicePasskey { id: *id, label: label.clone() }).collect()
}
