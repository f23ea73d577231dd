//! Where factors are bound: who may bind one at all, and what follows once one is proved.

use std::sync::Arc;

use audit::{Action, Actor, Event as LogEvent};
use jiff::{SignedDuration, Timestamp};
use model::{Kind, Problem, RecordId, SessionId, UserId};
use store::Writer;
use store::system::factors::{
    FactorRow, factor_confirm, factors_drop_unconfirmed, factors_of_user, recovery_codes_count,
    recovery_codes_replace,
};
use store::system::users::user_lock;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::codes::BoundTo;
use super::{FactorKind, recovery};
use crate::change::thing;
use crate::post::{Letter, LetterKind};
use crate::service::Inner;
use crate::sign_in::{
    Account, Door, Entry, Event, Flow, PROOF_GOOD, Passed, Source, State, flow_gone, require_fresh,
    require_here, resume, step,
};
use crate::snapshot::Snapshot;
use crate::verifier::{self, Count, Lane};
use crate::{Acting, Device, Error, Identity};

/// The most factors of one person.
const MAX_FACTORS: usize = 20;

/// How long a factor waits to be confirmed: as long as the proof that it was begun with is good.
const WAITS: SignedDuration = PROOF_GOOD;

/// Who binds a factor.
#[derive(Clone)]
pub enum Enroller {
    /// Somebody signed in.
    Session(Box<Acting>),
    /// Somebody on the way in, by the flow's token.
    Flow(Zeroizing<String>),
}

/// A factor that was bound.
pub struct Bound {
    /// The factor.
    pub id: Uuid,
    /// The first factor's recovery codes: shown once.
    pub recovery_codes: Option<Vec<Zeroizing<String>>>,
    /// Where the way in goes on, if it was bound on the way.
    pub entry: Option<Entry>,
}

/// One transaction at the desk.
pub(super) struct Desk<'a, 'w> {
    pub(super) writer: &'a mut Writer<'w>,
    pub(super) inner: &'a Inner,
    pub(super) account: Account,
    pub(super) now: Timestamp,
    /// What codes are sent for.
    pub(super) bound_to: BoundTo,
    /// The one that binds on the way in.
    flow: Option<Flow>,
    session: Option<SessionId>,
}

impl Desk<'_, '_> {
    /// A fresh row that waits to be confirmed; earlier ones of its kind that were not are gone.
    pub(super) fn fresh(&mut self, kind: FactorKind, label: String) -> Result<FactorRow, Error> {
        factors_drop_unconfirmed(self.writer, self.account.row.id, kind.as_str())?;
        Ok(FactorRow {
            id: SessionId::fresh(&*self.inner.clock, &*self.inner.entropy).0,
            user_id: self.account.row.id,
            kind: kind.as_str().into(),
            label,
            secret_sealed: Vec::new(),
            credential_hash: None,
            last_step: None,
            created_at: self.now,
            confirmed_at: None,
            last_used_at: None,
        })
    }

    /// The row of that kind that waits to be confirmed.
    pub(super) fn waiting(&mut self, kinds: &[FactorKind], id: Option<Uuid>) -> Result<FactorRow, Error> {
        let is = |row: &FactorRow| {
            row.confirmed_at.is_none()
                && self.now.duration_since(row.created_at) <= WAITS
                && kinds.iter().any(|kind| kind.as_str() == row.kind)
                && id.is_none_or(|id| id == row.id)
        };
        let found = factors_of_user(self.writer, self.account.row.id)?.into_iter().rfind(is);
        Ok(found.ok_or_else(Problem::not_found)?)
    }

    /// Counts a guess at a code that was sent, in the lane in which it would count at the door.
    pub(super) fn count(&mut self, device: &Device) -> Result<(Count, Lane), Error> {
        let user = &self.account.row;
        let lane = Lane::of_browser(self.writer, (user.id, &user.email_folded), device, self.now)?;
        Ok((verifier::count(self.writer, &lane, self.now)?, lane))
    }

    /// Who binds, as the log keeps them.
    pub(super) fn event(&self, action: Action, device: &Device) -> LogEvent {
        let user = &self.account.row;
        LogEvent::done(&*self.inner.clock, Actor::person(user.id, user.name.clone()), action)
            .from(self.session, device.address.clone())
            .on(thing("user"), Some(RecordId(user.id.0)))
    }

    /// Whether it is the moment of the way in at which a factor must be bound.
    fn enrolling(&self) -> Result<Option<State>, Error> {
        let Some(flow) = &self.flow else { return Ok(None) };
        let unusual = flow.unusual(self.inner);
        let standing = self.account.standing(&flow.case, flow.proved_hash(), unusual, self.now);
        match step(resume(flow.case), Event::AccountRead(standing)) {
            (state @ State::Enrolling(_), _) => Ok(Some(state)),
            _ => Err(flow_gone().into()),
        }
    }

    fn open<'a, 'w>(
        writer: &'a mut Writer<'w>,
        inner: &'a Inner,
        snapshot: &Snapshot,
        who: &Enroller,
    ) -> Result<Desk<'a, 'w>, Error> {
        let now = inner.clock.now();
        let (user, bound_to, flow, session) = match who {
            Enroller::Session(acting) => {
                let row = require_here(writer, acting, now)?;
                require_fresh(row.proved_at, now)?;
                (row.user_id, BoundTo::session(row.id), None, Some(row.id))
            }
            Enroller::Flow(token) => {
                let hash = vault::SecretToken::parse(token).ok_or_else(flow_gone)?.hash();
                let user = Flow::find(writer, &hash, now)?.case.user;
                user_lock(writer, user)?;
                // It may have ended while this waited for its owner.
                let flow = Flow::find(writer, &hash, now)?;
                (user, BoundTo::flow(&flow), Some(flow), None)
            }
        };
        let account = Account::read(writer, user, snapshot, now)?.ok_or_else(flow_gone)?;
        Ok(Desk { writer, inner, account, now, bound_to, flow, session })
    }
}

