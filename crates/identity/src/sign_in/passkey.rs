//! Proving with a passkey: as the way in, for whoever holds one, or as the further proof of one account.
//!
//! A challenge for anybody is kept sealed in the browser's own cookie, so that nobody can fill the database by asking;
//! answering it uses it up. A challenge for one account is kept in its flow.

use std::sync::Arc;

use jiff::Timestamp;
use model::{Problem, RecordId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::Writer;
use store::system::factors::{FactorRow, factor_find_by_credential, factor_used};
use store::system::flows::flow_step;
use store::system::links::challenge_use;
use store::system::users::{UserRow, user_find, user_lock};
use vault::Aad;
use webauthn_rs::prelude::PublicKeyCredential;
use zeroize::Zeroizing;

use super::factor::lane;
use super::flow::{FLOW_SECS, Flow};
use super::machine::{Event, Outcome, State, step};
use super::{Account, Door, Entry, Passed, Proof, Source, factor_failed, flow_gone, flow_hash, try_later};
use crate::factors::passkey::{Answered, Challenged, Kept, credential_hash};
use crate::factors::{FactorKind, kept_passkey, sealed_passkey};
use crate::verifier::{self, Count, Lane};
use crate::{Device, Error, Identity};

/// A sealed challenge for anybody belongs to no record.
const ANYBODY: Aad<'static> =
    Aad { object: "sign_in_flow", field: "challenge", record: RecordId(uuid::Uuid::nil()) };

/// A challenge for anybody, as it is sealed into a cookie.
#[derive(Serialize, Deserialize)]
struct Loose {
    state: Challenged,
    expires_at: Timestamp,
}

/// What the browser needs to answer.
pub struct PasskeyChallenge {
    /// `PublicKeyCredentialRequestOptions`, as JSON (WebAuthn Level 3 section 5.1.10).
    pub options: Value,
    /// The sealed challenge for a cookie, when it is for anybody.
    pub cookie: Option<String>,
}

impl Identity {
    /// Whether passkeys work at the address people type.
    pub fn passkeys_available(&self) -> bool {
        self.inner.relying_party.is_some()
    }

    /// A challenge: for the account of a flow that asks for a passkey, else for whoever holds one.
    ///
    /// # Errors
    /// `passkeys_unavailable` where the address has no name, `flow_gone`.
    pub async fn passkey_challenge(&self, flow: Option<&str>) -> Result<PasskeyChallenge, Problem> {
        match flow {
            None => self.challenge_anybody().map_err(Into::into),
            Some(token) => match self.challenge_person(token).await {
                // The cookie of a try that is over must not keep people from beginning anew.
                Err(problem) if problem.code == "flow_gone" => self.challenge_anybody().map_err(Into::into),
                // Nor must a try that asks somebody without keys.
                Ok(None) => self.challenge_anybody().map_err(Into::into),
                Ok(Some(challenge)) => Ok(challenge),
                Err(problem) => Err(problem),
            },
        }
    }

    fn challenge_anybody(&self) -> Result<PasskeyChallenge, Error> {
        let party = self.inner.relying_party()?;
        let (options, state) = party.challenge_anybody()?;
        let now = self.inner.clock.now();
        let loose =
            Loose { state, expires_at: Timestamp::from_second(now.as_second() + FLOW_SECS).unwrap_or(now) };
        let text =
            serde_json::to_vec(&loose).map_err(|source| Error::Stored { what: "challenge", source })?;
        let sealed = self.inner.keys.seal(&ANYBODY, &text)?;
        Ok(PasskeyChallenge { options, cookie: Some(hex::encode(sealed)) })
    }

    /// None for somebody who has no keys.
    async fn challenge_person(&self, token: &str) -> Result<Option<PasskeyChallenge>, Problem> {
        let hash = flow_hash(token)?;
        let (inner, snapshot) = (Arc::clone(&self.inner), self.snapshot());
        let made = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let mut flow = Flow::find(writer, &hash, now)?;
            let account = Account::read(writer, flow.case.user, &snapshot, now)?.ok_or_else(flow_gone)?;
            let device = Device::default();
            let door = Door { inner: &inner, snapshot: &snapshot, device: &device, now };
            door.asking(&flow, &account)?;
            let kept: Vec<Kept> = passkeys(&account)
                .map(|factor| kept_passkey(&inner.keys, factor))
                .collect::<Result<_, _>>()?;
            if kept.is_empty() {
                return Ok(None);
            }
            let (options, state) = inner.relying_party()?.challenge_person(&kept)?;
            let text =
                serde_json::to_vec(&state).map_err(|source| Error::Stored { what: "challenge", source })?;
            flow.row.challenge_sealed = Some(inner.keys.seal(&challenge_aad(&flow), &text)?);
            if !flow_step(writer, &flow.row)? {
                return Err(flow_gone().into());
            }
            Ok::<_, Error>(Some(PasskeyChallenge { options, cookie: None }))
        });
        Ok(made.await?)
    }

    /// Takes the answer to a challenge: of the flow if there is one that awaits it, else of the sealed cookie.
    ///
    /// # Errors
    /// `factor_failed` whatever is wrong, `try_later`, `flow_gone`.
    pub async fn passkey_answer(
        &self,
        flow: Option<&str>,
        cookie: Option<&str>,
        credential: Value,
        device: &Device,
    ) -> Result<Entry, Problem> {
        let answer: PublicKeyCredential = serde_json::from_value(credential).map_err(|_| factor_failed())?;
        if let Some(token) = flow {
            match self.person_answered(token, &answer, device).await {
                Err(problem) if problem.code == "flow_gone" && cookie.is_some() => {}
                entry => return entry,
            }
        }
        self.anybody_answered(cookie.ok_or_else(flow_gone)?, &answer, device).await
    }

    async fn anybody_answered(
        &self,
        cookie: &str,
        answer: &PublicKeyCredential,
        device: &Device,
    ) -> Result<Entry, Problem> {
        let sealed = hex::decode(cookie).map_err(|_| flow_gone())?;
        let opened = self.inner.keys.open(&ANYBODY, &sealed).map_err(|_| flow_gone())?;
        let loose: Loose = serde_json::from_slice(&opened).map_err(|_| flow_gone())?;
        let now = self.inner.clock.now();
        if loose.expires_at <= now {
            return Err(flow_gone());
        }
        let (from, hash) = (device.clone(), credential_hash(answer.raw_id.as_ref()));
        let found = self.inner.database.write(move |writer| {
            let lane = Lane::of_assertion(from.address.as_deref());
            let count = verifier::count(writer, &lane, now)?;
            let factor = factor_find_by_credential(writer, &hash)?.filter(|row| row.confirmed_at.is_some());
            let user = factor.as_ref().map(|row| user_find(writer, row.user_id)).transpose()?.flatten();
            Ok::<_, Error>((count, factor.zip(user), lane))
        });
        let (count, found, lane) = found.await?;
        if let Count::Wait(secs) = count {
            return Err(try_later(secs));
        }
        let known = found.as_ref().map(|(_, user)| user.clone());
        let checked = found.and_then(|(factor, user)| {
            let handle = answer.get_user_unique_id().and_then(|bytes| uuid::Uuid::from_slice(bytes).ok());
            let ours = handle.is_some_and(|handle| handle == user.id.0);
            let kept = kept_passkey(&self.inner.keys, &factor).ok().filter(|_| ours)?;
            let answered = self.inner.relying_party.as_ref()?.answered(answer, loose.state, kept).ok()?;
            Some((factor, user, answered))
        });
        let account = checked.as_ref().map(|(_, user, _)| user.id);
        let verified = checked.as_ref().is_some_and(|(_, _, answered)| answered.verified);
        let (state, _) = step(State::Anonymous, Event::PasskeyChecked { account, verified });
        let Some((factor, user, answered)) = checked.filter(|_| matches!(state, State::Reading(_))) else {
            self.refused_at_door(state, known.as_ref(), device).await?;
            return Err(factor_failed());
        };
        // What was sealed, not how the cookie writes it: there are many writings of one challenge.
        let used = Used { challenge: Sha256::digest(&*opened).to_vec(), expires_at: loose.expires_at };
        self.pass_with_passkey(state, (factor, user), answered, used, lane, device).await
    }

    async fn pass_with_passkey(
        &self,
        state: State,
        (factor, known): (FactorRow, UserRow),
        answered: Answered,
        used: Used,
        lane: Lane,
        device: &Device,
    ) -> Result<Entry, Problem> {
        let (inner, from, snapshot) = (Arc::clone(&self.inner), device.clone(), self.snapshot());
        let reading = self.inner.sessions.reading();
        let passed = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            user_lock(writer, factor.user_id)?;
            if !challenge_use(writer, &used.challenge, used.expires_at)? {
                return Err(factor_failed().into());
            }
            // The signature was checked outside of this transaction: the credential may be gone meanwhile, or its
            // copy may have counted on.
            let credential = factor.credential_hash.as_deref().unwrap_or_default();
            let present = factor_find_by_credential(writer, credential)?;
            if present.is_none_or(|row| row.id != factor.id || row.secret_sealed != factor.secret_sealed) {
                return Err(factor_failed().into());
            }
            let door = Door { inner: &inner, snapshot: &snapshot, device: &from, now };
            door.passkey_used(writer, &factor, &answered)?;
            let passed = door.pass(writer, state, Source::Fresh(None))?;
            if !matches!(passed, Passed::Refused(_)) {
                verifier::uncount(writer, &lane)?;
            }
            if matches!(passed, Passed::In(_)) {
                // Whoever proved it is the owner: strangers' failures no longer matter.
                if let Some(user) = user_find(writer, factor.user_id)? {
                    verifier::unlock_strangers(writer, &user.email_folded)?;
                }
            }
            Ok::<_, Error>(passed)
        });
        match passed.await? {
            Passed::Refused(state) => Err(self.refused_at_door(state, Some(&known), device).await?),
            passed => self.passed(passed, reading).await,
        }
    }

    async fn person_answered(
        &self,
        token: &str,
        answer: &PublicKeyCredential,
        device: &Device,
    ) -> Result<Entry, Problem> {
        let hash = flow_hash(token)?;
        let credential = credential_hash(answer.raw_id.as_ref());
        let answer = answer.clone();
        let (inner, from, snapshot) = (Arc::clone(&self.inner), device.clone(), self.snapshot());
        let reading = self.inner.sessions.reading();
        let passed = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let door = Door { inner: &inner, snapshot: &snapshot, device: &from, now };
            let mut flow = Flow::find(writer, &hash, now)?;
            user_lock(writer, flow.case.user)?;
            let account = Account::read(writer, flow.case.user, &snapshot, now)?.ok_or_else(flow_gone)?;
            let asking = door.asking(&flow, &account)?;
            // Whatever comes of it, this challenge is used up.
            let sealed = flow.row.challenge_sealed.take().ok_or_else(flow_gone)?;
            let state = inner.keys.open(&challenge_aad(&flow), &sealed)?;
            let case = flow.case;
            flow.keep(writer, case)?;
            let lane = lane(writer, &account.row, &door)?;
            let answered = match verifier::count(writer, &lane, now)? {
                Count::Wait(secs) => return Ok(Err(try_later(secs))),
                Count::Go(_) => door.check_passkey(&state, &answer, &credential, &account),
            };
            let Some((factor, answered)) = answered else {
                return Ok(Err(door.passkey_wrong(writer, &account.row)));
            };
            door.passkey_used(writer, &factor, &answered)?;
            let proof = if answered.verified { Proof::PasskeyVerified } else { Proof::Passkey };
            let event = Event::FactorChecked { account: account.row.id, proof, outcome: Outcome::Right };
            let passed = door.pass(writer, step(asking, event).0, Source::Flow(Box::new(flow)))?;
            match &passed {
                Passed::In(_) | Passed::Renewed(_) => verifier::forgive(writer, &lane)?,
                _ => verifier::uncount(writer, &lane)?,
            }
            Ok::<Result<Passed, Problem>, Error>(Ok(passed))
        });
        self.passed(passed.await??, reading).await
    }
}

