//! Passkeys and security keys: the ceremonies of WebAuthn Level 3, by `webauthn-rs`.
//!
//! A *passkey* verifies its holder (PIN, fingerprint, face, on the device: nothing of that reaches us) and can be the only
//! factor. A *security key* is only touched; it counts as the second factor after a password. Challenges are
//! kept on the server, sealed, within the flow or session they were made for, and used once.
//!
//! Not here: whose credential it is, and what it is worth on the way in (`sign_in/machine`).

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::{Host, Url};
use uuid::Uuid;
use webauthn_rs::Webauthn;
use webauthn_rs::prelude::{
    CreationChallengeResponse, Credential, CredentialID, DiscoverableAuthentication, Passkey,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, RequestChallengeResponse,
    SecurityKey, SecurityKeyAuthentication, SecurityKeyRegistration, WebauthnError,
};

/// The side that asks: our name and origin, to which every credential is bound.
pub(crate) struct RelyingParty(Webauthn);

/// What is stored of a credential, sealed.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kept {
    /// Verifies its holder.
    Passkey(Passkey),
    /// Is touched.
    SecurityKey(SecurityKey),
}

/// A registration that awaits the browser's answer.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Registering {
    /// Of a passkey.
    Passkey(PasskeyRegistration),
    /// Of a security key.
    SecurityKey(SecurityKeyRegistration),
}

/// A challenge that awaits the browser's answer.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Challenged {
    /// For nobody in particular: the credential says who it is. Its holder must be verified.
    Anybody(DiscoverableAuthentication),
    /// For one person's credentials.
    Person(SecurityKeyAuthentication),
}

/// A right answer.
pub(crate) struct Answered {
    /// The credential with its new counter, if it changed.
    pub(crate) updated: Option<Kept>,
    /// Whether the holder was verified.
    pub(crate) verified: bool,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[sealed]")
    }
}

impl RelyingParty {
    /// The relying party of that address. Credentials need a name: an IP address has none, except that this machine
    /// is also called `localhost`.
    pub(crate) fn of(base_url: &str, name: &str) -> Option<Self> {
        let mut origin = Url::parse(base_url).ok()?;
        let on_this_machine = match origin.host()? {
            Host::Domain(_) => false,
            Host::Ipv4(v4) => v4.is_loopback(),
            Host::Ipv6(v6) => v6.is_loopback(),
        };
        if on_this_machine {
            origin.set_host(Some("localhost")).ok()?;
        }
        let domain = origin.domain()?.to_owned();
        let builder = webauthn_rs::WebauthnBuilder::new(&domain, &origin).ok()?;
        builder.rp_name(name).build().ok().map(Self)
    }

    /// Begins to bind a credential; `known` are those the person has already. The value is for the browser.
    pub(crate) fn register(
        &self,
        user: Uuid,
        account: &str,
        name: &str,
        known: Vec<CredentialID>,
        security_key: bool,
    ) -> Result<(serde_json::Value, Registering), WebauthnError> {
        let (challenge, registering) = if security_key {
            let (challenge, state) =
                self.0.start_securitykey_registration(user, account, name, Some(known), None, None)?;
            (challenge, Registering::SecurityKey(state))
        } else {
            let (challenge, state) = self.0.start_passkey_registration(user, account, name, Some(known))?;
            (challenge, Registering::Passkey(state))
        };
        Ok((creation_options(challenge, !security_key), registering))
    }

    /// Takes the browser's answer: the credential, if everything about it holds.
    pub(crate) fn registered(
        &self,
        answer: &RegisterPublicKeyCredential,
        registering: &Registering,
    ) -> Result<Kept, WebauthnError> {
        match registering {
            Registering::Passkey(state) => {
                self.0.finish_passkey_registration(answer, state).map(Kept::Passkey)
            }
            Registering::SecurityKey(state) => {
                self.0.finish_securitykey_registration(answer, state).map(Kept::SecurityKey)
            }
        }
    }

    /// A challenge for whoever holds a passkey of ours.
    pub(crate) fn challenge_anybody(&self) -> Result<(serde_json::Value, Challenged), WebauthnError> {
        let (challenge, state) = self.0.start_discoverable_authentication()?;
        Ok((request_options(challenge), Challenged::Anybody(state)))
    }

    /// A challenge for one person's credentials.
    pub(crate) fn challenge_person(
        &self,
        kept: &[Kept],
    ) -> Result<(serde_json::Value, Challenged), WebauthnError> {
        let keys: Vec<SecurityKey> = kept.iter().map(|kept| SecurityKey::from(kept.credential())).collect();
        let (mut challenge, state) = self.0.start_securitykey_authentication(&keys)?;
        // They may be passkeys of a phone as well as keys on a ring.
        challenge.public_key.hints = None;
        Ok((request_options(challenge), Challenged::Person(state)))
    }

