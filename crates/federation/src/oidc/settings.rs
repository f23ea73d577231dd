//! What an administrator says about a provider.

use serde::{Deserialize, Serialize};

use super::{Alg, Issuer};
use crate::Secret;

/// How to speak with one OIDC provider. Everything but the secret serializes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcSettings {
    /// The provider's name for itself; its metadata lies below it.
    pub issuer: Issuer,
    /// Our name there.
    pub client_id: String,
    /// What we prove it with; none for a public client.
    #[serde(skip)]
    pub client_secret: Option<Secret>,
    /// What to ask for, beside `openid`.
    #[serde(default = "default_scopes")]
    pub scopes: Vec<String>,
    /// Other clients a token may be meant for as well as for us.
    #[serde(default)]
    pub audiences: Vec<String>,
    /// The claim with what to call the person.
    #[serde(default = "default_name_claim")]
    pub name_claim: String,
    /// The claim with the address.
    #[serde(default = "default_email_claim")]
    pub email_claim: String,
    /// The claim with the groups.
    #[serde(default = "default_groups_claim")]
    pub groups_claim: String,
    /// Refuse whoever has no address the provider verified.
    #[serde(default = "yes")]
    pub require_email_verified: bool,
    /// How strongly the person should sign in there, in the provider's words (`acr_values`). A wish: what was done is
    /// in [`Assertion::second_factor`](crate::Assertion::second_factor).
    #[serde(default)]
    pub acr_values: Vec<String>,
    /// What the provider should ask the person in any case.
    #[serde(default)]
    pub prompt: Option<Prompt>,
    /// How long ago the person may have signed in there.
    #[serde(default)]
    pub max_age_secs: Option<u32>,
    /// How the provider says that a second factor was used.
    #[serde(default)]
    pub second_factor: SecondFactor,
    /// How the provider says that what was used can't be phished.
    #[serde(default)]
    pub phishing_resistant: PhishingResistant,
    /// Which algorithms a token may be signed with.
    #[serde(default = "default_algs")]
    pub allowed_algs: Vec<Alg>,
    /// Ask the userinfo endpoint for a name, an address or groups the token does not hold (Core 1.0 section 5.4).
    #[serde(default = "yes")]
    pub ask_userinfo: bool,
    /// Allow `http` to this very machine, for trying things out. Never to another.
    #[serde(default)]
    pub allow_http_loopback: bool,
}

impl OidcSettings {
    /// The usual settings for a provider.
    pub fn new(issuer: Issuer, client_id: String) -> Self {
        Self {
            issuer,
            client_id,
            client_secret: None,
            scopes: default_scopes(),
            audiences: Vec::new(),
            name_claim: default_name_claim(),
            email_claim: default_email_claim(),
            groups_claim: default_groups_claim(),
            require_email_verified: true,
            acr_values: Vec::new(),
            prompt: None,
            max_age_secs: None,
            second_factor: SecondFactor::default(),
            phishing_resistant: PhishingResistant::default(),
            allowed_algs: default_algs(),
            ask_userinfo: true,
            allow_http_loopback: false,
        }
    }
}

/// What the provider should ask the person although it need not (Core 1.0 section 3.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Prompt {
    /// To sign in again.
    Login,
    /// To agree again.
    Consent,
    /// To choose an account.
    SelectAccount,
}

/// How a provider says that a second factor was used: any of these methods, or any of these classes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SecondFactor {
    /// Methods in `amr` (RFC 8176 section 2). By default those that something owned or something of the body stands
    /// behind; not `sms` and `tel`, which are restricted (NIST SP 800-63B-4 section 3.1.3.3).
    pub amr: Vec<String>,
    /// Classes in `acr`. None by default: they are the provider's own words.
    pub acr: Vec<String>,
}

/// How a provider says that what was used can't be phished: any of these methods, or any of these classes. Nothing by
/// default: `hwk` is said of keys that sign for any site as well.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PhishingResistant {
    /// Methods in `amr`.
    pub amr: Vec<String>,
    /// Classes in `acr`, such as `phr` (`OpenID` EAP ACR Values 1.0).
    pub acr: Vec<String>,
}

impl Default for SecondFactor {
    fn default() -> Self {
        let amr = ["mfa", "otp", "hwk", "swk", "sc", "pop", "fpt", "face", "iris", "retina", "vbm"];
        Self { amr: amr.map(str::to_owned).to_vec(), acr: Vec::new() }
    }
}

fn default_scopes() -> Vec<String> {
    vec!["profile".to_owned(), "email".to_owned()]
}

fn default_name_claim() -> String {
    "name".to_owned()
}

fn default_email_claim() -> String {
    "email".to_owned()
}

fn default_groups_claim() -> String {
    "groups".to_owned()
}

fn default_algs() -> Vec<Alg> {
    vec![Alg::Rs256, Alg::Ps256, Alg::Es256, Alg::Es384, Alg::EdDsa]
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    fn usual() -> OidcSettings {
        OidcSettings::new(Issuer::parse("https://idp.example").expect("a name"), "kedun".to_owned())
    }

    #[test]
    fn what_is_left_out_means_the_usual_settings() {
        let text = r#"{"kind":"oidc","issuer":"https://idp.example","client_id":"kedun"}"#;
        let read: Settings = serde_json::from_str(text).expect("settings");
        assert_eq!(read, Settings::Oidc(usual()));
    }

    #[test]
    fn the_secret_is_neither_serialized_nor_printed() {
        let settings = Settings::Oidc(usual()).with_client_secret(Some(Secret::new("hush-hush".to_owned())));
        let text = serde_json::to_string(&settings).expect("serializes");
        assert!(!text.contains("hush") && !text.contains("client_secret"), "{text}");
        let printed = format!("{settings:?}");
        assert!(!printed.contains("hush") && printed.contains("[sealed]"), "{printed}");
        let back: Settings = serde_json::from_str(&text).expect("settings");
        assert_eq!(back, Settings::Oidc(usual()));
    }

    #[test]
    fn settings_nobody_knows_and_algorithms_that_protect_nothing_are_refused() {
        for more in [r#""allowed_algs":["none"]"#, r#""allowed_algs":["HS256"]"#, r#""skip_checks":true"#] {
            let text =
                format!(r#"{{"kind":"oidc","issuer":"https://idp.example","client_id":"kedun",{more}}}"#);
            assert!(serde_json::from_str::<Settings>(&text).is_err(), "{more}");
        }
    }
}