impl Identity {
    /// Does something at the desk for somebody signed in who has just proved who they are.
    pub(super) async fn at_desk<R, F>(&self, who: Enroller, job: F) -> Result<R, Problem>
    where
        F: FnOnce(&mut Desk<'_, '_>) -> Result<R, Error> + Send + 'static,
        R: Send + 'static,
    {
        let (inner, snapshot) = (Arc::clone(&self.inner), self.snapshot());
        let done = self.inner.database.write(move |writer| {
            let mut desk = Desk::open(writer, &inner, &snapshot, &who)?;
            job(&mut desk)
        });
        Ok(done.await?)
    }

    /// The same in line with all changes of people and settings, for what is decided by several accounts together: of two at
    /// once, the second sees what the first left.
    pub(super) async fn at_desk_in_line<R, F>(&self, who: Enroller, job: F) -> Result<R, Problem>
    where
        F: FnOnce(&mut Desk<'_, '_>) -> Result<R, Error> + Send + 'static,
        R: Send + 'static,
    {
        let done = self.change(move |change| {
            let mut desk = Desk::open(change.writer, change.inner, &change.stored, &who)?;
            job(&mut desk)
        });
        Ok(done.await?)
    }

    /// Begins to bind: whoever is at the desk may bind that kind, and has room for one more.
    pub(super) async fn bind<R, F>(&self, who: Enroller, kind: FactorKind, job: F) -> Result<R, Problem>
    where
        F: FnOnce(&mut Desk<'_, '_>) -> Result<R, Error> + Send + 'static,
        R: Send + 'static,
    {
        let (inner, snapshot) = (Arc::clone(&self.inner), self.snapshot());
        let begun = self.inner.database.write(move |writer| {
            let mut desk = Desk::open(writer, &inner, &snapshot, &who)?;
            let meets = desk.account.kinds_to_bind(desk.now).has(kind);
            let allowed = desk.account.requirement.allowed.has(kind);
            if !(if desk.enrolling()?.is_some() { meets } else { allowed }) {
                return Err(Problem::invalid_field("kind", "invalid_option").into());
            }
            if desk.account.factors.len() >= MAX_FACTORS {
                return Err(Problem::new(Kind::Conflict, "too_many").into());
            }
            job(&mut desk)
        });
        Ok(begun.await?)
    }

    /// Ends to bind: `job` proves the waiting factor; it is confirmed, the first one's recovery codes are made, the log
    /// and the owner are told, and whoever is on the way in goes on. A problem that `job` gives as its answer stands
    /// beside what it wrote: a guess stays counted.
    pub(super) async fn confirm<F>(&self, who: Enroller, device: &Device, job: F) -> Result<Bound, Problem>
    where
        F: FnOnce(&mut Desk<'_, '_>) -> Result<Result<FactorRow, Problem>, Error> + Send + 'static,
    {
        let (inner, from, snapshot) = (Arc::clone(&self.inner), device.clone(), self.snapshot());
        let reading = self.inner.sessions.reading();
        let confirmed = self.inner.database.write(move |writer| {
            let mut desk = Desk::open(writer, &inner, &snapshot, &who)?;
            let state = desk.enrolling()?;
            let factor = match job(&mut desk)? {
                Ok(factor) => factor,
                Err(problem) => return Ok(Err(problem)),
            };
            let now = desk.now;
            if !factor_confirm(desk.writer, factor.id, now)? {
                return Err(Problem::not_found().into());
            }
            let user = desk.account.row.clone();
            let (left, _) = recovery_codes_count(desk.writer, user.id)?;
            let codes =
                if left == 0 { Some(recovery_codes_make(desk.writer, &inner, user.id, now)?) } else { None };
            let event = desk.event(Action::FactorChanged, &from);
            let event = event.with("bound", factor.kind.clone()).with("factor", factor.id.to_string());
            inner.log.append_in(desk.writer, vec![event]);
            let kind = FactorKind::parse(&factor.kind).ok_or_else(Problem::not_found)?;
            let letter = Letter::to(&user, LetterKind::FactorChanged, &from);
            let Desk { writer, flow, .. } = desk;
            let passed = match (flow, state) {
                (Some(flow), Some(state)) => {
                    let (state, _) = step(state, Event::Enrolled { account: user.id, kind });
                    let door = Door { inner: &inner, snapshot: &snapshot, device: &from, now };
                    Some(door.pass(writer, state, Source::Flow(Box::new(flow)))?)
                }
                _ => None,
            };
            Ok::<_, Error>(Ok((factor.id, codes, letter, passed)))
        });
        let (id, recovery_codes, letter, passed) = confirmed.await??;
        self.inner.outbox.push(letter);
        let entry = match passed {
            Some(Passed::Refused(_)) => return Err(flow_gone()),
            Some(passed) => Some(self.passed(passed, reading).await?),
            None => None,
        };
        Ok(Bound { id, recovery_codes, entry })
    }
}

/// Fresh recovery codes; the ones before stop working.
pub(super) fn recovery_codes_make(
    writer: &mut Writer<'_>,
    inner: &Inner,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<Zeroizing<String>>, Error> {
    let codes = recovery::fresh(&*inner.entropy);
    let hashes: Vec<Vec<u8>> =
        codes.iter().filter_map(|code| recovery::hash(&inner.keys, user, code)).collect();
    recovery_codes_replace(writer, user, &hashes, Some(now))?;
    Ok(codes)
}