    /// Takes the answer of that credential.
    pub(crate) fn answered(
        &self,
        answer: &PublicKeyCredential,
        challenged: Challenged,
        mut kept: Kept,
    ) -> Result<Answered, WebauthnError> {
        let result = match challenged {
            Challenged::Anybody(state) => {
                let Kept::Passkey(passkey) = &kept else { return Err(WebauthnError::UserNotVerified) };
                self.0.finish_discoverable_authentication_v2(answer, state, passkey)?
            }
            Challenged::Person(state) => self.0.finish_securitykey_authentication(answer, &state)?,
        };
        // A challenge for a person holds the counters of its own moment: another answer may have come since.
        let counted = kept.credential().counter;
        if (counted > 0 || result.counter() > 0) && result.counter() <= counted {
            return Err(WebauthnError::CredentialPossibleCompromise);
        }
        let changed = match &mut kept {
            Kept::Passkey(passkey) => passkey.update_credential(&result),
            Kept::SecurityKey(key) => key.update_credential(&result),
        };
        let verified = result.user_verified();
        match changed {
            // The answer is of another credential than was looked up.
            None => Err(WebauthnError::CredentialNotFound),
            Some(changed) => Ok(Answered { updated: changed.then_some(kept), verified }),
        }
    }
}

impl Kept {
    pub(crate) fn id(&self) -> &CredentialID {
        match self {
            Self::Passkey(passkey) => passkey.cred_id(),
            Self::SecurityKey(key) => key.cred_id(),
        }
    }

    /// Whether a copy of it is kept elsewhere, such as with the maker of the phone.
    pub(crate) fn is_backed_up(&self) -> bool {
        self.credential().backup_state
    }

    fn credential(&self) -> Credential {
        match self {
            Self::Passkey(passkey) => passkey.clone().into(),
            Self::SecurityKey(key) => key.clone().into(),
        }
    }
}

/// What a credential is looked up by.
pub(crate) fn credential_hash(id: &[u8]) -> Vec<u8> {
    Sha256::digest(id).to_vec()
}

/// The options for `navigator.credentials.create`. A passkey should be found without a name being typed. Of a key that is
/// only touched, browsers refuse to make a credential that may not be used without verifying its holder.
fn creation_options(challenge: CreationChallengeResponse, discoverable: bool) -> serde_json::Value {
    let mut value = serde_json::to_value(challenge.public_key).unwrap_or_default();
    if discoverable {
        if let Some(selection) = value.get_mut("authenticatorSelection") {
            selection["residentKey"] = "preferred".into();
        }
    } else if let Some(extensions) = value.get_mut("extensions").and_then(serde_json::Value::as_object_mut) {
        extensions.remove("credentialProtectionPolicy");
        extensions.remove("enforceCredentialProtectionPolicy");
    }
    value
}

fn request_options(challenge: RequestChallengeResponse) -> serde_json::Value {
    serde_json::to_value(challenge.public_key).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_need_a_name_and_this_machine_has_one() {
        for (url, works) in [
            ("https://crm.yunling.example", true),
            ("https://127.0.0.1:8443", true),
            ("https://[::1]:8443", true),
            ("https://192.168.1.20:8443", false),
            ("not a url", false),
        ] {
            assert_eq!(RelyingParty::of(url, "Kedun").is_some(), works, "{url}");
        }
    }

    #[test]
    fn a_passkey_is_asked_to_be_found_by_itself_and_to_verify_its_holder() {
        let party = RelyingParty::of("https://crm.yunling.example", "客盾").unwrap();
        let user = Uuid::from_u128(1);
        let (options, _) = party.register(user, "li.na@yunling.example", "李娜", Vec::new(), false).unwrap();
        assert_eq!(options["rp"]["id"], "crm.yunling.example");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "preferred");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        let (options, _) = party.register(user, "li.na@yunling.example", "李娜", Vec::new(), true).unwrap();
        assert_eq!(options["authenticatorSelection"]["userVerification"], "preferred");
        assert!(options["extensions"].get("credentialProtectionPolicy").is_none(), "{options}");
        let (options, _) = party.challenge_anybody().unwrap();
        assert_eq!(options["userVerification"], "required");
        assert_eq!(options["allowCredentials"].as_array().map(Vec::len), Some(0));
    }
}
