//! What an administrator says about a provider, and what of it is refused.

use federation::Settings;
use model::{Label, Problem, TeamId};
use serde::{Deserialize, Serialize};

use crate::text;

/// The most bytes a provider's settings may have as they are stored.
const MAX_BODY_BYTES: usize = 64 * 1024;
const MAX_RULES: usize = 500;
const MAX_DOMAINS: usize = 100;
/// The longest name of a group, of a client or of an issuer, bytes. An issuer goes into a cookie.
const MAX_NAME_BYTES: usize = 400;

/// A provider, all but its key and its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SsoSettings {
    /// What stands on its button.
    pub label: Label,
    /// How to reach it, by its kind.
    pub provider: Settings,
    /// Which groups there give which roles and team here; all that match count, of teams the first.
    #[serde(default)]
    pub groups: Vec<GroupRule>,
    /// Accounts made at the first sign-in.
    #[serde(default)]
    pub accounts: JustInTime,
    /// Whether a second factor used there counts here.
    #[serde(default)]
    pub trust_second_factor: bool,
}

/// What a group gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRule {
    /// The group, by the provider's name, letter by letter.
    pub group: String,
    /// These roles.
    #[serde(default)]
    pub roles: Vec<String>,
    /// This team.
    #[serde(default)]
    pub team: Option<TeamId>,
}

/// Accounts that are made when somebody comes for the first time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JustInTime {
    /// Whether they are.
    pub enabled: bool,
    /// For verified addresses of these domains only.
    #[serde(default)]
    pub domains: Vec<String>,
}

impl JustInTime {
    /// Whether that address is of a domain allowed.
    pub(super) fn allows(&self, email_folded: &str) -> bool {
        let domain = email_folded.rsplit_once('@').map(|(_, domain)| domain);
        self.enabled && domain.is_some_and(|domain| self.domains.iter().any(|allowed| allowed == domain))
    }
}

impl SsoSettings {
    /// The provider's name for itself.
    pub fn issuer(&self) -> &str {
        match &self.provider {
            Settings::Oidc(oidc) => oidc.issuer.as_str(),
            _ => "",
        }
    }

    /// Checks the form; whether roles and teams exist is checked where they are known.
    ///
    /// # Errors
    /// A field's problem.
    pub(super) fn checked(mut self) -> Result<Self, Problem> {
        let too_large = |field| Problem::invalid_field(field, "too_many");
        self.label.zh = text::name(&self.label.zh, "label")?;
        self.label.en = text::name(&self.label.en, "label")?;
        let Settings::Oidc(oidc) = &self.provider else {
            return Err(Problem::invalid_field("provider", "invalid_option"));
        };
        let short = |text: &str| text.len() <= MAX_NAME_BYTES && !text.chars().any(char::is_control);
        if self.provider.check().is_err() || !short(oidc.issuer.as_str()) || !short(&oidc.client_id) {
            return Err(Problem::invalid_field("provider", "sso_settings"));
        }
        if self.groups.len() > MAX_RULES {
            return Err(too_large("groups"));
        }
        if self.groups.iter().any(|rule| rule.group.is_empty() || !short(&rule.group)) {
            return Err(Problem::invalid_field("groups", "required"));
        }
        if self.accounts.domains.len() > MAX_DOMAINS {
            return Err(too_large("domains"));
        }
        for domain in &mut self.accounts.domains {
            *domain = text::fold(domain.trim().trim_start_matches('@'));
            text::Email::parse(&format!("a@{domain}"), "domains")?;
        }
        // Without a domain whoever has an account anywhere at the provider would get one here.
        if self.accounts.enabled && self.accounts.domains.is_empty() {
            return Err(Problem::invalid_field("domains", "required"));
        }
        let bytes = serde_json::to_vec(&self).map_or(usize::MAX, |body| body.len());
        if bytes > MAX_BODY_BYTES { Err(too_large("groups")) } else { Ok(self) }
    }
}

/// A key that stands in addresses: lower case, digits, `-` and `_`, 1 to 32.
pub(super) fn key_checked(key: &str) -> Result<(), Problem> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if (1..=32).contains(&key.len())
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(plain)
    {
        Ok(())
    } else {
        Err(Problem::invalid_field("key", "invalid_option"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(more: &str) -> Result<SsoSettings, Problem> {
        let text = format!(
            r#"{{"label": {{"zh": "企业登录", "en": "Company"}},
                "provider": {{"kind": "oidc", "issuer": "https://idp.example", "client_id": "kedun"}}{more}}}"#
        );
        serde_json::from_str::<SsoSettings>(&text).unwrap().checked()
    }

    #[test]
    fn accounts_need_a_domain_and_addresses_of_others_get_none() {
        assert!(settings("").is_ok());
        assert!(settings(r#", "accounts": {"enabled": true}"#).is_err());
        let accounts = settings(r#", "accounts": {"enabled": true, "domains": ["@Yunling.Example"]}"#);
        let accounts = accounts.unwrap().accounts;
        assert!(accounts.allows("li.na@yunling.example"));
        for other in ["li.na@x.yunling.example", "li.na@yunling.example.evil.example", "yunling.example", ""]
        {
            assert!(!accounts.allows(other), "{other}");
        }
    }

    #[test]
    fn settings_that_can_not_work_are_refused() {
        for more in [
            r#", "groups": [{"group": ""}]"#,
            r#", "accounts": {"enabled": false, "domains": ["no domain"]}"#,
        ] {
            assert!(settings(more).is_err(), "{more}");
        }
        for key in ["", "Corp", "1corp", "a/b", "corp.", &"a".repeat(33)] {
            assert!(key_checked(key).is_err(), "{key}");
        }
        assert!(key_checked("corp-1_a").is_ok());
    }
}
