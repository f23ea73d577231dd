//! Second factors: what they are, how they are sealed, how people bind and remove them.
//!
//! Not here: what a factor is worth on the way in (`sign_in/machine`), who must have one (`requirement`).

mod codes;
mod desk;
mod enroll;
mod kind;
pub(crate) mod passkey;
pub(crate) mod recovery;
mod security;
mod totp;

use model::RecordId;
use serde_json::Value;
use store::system::factors::FactorRow;
use uuid::Uuid;
use vault::{Aad, BlindDomain, KeyTree};
use zeroize::Zeroizing;

pub use codes::Sent;
pub use desk::{Bound, Enroller};
pub use enroll::TotpOffer;
pub use kind::{FactorKind, FactorSet};
pub use security::{Coverage, FactorInfo, Missing, PersonCoverage, Security};

use crate::Error;
use crate::service::Inner;
use crate::sign_in::Account;
use passkey::Kept;
use totp::TotpSecret;

/// What a factor's secret is bound to: it opens nowhere else.
pub(crate) fn factor_aad(id: Uuid) -> Aad<'static> {
    Aad { object: "factor", field: "secret", record: RecordId(id) }
}

/// The secret of an app.
pub(crate) fn totp_of(keys: &KeyTree, factor: &FactorRow) -> Result<TotpSecret, Error> {
    Ok(TotpSecret::from_bytes(keys.open(&factor_aad(factor.id), &factor.secret_sealed)?))
}

/// The credential of a passkey.
pub(crate) fn kept_passkey(keys: &KeyTree, factor: &FactorRow) -> Result<Kept, Error> {
    let opened = keys.open(&factor_aad(factor.id), &factor.secret_sealed)?;
    serde_json::from_slice(&opened).map_err(|source| Error::Stored { what: "passkey", source })
}

/// A credential as it is stored.
pub(crate) fn sealed_passkey(keys: &KeyTree, id: Uuid, kept: &Kept) -> Result<Vec<u8>, Error> {
    let text = serde_json::to_vec(kept).map_err(|source| Error::Stored { what: "passkey", source })?;
    Ok(keys.seal(&factor_aad(id), &Zeroizing::new(text))?)
}

/// The phone number or address of a factor by codes.
pub(crate) fn destination(keys: &KeyTree, factor: &FactorRow) -> Result<Zeroizing<String>, Error> {
    let opened = keys.open(&factor_aad(factor.id), &factor.secret_sealed)?;
    Ok(Zeroizing::new(String::from_utf8_lossy(&opened).into_owned()))
}

/// What of a sent code is stored: bound to the flow or session it is for, so that it is worth nothing in another.
pub(crate) fn code_hash(keys: &KeyTree, bound_to: Uuid, code: &str) -> Vec<u8> {
    let text = Zeroizing::new(format!("{bound_to}:{code}"));
    keys.blind(BlindDomain::Text { object: "one_time_code", field: "code" }, &text).to_vec()
}

/// Where a code of that kind would go, masked.
pub(crate) fn sent_to(inner: &Inner, account: &Account, kind: FactorKind) -> Option<String> {
    if !matches!(kind, FactorKind::EmailCode | FactorKind::SmsCode) {
        return None;
    }
    let factor = account.factors.iter().find(|factor| factor.kind == kind.as_str())?;
    let to = destination(&inner.keys, factor).ok()?;
    Some(if kind == FactorKind::EmailCode { masked_email(&to) } else { masked_phone(&to) })
}

/// `l***@yunling.example`: the first character and the domain.
pub(crate) fn masked_email(email: &str) -> String {
    match email.rsplit_once('@') {
        Some((local, domain)) => {
            format!("{}***@{domain}", local.chars().next().map(String::from).unwrap_or_default())
        }
        None => "***".into(),
    }
}

/// `+86138****5678`: as the product masks phone numbers everywhere.
fn masked_phone(phone: &str) -> String {
    let chars: Vec<char> = phone.chars().collect();
    let kept_end = chars.len().saturating_sub(4);
    let hidden_from = kept_end.saturating_sub(4).max(1);
    chars
        .iter()
        .enumerate()
        .map(|(place, c)| if (hidden_from..kept_end).contains(&place) { '*' } else { *c })
        .collect()
}

/// A picture of a text for phones to read: the modules of a QR code, row by row.
pub(crate) fn picture(text: &str) -> Option<Value> {
    let code = qrcode::QrCode::new(text).ok()?;
    let modules: String = code
        .to_colors()
        .into_iter()
        .map(|color| if color == qrcode::Color::Dark { '1' } else { '0' })
        .collect();
    Some(serde_json::json!({"size": code.width(), "modules": modules}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers_are_masked() {
        assert_eq!(masked_email("li.na@yunling.example"), "l***@yunling.example");
        assert_eq!(masked_email("no address"), "***");
        assert_eq!(masked_phone("+8613812345678"), "+86138****5678");
        assert_eq!(masked_phone("+123456"), "+**3456");
    }

    #[test]
    fn a_picture_is_square() {
        let picture = picture("otpauth://totp/x?secret=GEZDGNBV").unwrap();
        let size = picture["size"].as_u64().unwrap();
        assert_eq!(picture["modules"].as_str().unwrap().len() as u64, size * size);
    }
}