/// A challenge that is being answered.
struct Used {
    challenge: Vec<u8>,
    expires_at: Timestamp,
}

impl Door<'_> {
    fn check_passkey(
        &self,
        state: &Zeroizing<Vec<u8>>,
        answer: &PublicKeyCredential,
        credential: &[u8],
        account: &Account,
    ) -> Option<(FactorRow, Answered)> {
        let challenged: Challenged = serde_json::from_slice(state).ok()?;
        let factor = passkeys(account).find(|row| row.credential_hash.as_deref() == Some(credential))?;
        let kept = kept_passkey(&self.inner.keys, factor).ok()?;
        let answered = self.inner.relying_party.as_ref()?.answered(answer, challenged, kept).ok()?;
        Some((factor.clone(), answered))
    }

    /// Notes the use, and the credential's counter: a lower one the next time shows a copy.
    fn passkey_used(
        &self,
        writer: &mut Writer<'_>,
        factor: &FactorRow,
        answered: &Answered,
    ) -> Result<(), Error> {
        let sealed = answered
            .updated
            .as_ref()
            .map(|kept| sealed_passkey(&self.inner.keys, factor.id, kept))
            .transpose()?;
        factor_used(writer, factor.id, sealed.as_deref(), self.now)?;
        Ok(())
    }

    fn passkey_wrong(&self, writer: &mut Writer<'_>, user: &UserRow) -> Problem {
        use audit::{Action, Actor, Outcome};
        let event = audit::Event::done(&*self.inner.clock, Actor::nobody(), Action::SignInFailed)
            .ended(Outcome::Failed)
            .from(None, self.device.address.clone())
            .on(crate::change::thing("user"), Some(RecordId(user.id.0)))
            .with("factor", FactorKind::Passkey.as_str());
        self.inner.log.append_in(writer, vec![event]);
        factor_failed()
    }
}

fn passkeys(account: &Account) -> impl Iterator<Item = &FactorRow> {
    account.factors.iter().filter(|factor| factor.kind == FactorKind::Passkey.as_str())
}

fn challenge_aad(flow: &Flow) -> Aad<'static> {
    Aad { object: "sign_in_flow", field: "challenge", record: RecordId(flow.row.id) }
}
