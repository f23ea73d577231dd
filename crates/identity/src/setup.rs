//! The first administrator: by a one-time link that the program prints while there is none, or by
//! `kedun init` at the command line of the server.

use std::sync::Arc;

use audit::{Action, Actor, Event};
use model::{Kind, Problem, RecordId};
use store::Reader;
use store::system::invitations::{setup_token_find, setup_token_put, setup_token_use};
use store::system::users::{UserRow, UserState, user_active_in_role, user_create, user_roles_set};
use vault::SecretToken;
use zeroize::Zeroizing;

use crate::change::{ADMINISTRATOR, Change, SECURITY_OFFICER, thing};
use crate::company::{Company, checked, company_put};
use crate::new_password::Candidate;
use crate::people::new_user;
use crate::sign_in::{Door, Event as Step, Link, Passed, Source, State, step};
use crate::text::{self, Email};
use crate::{Device, Entry, Error, Identity};

/// What the first person may do. Nobody can grant a right they do not have, so that the first one must hold both
/// sides of the separation of duties: they hand the security officer's role to somebody else, and then
/// give it up.
const FOUNDER_ROLES: [&str; 2] = [ADMINISTRATOR, SECURITY_OFFICER];

/// The first administrator and their company.
#[derive(Clone, Default)]
pub struct Setup {
    /// The company's name.
    pub company: String,
    /// The administrator's name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Their password.
    pub password: String,
    /// Their language, `zh` or `en`.
    pub language: String,
}

/// What was checked and hashed before the transaction.
struct Ready {
    company: Company,
    name: String,
    email: Email,
    language: model::Locale,
    password_hash: String,
}

impl Identity {
    /// Whether there is no active administrator yet.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be read.
    pub async fn setup_needed(&self) -> Result<bool, Problem> {
        let needed: Result<bool, Error> = self.inner.database.read(|reader| Ok(needed(reader)?)).await;
        Ok(needed?)
    }

    /// A fresh set-up link's path, `/setup?token=…`, while there is no administrator; every earlier one
    /// stops working. The program prints it once at start; only a hash is stored.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be written.
    pub async fn setup_link(&self) -> Result<Option<Zeroizing<String>>, Problem> {
        let token = SecretToken::fresh(&*self.inner.entropy);
        let (hash, now) = (token.hash(), self.inner.clock.now());
        let put = self.inner.database.write(move |writer| {
            let needed = needed(writer)?;
            if needed {
                setup_token_put(writer, &hash, now)?;
            }
            Ok::<bool, Error>(needed)
        });
        Ok(put.await?.then(|| Zeroizing::new(format!("/setup?token={}", &*token.reveal()))))
    }

    /// Uses the link up, makes the administrator and signs them in.
    ///
    /// # Errors
    /// `setup_link_invalid`, `setup_done`, a field's problem.
    pub async fn setup(&self, token: &str, setup: Setup, device: &Device) -> Result<Entry, Problem> {
        let hash = SecretToken::parse(token).ok_or_else(link_invalid)?.hash();
        let found: Result<_, Error> = self
            .inner
            .database
            .read(move |reader| Ok((needed(reader)?, setup_token_find(reader, &hash)?)))
            .await;
        match found? {
            (false, _) => return Err(done()),
            (true, None) => return Err(link_invalid()),
            (true, Some(_)) => {}
        }
        let ready = self.setup_ready(setup).await?;
        let (from, inner) = (device.clone(), Arc::clone(&self.inner));
        let reading = self.inner.sessions.reading();
        let passed = self.change(move |change| {
            if !setup_token_use(change.writer, &hash, change.now)? {
                return Err(link_invalid().into());
            }
            let user = administrator(change, &ready, &from)?;
            let (state, _) = step(State::Anonymous, Step::LinkUsed { account: user, link: Link::SetUp });
            let door = Door { inner: &inner, snapshot: &change.stored, device: &from, now: change.now };
            match door.pass(change.writer, state, Source::Fresh(None))? {
                Passed::Refused(_) => Err(link_invalid().into()),
                passed => Ok(passed),
            }
        });
        self.passed(passed.await?, reading).await
    }

    /// Makes the first administrator without a link: for whoever sits at the server's own command line.
    ///
    /// # Errors
    /// `setup_done`, a field's problem.
    pub async fn init_administrator(&self, setup: Setup) -> Result<model::UserId, Problem> {
        let ready = self.setup_ready(setup).await?;
        let made = self.change(move |change| administrator(change, &ready, &Device::default()));
        Ok(made.await?)
    }

    async fn setup_ready(&self, setup: Setup) -> Result<Ready, Problem> {
        let company = checked(&Company { name: setup.company, ..self.company() })?;
        let name = text::name(&setup.name, "name")?;
        let email = Email::parse(&setup.email, "email")?;
        let language = text::language(&setup.language)?;
        let about = Candidate { company: &company.name, name: &name, email: &email.folded };
        let password_hash = self.password_first(&setup.password, about, "password").await?;
        Ok(Ready { company, name, email, language, password_hash })
    }
}

fn needed(reader: &mut Reader<'_>) -> Result<bool, store::Error> {
    Ok(user_active_in_role(reader, ADMINISTRATOR)?.is_empty())
}

/// The administrator's account and the company, within the transaction.
fn administrator(change: &mut Change<'_, '_>, ready: &Ready, from: &Device) -> Result<model::UserId, Error> {
    if !needed(change.writer)? {
        return Err(done().into());
    }
    let row = UserRow {
        password_hash: Some(ready.password_hash.clone()),
        password_changed_at: Some(change.now),
        state: UserState::Active,
        language: ready.language.as_str().into(),
        ..new_user(change, &ready.email, ready.name.clone())
    };
    user_create(change.writer, &row).map_err(|error| match error {
        store::Error::UniqueViolation { .. } => Problem::invalid_field("email", "email_taken").into(),
        error => Error::from(error),
    })?;
    user_roles_set(change.writer, row.id, &FOUNDER_ROLES.map(Into::into))?;
    company_put(change.writer, &ready.company, change.now, None)?;
    let actor = Actor::person(row.id, row.name.clone());
    let event = Event::done(change.clock(), actor, Action::Setup)
        .from(None, from.address.clone())
        .on(thing("user"), Some(RecordId(row.id.0)));
    change.log(event);
    Ok(row.id)
}

fn link_invalid() -> Problem {
    Problem::new(Kind::NotFound, "setup_link_invalid")
}

fn done() -> Problem {
    Problem::new(Kind::Conflict, "setup_done")
}
