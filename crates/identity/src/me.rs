//! What a person may change about themselves: name, preferences, password.

use std::sync::Arc;

use audit::{Action, Outcome};
use model::{Kind, Problem, RecordId};
use store::system::devices::devices_revoke_others;
use store::system::factors::factors_of_user;
use store::system::sessions::sessions_end_of_user;
use store::system::users::{user_find, user_lock, user_update};

use crate::change::thing;
use crate::new_password::replace;
use crate::origin::known_device;
use crate::post::{Letter, LetterKind};
use crate::sign_in::require_here;
use crate::verifier::{self, Count};
use crate::{Acting, Device, Error, Identity, Profile, text};

/// A change of one's own profile; what is none stays.
#[derive(Clone, Default)]
pub struct Preferences {
    /// Another name.
    pub name: Option<String>,
    /// `zh` or `en`.
    pub language: Option<String>,
    /// `light`, `dark` or `system`.
    pub theme: Option<String>,
    /// `compact`, `normal` or `roomy`.
    pub density: Option<String>,
    /// An IANA time zone.
    pub timezone: Option<String>,
}

impl Preferences {
    fn checked(self) -> Result<Self, Problem> {
        let themes = |text: &String| text::one_of(text, &["light", "dark", "system"], "theme");
        let densities = |text: &String| text::one_of(text, &["compact", "normal", "roomy"], "density");
        Ok(Self {
            name: self.name.as_deref().map(|name| text::name(name, "name")).transpose()?,
            language: self.language.as_deref().map(text::language).transpose()?.map(|l| l.as_str().into()),
            theme: self.theme.as_ref().map(themes).transpose()?,
            density: self.density.as_ref().map(densities).transpose()?,
            timezone: self.timezone.as_deref().map(text::timezone).transpose()?,
        })
    }
}

impl Identity {
    /// Changes one's own profile.
    ///
    /// # Errors
    /// A field's problem; `not_found` for a principal that is no person; `version_conflict`.
    pub async fn me_change(&self, acting: &Acting, wanted: Preferences) -> Result<Arc<Profile>, Problem> {
        let (by, wanted) = (acting.clone(), wanted.checked()?);
        let user = by.principal.id();
        self.change(move |change| {
            user_lock(change.writer, user)?;
            let mut row = user_find(change.writer, user)?.ok_or_else(Problem::not_found)?;
            let mut fields = Vec::new();
            let columns = [
                ("name", wanted.name, &mut row.name),
                ("language", wanted.language, &mut row.language),
                ("theme", wanted.theme, &mut row.theme),
                ("density", wanted.density, &mut row.density),
                ("timezone", wanted.timezone, &mut row.timezone),
            ];
            for (field, value, column) in columns {
                if let Some(value) = value.filter(|value| value != column) {
                    *column = value;
                    fields.push(field);
                }
            }
            if fields.is_empty() {
                return Ok(());
            }
            if !user_update(change.writer, &row)? {
                return Err(Problem::new(Kind::VersionConflict, "version_conflict").into());
            }
            let event =
                by.event(change.clock(), Action::UserChanged).on(thing("user"), Some(RecordId(user.0)));
            change.log(event.with("fields", fields));
            Ok(())
        })
        .await?;
        self.profile(user).ok_or_else(Problem::not_found)
    }

    /// Changes one's own password: the present one is asked for, and all other sessions end.
    ///
    /// # Errors
    /// `password_wrong` on `current`, `try_later` by the same counter as signing in, a problem on `new`.
    pub async fn password_change(
        &self,
        acting: &Acting,
        current: &str,
        new: &str,
        device: &Device,
    ) -> Result<(), Problem> {
        let user = acting.principal.id();
        let row: Result<_, Error> = self
            .inner
            .database
            .read(move |reader| Ok((user_find(reader, user)?, factors_of_user(reader, user)?)))
            .await;
        let (row, factors) = row?;
        let row = row.ok_or_else(Problem::not_found)?;
        let tried = self.password_try(row.email_folded.clone(), device).await?;
        let counted = match tried.count {
            Count::Go(counted) => counted,
            Count::Wait(secs) => {
                return Err(Problem::new(Kind::TooMany, "try_later").with("seconds", secs.to_string()));
            }
        };
        let checked = match self.password_check(&counted, current, Some(&row)).await {
            Ok(checked) => checked,
            // Too many wait for the hasher: this was no failure of the person's.
            Err(error) => {
                self.uncount(tried.lane).await?;
                return Err(error.into());
            }
        };
        if checked.is_none() {
            let event = acting.event(&*self.inner.clock, Action::PasswordChanged).ended(Outcome::Failed);
            let event = event.on(thing("user"), Some(RecordId(user.0)));
            self.inner.log.append(event).await.map_err(Error::from)?;
            return Err(Problem::invalid_field("current", "password_wrong"));
        }
        let bound = factors.iter().any(|factor| factor.confirmed_at.is_some());
        let lane = tried.lane;
        let stored = match self.password_accept(new, &row, bound, "new").await {
            Ok(stored) => stored,
            Err(problem) => {
                // The present password was right: only the new one is not.
                self.uncount(lane).await?;
                return Err(problem);
            }
        };
        let (by, from) = (acting.clone(), device.clone());
        let changed = self.change(move |change| {
            require_here(change.writer, &by, change.now)?;
            let now = user_find(change.writer, user)?.ok_or_else(Problem::not_found)?;
            if now.password_hash != row.password_hash {
                return Err(Problem::new(Kind::Conflict, "version_conflict").into());
            }
            replace(change.writer, &row, &stored, change.stored.rules.policy(), change.now)?;
            let ended =
                sessions_end_of_user(change.writer, user, by.session, change.now, "password_changed")?;
            // Whoever knew the old one may have made a browser known by it: those have lanes of their own for guesses.
            let here = known_device(change.writer, user, &from, change.now)?;
            devices_revoke_others(change.writer, user, here, change.now)?;
            verifier::forgive(change.writer, &lane)?;
            let event =
                by.event(change.clock(), Action::PasswordChanged).on(thing("user"), Some(RecordId(user.0)));
            change.log(event.with("sessions_ended", ended));
            Ok(Letter::to(&row, LetterKind::PasswordChanged, &from))
        });
        self.inner.outbox.push(changed.await?);
        let kept = acting.session;
        self.sessions_over(|session| session.user == user && Some(session.id) != kept).await;
        Ok(())
    }
}
