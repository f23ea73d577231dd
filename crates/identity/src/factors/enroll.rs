//! Binding, renaming and removing one's own factors: signed in, with a fresh proof, or on the way in where the rules say
//! that one must be bound first.
//!
//! A factor counts only once its owner has proved to hold it; until then its row is unconfirmed and replaced by the next
//! attempt. Recovery codes come with the first one.

use std::sync::Arc;

use audit::{Action, Outcome};
use model::{Kind, Problem};
use serde_json::Value;
use store::system::codes::code_use;
use store::system::factors::{
    FactorRow, factor_create, factor_remove, factor_rename, factor_step_use, factors_of_user,
    factors_remove_all,
};
use uuid::Uuid;
use webauthn_rs::prelude::RegisterPublicKeyCredential;
use zeroize::Zeroizing;

use super::codes::{Sent, send};
use super::desk::{Bound, Enroller, recovery_codes_make};
use super::passkey::{Registering, credential_hash};
use super::totp::TotpSecret;
use super::{
    FactorKind, FactorSet, code_hash, factor_aad, has_way_in, kept_passkey, picture, sealed_passkey, totp_of,
};
use crate::post::{Letter, LetterKind};
use crate::requirement::Need;
use crate::sign_in::try_later;
use crate::verifier::{self, Count};
use crate::{Acting, Device, Error, Identity, text};

/// What an authenticator app is set up with: shown once.
pub struct TotpOffer {
    /// The factor that waits to be confirmed.
    pub id: Uuid,
    /// The secret to type, in groups of four.
    pub secret: Zeroizing<String>,
    /// The same as an address.
    pub url: Zeroizing<String>,
    /// The same as a picture: `{size, modules}`.
    pub picture: Value,
}

impl std::fmt::Debug for TotpOffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpOffer [sealed]")
    }
}

impl Identity {
    /// Begins to bind an authenticator app.
    ///
    /// # Errors
    /// `step_up_required`, `flow_gone`, `too_many`, a problem on `label`.
    pub async fn totp_begin(&self, who: Enroller, label: Option<&str>) -> Result<TotpOffer, Problem> {
        let label = label.map(|label| text::name(label, "label")).transpose()?.unwrap_or_default();
        let company = self.company().name;
        self.bind(who, FactorKind::Totp, move |desk| {
            let secret = TotpSecret::fresh(&*desk.inner.entropy);
            let row = desk.fresh(FactorKind::Totp, label)?;
            let sealed = desk.inner.keys.seal(&factor_aad(row.id), secret.as_bytes())?;
            factor_create(desk.writer, &FactorRow { secret_sealed: sealed, ..row.clone() })?;
            let issuer = if company.is_empty() { "Kedun".into() } else { format!("{company} Kedun") };
            let unfit = || Error::from(Problem::internal());
            let url = secret.url(&issuer, &desk.account.row.email).ok_or_else(unfit)?;
            Ok(TotpOffer {
                id: row.id,
                secret: secret.text().ok_or_else(unfit)?,
                picture: picture(&url).ok_or_else(unfit)?,
                url,
            })
        })
        .await
    }

    /// Binds the app, by its first code.
    ///
    /// # Errors
    /// `factor_failed` on `code`; else as [`Identity::totp_begin`].
    pub async fn totp_confirm(
        &self,
        who: Enroller,
        id: Uuid,
        code: &str,
        device: &Device,
    ) -> Result<Bound, Problem> {
        let code = typed(code);
        self.confirm(who, device, move |desk| {
            let row = desk.waiting(&[FactorKind::Totp], Some(id))?;
            let used = totp_of(&desk.inner.keys, &row)?.step_of(&code, desk.now).ok_or_else(code_wrong)?;
            if !factor_step_use(desk.writer, row.id, used, desk.now)? {
                return Err(code_wrong().into());
            }
            Ok(Ok(row))
        })
        .await
    }

    /// Begins to bind a passkey, or a security key that is only touched. The value is for the browser
    /// (`PublicKeyCredentialCreationOptions` as JSON).
    ///
    /// # Errors
    /// `passkeys_unavailable`; else as [`Identity::totp_begin`].
    pub async fn passkey_begin(&self, who: Enroller, security_key: bool) -> Result<Value, Problem> {
        self.bind(who, FactorKind::Passkey, move |desk| {
            let inner = desk.inner;
            let party = inner.relying_party()?;
            let known = desk
                .account
                .factors
                .iter()
                .filter(|row| row.kind == FactorKind::Passkey.as_str())
                .map(|row| Ok(kept_passkey(&inner.keys, row)?.id().clone()))
                .collect::<Result<Vec<_>, Error>>()?;
            let user = &desk.account.row;
            let (options, state) = party.register(user.id.0, &user.email, &user.name, known, security_key)?;
            let row = desk.fresh(FactorKind::Passkey, String::new())?;
            let state =
                serde_json::to_vec(&state).map_err(|source| Error::Stored { what: "passkey", source })?;
            let sealed = inner.keys.seal(&factor_aad(row.id), &state)?;
            factor_create(desk.writer, &FactorRow { secret_sealed: sealed, ..row })?;
            Ok(options)
        })
        .await
    }

