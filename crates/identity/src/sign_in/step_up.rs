//! A fresh proof within a session: dangerous acts ask for one that is not older than fifteen minutes.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use model::{Kind, Problem};
use store::Writer;
use store::system::sessions::{SessionRow, session_find, session_touch};
use store::system::users::user_lock;

use super::flow::Flow;
use super::machine::{Event, State, step};
use super::step::Step;
use super::{Account, Door, Entry, Passed, Source, flow_gone, flow_hash};
use crate::origin::Origin;
use crate::risk::Risk;
use crate::{Acting, Device, Error, Identity};

/// How long a proof is good for dangerous acts (OWASP ASVS 5.0 V7.5 leaves the time to the risk).
pub(crate) const PROOF_GOOD: SignedDuration = SignedDuration::from_mins(15);

impl Identity {
    /// Begins to prove anew who one is; what is asked for follows.
    ///
    /// # Errors
    /// `not_found` for a principal that is no signed-in person.
    pub async fn step_up(&self, acting: &Acting, device: &Device) -> Result<Entry, Problem> {
        let session = acting.session.ok_or_else(Problem::not_found)?;
        let (state, _) = step(State::Anonymous, Event::StepUpAsked { account: acting.principal.id() });
        let State::Reading(case) = state else { return Err(Problem::not_found()) };
        let (inner, from, snapshot) = (Arc::clone(&self.inner), device.clone(), self.snapshot());
        let reading = self.inner.sessions.reading();
        let passed = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let door = Door { inner: &inner, snapshot: &snapshot, device: &from, now };
            // Held before anything of the account is written: whoever ends all of it stands in the same line.
            user_lock(writer, case.user)?;
            let row = session_find(writer, session)?.filter(|row| row.ended_at.is_none());
            row.filter(|row| row.user_id == case.user && row.expires_at > now)
                .ok_or_else(Problem::not_found)?;
            // Whoever asks is here: uses are written once a minute only, and idleness is counted from here.
            session_touch(writer, session, now)?;
            let (flow, token) =
                Flow::begin(writer, &inner, (case, Risk::Low), Origin::Session(session), None, now)?;
            let passed = door.pass(writer, state, Source::Flow(Box::new(flow)))?;
            Ok::<_, Error>(match passed {
                Passed::Waiting(mut waiting) => {
                    waiting.token = Some(token);
                    Passed::Waiting(waiting)
                }
                other => other,
            })
        });
        self.passed(passed.await?, reading).await
    }

    /// Where a flow stands.
    ///
    /// # Errors
    /// `flow_gone` when it is over.
    pub async fn flow_step(&self, flow: &str, device: &Device) -> Result<Step, Problem> {
        let token = flow_hash(flow)?;
        let (inner, from, snapshot) = (Arc::clone(&self.inner), device.clone(), self.snapshot());
        let found = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let flow = Flow::find(writer, &token, now)?;
            let account = Account::read(writer, flow.case.user, &snapshot, now)?.ok_or_else(flow_gone)?;
            let door = Door { inner: &inner, snapshot: &snapshot, device: &from, now };
            door.look(writer, &flow, &account)
        });
        Ok(found.await?)
    }

    /// Gives a flow up.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database can't be written.
    pub async fn flow_give_up(&self, flow: &str) -> Result<(), Problem> {
        let Ok(token) = flow_hash(flow) else { return Ok(()) };
        let ended: Result<bool, Error> = self
            .inner
            .database
            .write(move |writer| Ok(store::system::flows::flow_drop(writer, &token)?))
            .await;
        ended?;
        Ok(())
    }
}

/// Refuses a dangerous act whose maker proved who they are too long ago.
///
/// # Errors
/// `step_up_required`.
pub(crate) fn require_fresh(proved_at: Timestamp, now: Timestamp) -> Result<(), Problem> {
    if now.duration_since(proved_at) <= PROOF_GOOD {
        Ok(())
    } else {
        Err(Problem::new(Kind::Forbidden, "step_up_required"))
    }
}

/// The session somebody acts in, with its owner held: for what outlives it, such as a password, a token or a link. What was
/// under way when everything of the account was ended makes nothing new.
///
/// # Errors
/// `unauthenticated` where there is none, or it is over.
pub(crate) fn require_here(
    writer: &mut Writer<'_>,
    acting: &Acting,
    now: Timestamp,
) -> Result<SessionRow, Error> {
    let gone = || Problem::new(Kind::Unauthenticated, "unauthenticated");
    let id = acting.session.ok_or_else(gone)?;
    user_lock(writer, acting.principal.id())?;
    let live = |row: &SessionRow| {
        row.ended_at.is_none() && row.expires_at > now && row.user_id == acting.principal.id()
    };
    Ok(session_find(writer, id)?.filter(live).ok_or_else(gone)?)
}
