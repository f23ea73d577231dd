//! Sending codes: six digits, for five minutes, once, for one flow or one session, and only so many an hour.

use std::sync::Arc;

use audit::{Action, Actor, Event as LogEvent};
use jiff::{SignedDuration, Timestamp};
use model::{Entropy, Kind, Problem, RecordId, SessionId};
use store::Writer;
use store::system::codes::{CodeRow, code_create, codes_sent_since};
use store::system::factors::FactorRow;
use store::system::users::{UserRow, user_lock};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{FactorKind, code_hash, destination, masked_email, masked_phone};
use crate::change::thing;
use crate::origin::Origin;
use crate::post::allowance::{BETWEEN_CODES, CODES, DAY};
use crate::post::{Letter, LetterKind};
use crate::service::Inner;
use crate::sign_in::{Account, Door, Flow, State, flow_gone};
use crate::{Device, Error, Identity};

const MINUTES: u32 = 5;

/// A code is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Where to, masked.
    pub sent_to: String,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When the next one may be sent.
    pub again_at: Timestamp,
}

/// What a code is good for, and where it was asked for.
pub(super) struct BoundTo {
    /// The flow or session.
    pub(super) id: Uuid,
    origin_hash: Vec<u8>,
    of_stranger: bool,
}

impl BoundTo {
    pub(super) fn flow(flow: &Flow) -> Self {
        let row = &flow.row;
        Self { id: row.id, origin_hash: row.origin_hash.clone(), of_stranger: row.of_stranger }
    }

    pub(super) fn session(id: SessionId) -> Self {
        let origin = Origin::Session(id);
        Self { id: id.0, origin_hash: origin.hash().to_vec(), of_stranger: origin.is_stranger() }
    }
}

impl Identity {
    /// Sends a code of that kind for a flow that asks for one.
    ///
    /// # Errors
    /// `flow_gone`, `try_later` after too many, `invalid_option` for a kind that is not bound or can't be sent.
    pub async fn code_send(&self, flow: &str, kind: &str, device: &Device) -> Result<Sent, Problem> {
        let kind = sendable(kind)?;
        let token = vault::SecretToken::parse(flow).ok_or_else(flow_gone)?.hash();
        let (inner, from, snapshot) = (Arc::clone(&self.inner), device.clone(), self.snapshot());
        let sent = self.inner.database.write(move |writer| {
            let now = inner.clock.now();
            let flow = Flow::find(writer, &token, now)?;
            user_lock(writer, flow.case.user)?;
            let account = Account::read(writer, flow.case.user, &snapshot, now)?.ok_or_else(flow_gone)?;
            let door = Door { inner: &inner, snapshot: &snapshot, device: &from, now };
            let asking = door.asking(&flow, &account)?;
            if matches!(asking, State::Confirming(_)) {
                return send_to_owner(writer, &inner, &account.row, &BoundTo::flow(&flow), &from);
            }
            let factor = account.factors.iter().find(|factor| factor.kind == kind.as_str());
            let factor = factor.ok_or_else(|| Problem::invalid_field("kind", "invalid_option"))?;
            send(writer, &inner, &account.row, factor, &BoundTo::flow(&flow), &from)
        });
        let (sent, letter) = sent.await?;
        self.inner.outbox.push(letter);
        Ok(sent)
    }
}

/// Makes a code for a factor and the letter that carries it, within the limits.
pub(super) fn send(
    writer: &mut Writer<'_>,
    inner: &Inner,
    user: &UserRow,
    factor: &FactorRow,
    bound: &BoundTo,
    device: &Device,
) -> Result<(Sent, Letter), Error> {
    let by_phone = factor.kind == FactorKind::SmsCode.as_str();
    if !(if by_phone { inner.post.can_sms() } else { inner.post.can_mail() }) {
        return Err(Problem::invalid_field("kind", "invalid_option").into());
    }
    let to = destination(&inner.keys, factor)?;
    let made = make(writer, inner, user, (factor.id, &factor.kind), bound, device)?;
    let sent_to = if by_phone { masked_phone(&to) } else { masked_email(&to) };
    let kind = LetterKind::Code { phone: by_phone.then(|| to.clone()), code: made.code, minutes: MINUTES };
    let mut letter = Letter::to(user, kind, device);
    if !by_phone {
        letter.email = to.to_string();
    }
    Ok((Sent { sent_to, expires_at: made.expires_at, again_at: made.again_at }, letter))
}