    /// Binds the passkey, by the browser's answer.
    ///
    /// # Errors
    /// `factor_failed` whatever is wrong with the answer, `passkey_known` for one that is bound to an account already;
    /// else as [`Identity::totp_begin`].
    pub async fn passkey_finish(
        &self,
        who: Enroller,
        label: Option<&str>,
        credential: Value,
        device: &Device,
    ) -> Result<Bound, Problem> {
        let label = label.map(|label| text::name(label, "label")).transpose()?.unwrap_or_default();
        let answer: RegisterPublicKeyCredential =
            serde_json::from_value(credential).map_err(|_| code_wrong())?;
        self.confirm(who, device, move |desk| {
            let row = desk.waiting(&[FactorKind::Passkey], None)?;
            let inner = desk.inner;
            let state = inner.keys.open(&factor_aad(row.id), &row.secret_sealed)?;
            let state: Registering =
                serde_json::from_slice(&state).map_err(|source| Error::Stored { what: "passkey", source })?;
            let kept = inner.relying_party()?.registered(&answer, &state).map_err(|_| code_wrong())?;
            // A challenge is answered once: the row that kept it makes room for the credential's own.
            factor_remove(desk.writer, row.user_id, row.id)?;
            let row = FactorRow {
                label,
                secret_sealed: sealed_passkey(&inner.keys, row.id, &kept)?,
                credential_hash: Some(credential_hash(kept.id().as_ref())),
                ..row
            };
            factor_create(desk.writer, &row).map_err(|error| match error {
                store::Error::UniqueViolation { .. } => {
                    Error::from(Problem::new(Kind::Conflict, "passkey_known"))
                }
                error => error.into(),
            })?;
            Ok(Ok(row))
        })
        .await
    }

    /// Begins to bind codes by mail to the account's own address, or by short message to a number: a code is sent there.
    ///
    /// # Errors
    /// `invalid_phone` on `phone`, `invalid_option` where such codes can't be sent, `try_later`; else as
    /// [`Identity::totp_begin`].
    pub async fn code_begin(
        &self,
        who: Enroller,
        phone: Option<&str>,
        device: &Device,
    ) -> Result<(Uuid, Sent), Problem> {
        let country = self.company().default_country;
        let phone = phone.map(|phone| text::phone(phone, &country)).transpose()?;
        let kind = if phone.is_some() { FactorKind::SmsCode } else { FactorKind::EmailCode };
        let from = device.clone();
        let begun = self.bind(who, kind, move |desk| {
            let to = phone.unwrap_or_else(|| Zeroizing::new(desk.account.row.email.clone()));
            let row = desk.fresh(kind, String::new())?;
            let sealed = desk.inner.keys.seal(&factor_aad(row.id), to.as_bytes())?;
            let row = FactorRow { secret_sealed: sealed, ..row };
            factor_create(desk.writer, &row)?;
            let user = desk.account.row.clone();
            let (sent, letter) = send(desk.writer, desk.inner, &user, &row, &desk.bound_to, &from)?;
            Ok((row.id, sent, letter))
        });
        let (id, sent, letter) = begun.await?;
        self.inner.outbox.push(letter);
        Ok((id, sent))
    }

    /// Binds the address or number, by the code that arrived there.
    ///
    /// # Errors
    /// `factor_failed` on `code`, `try_later` after too many; else as [`Identity::totp_begin`].
    pub async fn code_confirm(
        &self,
        who: Enroller,
        id: Uuid,
        code: &str,
        device: &Device,
    ) -> Result<Bound, Problem> {
        let (code, from) = (typed(code), device.clone());
        self.confirm(who, device, move |desk| {
            let row = desk.waiting(&[FactorKind::EmailCode, FactorKind::SmsCode], Some(id))?;
            let hash = code_hash(&desk.inner.keys, desk.bound_to.id, &code);
            let lane = match desk.count(&from)? {
                (Count::Go(_), lane) => lane,
                (Count::Wait(secs), _) => return Ok(Err(try_later(secs))),
            };
            if code_use(desk.writer, row.user_id, desk.bound_to.id, &hash, desk.now)? == Some(row.id) {
                verifier::uncount(desk.writer, &lane)?;
                return Ok(Ok(row));
            }
            let event = desk.event(Action::FactorChanged, &from).ended(Outcome::Failed);
            desk.inner.log.append_in(desk.writer, vec![event.with("bound", row.kind)]);
            Ok(Err(code_wrong()))
        })
        .await
    }

