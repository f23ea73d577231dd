//! What an operator says about the mail server, and the same once it is checked.

use lettre::Address;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::extension::ClientId;
use serde::Deserialize;
use url::Host;

use super::dkim::Signer;
use crate::secret::Sealed;
use crate::trust::TrustError;

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte (RFC 8314), port 465.
    #[default]
    Tls,
    /// Asked for on a plain connection (RFC 3207), port 587; a server that does not offer it gets no mail.
    StartTls,
    /// Nothing, port 25: only to this machine or to a host or network that was listed, and without a password.
    None,
}

/// Someone mail comes from or goes to. Never prints itself.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// The name shown. Line breaks and signs that are not seen are taken out.
    #[serde(default)]
    pub name: Option<String>,
    /// The address.
    pub address: String,
}

impl std::fmt::Debug for Party {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[sealed]")
    }
}

/// What system mail is signed with (DKIM: RFC 6376, RFC 8463).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DkimSettings {
    /// The domain that signs; for DMARC (RFC 7489) the sender's own.
    pub domain: String,
    /// The name under `_domainkey` where the public key stands.
    pub selector: String,
    /// The private key in PEM: Ed25519 or RSA of at least 2048 bits, PKCS #8 or PKCS #1.
    pub key: Sealed,
}

/// What an operator says about the mail server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// Its name or address.
    pub host: String,
    /// Its port; by default that of the security.
    #[serde(default)]
    pub port: Option<u16>,
    /// How the connection is protected.
    #[serde(default)]
    pub security: Security,
    /// The user name, if it wants one.
    #[serde(default)]
    pub username: Option<String>,
    /// The password.
    #[serde(default)]
    pub password: Option<Sealed>,
    /// Who mail comes from.
    pub from: Party,
    /// Who gets the answers, if that is somebody else.
    #[serde(default)]
    pub reply_to: Option<Party>,
    /// The name this machine greets with; by default the domain of the sender.
    #[serde(default)]
    pub helo: Option<String>,
    /// How long one mail may take, in seconds: 1 to 300.
    #[serde(default = "default_timeout_secs")]
    pub timeout_secs: u64,
    /// What mail is signed with, if the mail server does not sign itself.
    #[serde(default)]
    pub dkim: Option<DkimSettings>,
}

fn default_timeout_secs() -> u64 {
    30
}

/// A setting of mail that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum MailSettingsError {
    /// That setting can't be read, or is out of range.
    #[error("mail setting {0:?} can't be used")]
    Unusable(&'static str),
    /// Only one of user name and password.
    #[error("a user name needs a password, and a password a user name")]
    HalfALogin,
    /// A password over a connection without TLS.
    #[error("a password is not sent without TLS")]
    PasswordInTheClear,
    /// The key of the signature.
    #[error("the key of the signature is neither Ed25519 nor RSA of 2048 bits or more, in PEM")]
    Key,
    /// TLS can't be set up.
    #[error("TLS can't be set up")]
    Tls(#[source] TrustError),
}

/// Settings that were checked.
pub(super) struct Checked {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) login: Option<Credentials>,
    pub(super) from: Mailbox,
    pub(super) reply_to: Option<Mailbox>,
    pub(super) helo: ClientId,
    pub(super) timeout_secs: u64,
    pub(super) dkim: Option<Signer>,
}

impl Checked {
    pub(super) fn new(settings: MailSettings) -> Result<Self, MailSettingsError> {
        let unusable = MailSettingsError::Unusable;
        let host = Host::parse(&settings.host).map_err(|_| unusable("host"))?;
        // Without the brackets of an IPv6 address, as the socket and the certificate want it.
        let host = match host {
            Host::Domain(name) => name,
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        let usual_port = match settings.security {
            Security::Tls => 465,
            Security::StartTls => 587,
            Security::None => 25,
        };
        let login = match (settings.username, settings.password) {
            (None, None) => None,
            (Some(_), Some(_)) if settings.security == Security::None => {
                return Err(MailSettingsError::PasswordInTheClear);
            }
            (Some(username), Some(password)) => Some(Credentials::new(username, password.reveal().into())),
            _ => return Err(MailSettingsError::HalfALogin),
        };
        let from = mailbox(&settings.from).ok_or(unusable("from"))?;
        let reply_to =
            settings.reply_to.map(|party| mailbox(&party).ok_or(unusable("reply_to"))).transpose()?;
        let helo = match &settings.helo {
            None => from.email.domain().to_owned(),
            Some(name) => domain(name).ok_or(unusable("helo"))?,
        };
        if !(1..=300).contains(&settings.timeout_secs) {
            return Err(unusable("timeout_secs"));
        }
        Ok(Self {
            host,
            port: settings.port.unwrap_or(usual_port),
            security: settings.security,
            login,
            from,
            reply_to,
            helo: ClientId::Domain(helo),
            timeout_secs: settings.timeout_secs,
            dkim: settings.dkim.as_ref().map(Signer::new).transpose()?,
        })
    }
}

/// A party as it stands in a header; none where the address can't be sent to. The domain is written in ASCII (RFC 5890);
/// a local part in quotes and a domain in brackets are turned away: nobody has them, and they hide what an address is.
pub(super) fn mailbox(party: &Party) -> Option<Mailbox> {
    let (local, its_domain) = party.address.rsplit_once('@')?;
    let is_atom = |c: char| {
        c.is_ascii_alphanumeric()
            || ".!#$%&'*+-/=?^_`{|}~".contains(c)
            || (!c.is_ascii() && c.is_alphanumeric())
    };
    if local.is_empty() || local.len() > 64 || !local.chars().all(is_atom) {
        return None;
    }
    let address = Address::new(local, domain(its_domain)?).ok()?;
    let name = party.name.as_deref().map(|name| shown(name, 100)).filter(|name| !name.is_empty());
    Some(Mailbox::new(name, address))
}

/// A domain in ASCII.
pub(super) fn domain(text: &str) -> Option<String> {
    // The parser of URLs would decode it.
    if text.contains('%') {
        return None;
    }
    match Host::parse(text).ok()? {
        Host::Domain(name) if name.is_ascii() && name.len() <= 253 => {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
            name.chars().all(is_plain).then_some(name)
        }
        _ => None,
    }
}

/// A text as a header shows it: without line breaks, other control characters and signs that are not seen, and nothing in
/// it that a reader would take for an encoded word (RFC 2047).
pub(super) fn shown(text: &str, max_chars: usize) -> String {
    let seen = text.chars().filter(|c| !model::is_unseen(*c));
    let spaced: String = seen.map(|c| if c.is_control() { ' ' } else { c }).take(max_chars).collect();
    spaced.replace("=?", "= ?").trim().to_owned()
}