/// Makes a code for the account's own address, where a sign-in is unusual and nothing is bound.
fn send_to_owner(
    writer: &mut Writer<'_>,
    inner: &Inner,
    user: &UserRow,
    bound: &BoundTo,
    device: &Device,
) -> Result<(Sent, Letter), Error> {
    let made = make(writer, inner, user, (Uuid::nil(), "own_address"), bound, device)?;
    let kind = LetterKind::Code { phone: None, code: made.code, minutes: MINUTES };
    let sent_to = masked_email(&user.email);
    Ok((
        Sent { sent_to, expires_at: made.expires_at, again_at: made.again_at },
        Letter::to(user, kind, device),
    ))
}

/// A fresh code.
struct Made {
    code: Zeroizing<String>,
    expires_at: Timestamp,
    again_at: Timestamp,
}

/// Makes a code within the limits of the account; the log says for what.
fn make(
    writer: &mut Writer<'_>,
    inner: &Inner,
    user: &UserRow,
    (factor_id, factor_kind): (Uuid, &str),
    bound: &BoundTo,
    device: &Device,
) -> Result<Made, Error> {
    let now = inner.clock.now();
    let since = now.checked_sub(DAY).unwrap_or(Timestamp::UNIX_EPOCH);
    let sent = codes_sent_since(writer, user.id, since)?;
    if let Some(wait) = CODES.wait(&sent, (&bound.origin_hash, bound.of_stranger), now) {
        // Rounded up: whoever waits that long is not told to wait again.
        let secs = wait.as_secs() + i64::from(wait.subsec_nanos() > 0);
        return Err(Problem::new(Kind::TooMany, "try_later").with("seconds", secs.to_string()).into());
    }
    let code = six_digits(&*inner.entropy);
    let expires_at = now.checked_add(SignedDuration::from_mins(i64::from(MINUTES))).unwrap_or(now);
    let row = CodeRow {
        id: SessionId::fresh(&*inner.clock, &*inner.entropy).0,
        user_id: user.id,
        bound_to: bound.id,
        factor_id,
        code_hash: code_hash(&inner.keys, bound.id, &code),
        created_at: now,
        expires_at,
        used_at: None,
        origin_hash: bound.origin_hash.clone(),
        of_stranger: bound.of_stranger,
    };
    code_create(writer, &row)?;
    let event = LogEvent::done(&*inner.clock, Actor::nobody(), Action::CodeSent)
        .from(None, device.address.clone())
        .on(thing("user"), Some(RecordId(user.id.0)))
        .with("kind", factor_kind);
    inner.log.append_in(writer, vec![event]);
    let again_at = now.checked_add(BETWEEN_CODES).unwrap_or(now);
    Ok(Made { code, expires_at, again_at })
}

/// A kind whose codes are sent.
fn sendable(kind: &str) -> Result<FactorKind, Problem> {
    FactorKind::parse(kind)
        .filter(|kind| matches!(kind, FactorKind::EmailCode | FactorKind::SmsCode))
        .ok_or_else(|| Problem::invalid_field("kind", "invalid_option"))
}

/// Six digits, each as likely as any other but for one part in 10^13: 64 random bits are cut down.
fn six_digits(entropy: &dyn Entropy) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0u8; 8]);
    entropy.fill(&mut *bytes);
    Zeroizing::new(format!("{:06}", u64::from_be_bytes(*bytes) % 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault::SeededEntropy;

    #[test]
    fn codes_have_six_digits() {
        let entropy = SeededEntropy::new(7);
        for _ in 0..1000 {
            let code = six_digits(&entropy);
            assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()), "{}", *code);
        }
    }
}