    /// Gives one of one's factors another label.
    ///
    /// # Errors
    /// `not_found`, a problem on `label`.
    pub async fn factor_rename(&self, acting: &Acting, id: Uuid, label: &str) -> Result<(), Problem> {
        let (user, label) = (acting.principal.id(), text::name(label, "label")?);
        let (inner, by) = (Arc::clone(&self.inner), acting.clone());
        let renamed = self.inner.database.write(move |writer| {
            if !factor_rename(writer, user, id, &label)? {
                return Err(Error::from(Problem::not_found()));
            }
            let event = by.event(&*inner.clock, Action::FactorChanged);
            let event = event.on(crate::change::thing("user"), Some(model::RecordId(user.0)));
            inner.log.append_in(writer, vec![event.with("renamed", id.to_string())]);
            Ok(())
        });
        Ok(renamed.await?)
    }

    /// Removes one of one's factors. The recovery codes go with the last one.
    ///
    /// # Errors
    /// `not_found`, `step_up_required`, `factor_required` for the last one that the rules ask for, `last_way_in` for
    /// the last one of somebody who has nothing else to come in with, `sso_break_glass_needed` where nobody could come in
    /// any more.
    pub async fn factor_remove(&self, acting: &Acting, id: Uuid, device: &Device) -> Result<(), Problem> {
        let who = Enroller::Session(Box::new(acting.clone()));
        let from = device.clone();
        let removed = self.at_desk_in_line(who, move |desk| {
            let factors = factors_of_user(desk.writer, desk.account.row.id)?;
            let gone = factors.iter().find(|row| row.id == id).ok_or_else(Problem::not_found)?;
            let left: FactorSet = factors
                .iter()
                .filter(|row| row.id != id && row.confirmed_at.is_some())
                .filter_map(|row| FactorKind::parse(&row.kind))
                .collect();
            let requirement = &desk.account.requirement;
            let needed = requirement.need != Need::None && left.and(requirement.meeting()).is_empty();
            if needed && gone.confirmed_at.is_some() {
                return Err(Problem::new(Kind::Conflict, "factor_required").into());
            }
            factor_remove(desk.writer, gone.user_id, id)?;
            if left.is_empty() {
                factors_remove_all(desk.writer, gone.user_id)?;
            }
            if gone.confirmed_at.is_some() && !has_way_in(desk.writer, &desk.account.row, desk.account.local)?
            {
                return Err(Problem::new(Kind::Conflict, "last_way_in").into());
            }
            crate::sso::keep_break_glass_of(desk.writer, desk.account.row.id)?;
            let event = desk.event(Action::FactorChanged, &from).with("removed", gone.kind.clone());
            desk.inner.log.append_in(desk.writer, vec![event]);
            Ok(Letter::to(&desk.account.row, LetterKind::FactorChanged, &from))
        });
        self.inner.outbox.push(removed.await?);
        Ok(())
    }

    /// Makes fresh recovery codes; the ones before stop working. They are shown once.
    ///
    /// # Errors
    /// `step_up_required`, `factor_needed` for somebody without a factor: there is nothing to recover.
    pub async fn recovery_codes_renew(
        &self,
        acting: &Acting,
        device: &Device,
    ) -> Result<Vec<Zeroizing<String>>, Problem> {
        let who = Enroller::Session(Box::new(acting.clone()));
        let from = device.clone();
        let made = self.at_desk(who, move |desk| {
            if desk.account.factors.is_empty() {
                return Err(Problem::new(Kind::Conflict, "factor_needed").into());
            }
            let codes = recovery_codes_make(desk.writer, desk.inner, desk.account.row.id, desk.now)?;
            let event = desk.event(Action::FactorChanged, &from).with("bound", "recovery_codes");
            desk.inner.log.append_in(desk.writer, vec![event]);
            Ok((codes, Letter::to(&desk.account.row, LetterKind::FactorChanged, &from)))
        });
        let (codes, letter) = made.await?;
        self.inner.outbox.push(letter);
        Ok(codes)
    }
}

/// A code as it was typed, without spaces.
fn typed(code: &str) -> Zeroizing<String> {
    Zeroizing::new(code.chars().filter(|c| !c.is_whitespace()).take(16).collect())
}

fn code_wrong() -> Problem {
    Problem::invalid_field("code", "factor_failed")
}
