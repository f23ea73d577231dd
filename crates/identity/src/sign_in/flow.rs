//! What is kept of a try between two requests. The token is in a cookie, its hash in the database; ten minutes for all
//! steps together: our choice, no longer than OWASP ASVS 5.0 6.5.5 lets an out-of-band code live.

use jiff::Timestamp;
use model::{Kind, Problem, SessionId};
use store::system::flows::{
    FlowRow, flow_create, flow_end, flow_find, flow_step, flows_trim_origin, flows_trim_strangers,
};
use store::{Reader, Writer};
use vault::{SecretToken, TokenHash};
use zeroize::Zeroizing;

use super::machine::{Case, Event, Purpose, State, resume, step};
use super::proofs::{Proof, Proofs};
use crate::risk::Risk;
use crate::service::Inner;
use crate::{Error, origin::Origin};

/// Tries of one account at once that began at one place; the oldest gives way.
const FLOWS_OF_ONE_PLACE: u32 = 5;
/// And those of strangers, wherever they began. Whoever knows the password can push other strangers out, but nobody whose
/// browser is known, and nobody in a session or with a mailed link.
const FLOWS_OF_STRANGERS: u32 = 20;

/// How long all steps together may take, seconds.
pub(crate) const FLOW_SECS: i64 = 10 * 60;

impl Purpose {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::StepUp => "step_up",
            Self::Reset => "reset",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::SignIn, Self::StepUp, Self::Reset].into_iter().find(|purpose| purpose.as_str() == text)
    }
}

/// A try under way.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) row: FlowRow,
    pub(crate) case: Case,
    /// How unusual it was at its worst: what was asked for once is not forgotten when the next request looks better.
    pub(crate) risk: Risk,
}

impl Flow {
    /// The rest of what its account's standing is made of.
    pub(crate) fn unusual(&self, inner: &Inner) -> (Risk, bool) {
        (self.risk, inner.post.can_mail())
    }

    /// The flow of a cookie's token.
    ///
    /// # Errors
    /// `flow_gone` when there is none, or its time is over.
    pub(crate) fn find(reader: &mut Reader<'_>, token: &TokenHash, now: Timestamp) -> Result<Self, Error> {
        let row = flow_find(reader, token)?.ok_or_else(flow_gone)?;
        let purpose = Purpose::parse(&row.purpose).ok_or_else(flow_gone)?;
        let user = row.user_id.ok_or_else(flow_gone)?;
        let case = Case { purpose, user, proofs: Proofs::parse(&row.proofs) };
        if row.expires_at <= now && matches!(step(resume(case), Event::Expired).0, State::Refused(_)) {
            return Err(flow_gone().into());
        }
        let risk = Risk::parse(&row.risk);
        Ok(Self { row, case, risk })
    }

    /// Begins one; the token is for the cookie.
    pub(crate) fn begin(
        writer: &mut Writer<'_>,
        inner: &Inner,
        (case, risk): (Case, Risk),
        origin: Origin,
        password_hash: Option<String>,
        now: Timestamp,
    ) -> Result<(Self, Zeroizing<String>), Error> {
        let token = SecretToken::fresh(&*inner.entropy);
        let row = FlowRow {
            id: SessionId::fresh(&*inner.clock, &*inner.entropy).0,
            token_hash: token.hash().to_vec(),
            purpose: case.purpose.as_str().into(),
            user_id: Some(case.user),
            session_id: origin.session(),
            proofs: case.proofs.text(),
            password_hash,
            challenge_sealed: None,
            created_at: now,
            expires_at: Timestamp::from_second(now.as_second() + FLOW_SECS).unwrap_or(now),
            version: 1,
            risk: risk.as_str().into(),
            origin_hash: origin.hash().to_vec(),
            of_stranger: origin.is_stranger(),
        };
        flow_create(writer, &row)?;
        flows_trim_origin(writer, case.user, &row.origin_hash, FLOWS_OF_ONE_PLACE)?;
        flows_trim_strangers(writer, case.user, FLOWS_OF_STRANGERS)?;
        Ok((Self { row, case, risk }, token.reveal()))
    }

    /// Keeps what was proved since; of two answers to one step only the first counts.
    ///
    /// # Errors
    /// `flow_gone` when another answer came before.
    pub(crate) fn keep(&mut self, writer: &mut Writer<'_>, case: Case) -> Result<(), Error> {
        self.case = case;
        self.row.proofs = case.proofs.text();
        self.row.risk = self.risk.as_str().into();
        if !flow_step(writer, &self.row)? {
            return Err(flow_gone().into());
        }
        self.row.version += 1;
        Ok(())
    }

    /// Ends it; of two answers that would both be the last, one is refused.
    pub(crate) fn end(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        if flow_end(writer, self.row.id, self.row.version)? { Ok(()) } else { Err(flow_gone().into()) }
    }

    /// Whether it is for a fresh proof within a session.
    pub(crate) fn steps_up(&self) -> bool {
        self.case.purpose == Purpose::StepUp
    }

    /// The stored form of the password that was proved in it, or is to be replaced by it.
    pub(crate) fn proved_hash(&self) -> Option<&str> {
        self.row.password_hash.as_deref()
    }

    /// The password was replaced by its owner in this flow, which goes on with the new one.
    pub(crate) fn password_replaced(&mut self, stored: &str) {
        if self.case.proofs.any(&[Proof::Password, Proof::ResetLink]) {
            self.row.password_hash = Some(stored.to_owned());
        }
    }
}

/// There is no such try any more.
pub(crate) fn flow_gone() -> Problem {
    Problem::new(Kind::Unauthenticated, "flow_gone")
}
