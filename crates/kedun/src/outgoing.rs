//! The ways out of the program, as `kedun.toml` sets them up: which hosts may be reached, the mail server, the gateway for
//! short messages. Without a word about mail nothing is sent; without a word about hosts only public ones are reached.
//!
//! A secret may stand in a file of its own: `password_file = "…"` means `password` with that file's content.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use egress::{
    Door, HttpOut, Mail, MailOut, MailSettings, Party, PhoneNumber, Reach, Sealed, SmsMessage, SmsOut,
    SmsSettings, Trust,
};
use identity::{Message, Post, PostError, Sending};
use model::{Clock, Entropy};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Sections whose keys may name files of secrets, and the keys that may.
const SECRETS: [&str; 5] = ["password", "secret", "access_key_secret", "secret_key", "key"];

/// What `kedun.toml` says of the ways out.
#[derive(Clone, Default)]
pub(crate) struct Outgoing {
    /// The mail server.
    mail: Option<toml::Table>,
    /// The gateway for short messages.
    sms: Option<toml::Table>,
    /// Whom the program may reach.
    egress: EgressSettings,
}

/// Whom the program may reach beside public hosts over TLS.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct EgressSettings {
    /// Hosts, networks (`10.3.0.0/16`) and plain origins (`http://host:8080`) inside the house.
    allow: Vec<String>,
    /// Certificates, PEM, that are trusted beside the machine's.
    ca_file: Option<PathBuf>,
}

impl fmt::Debug for Outgoing {
    /// Passwords may stand in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outgoing [sealed]")
    }
}

impl Outgoing {
    pub(crate) fn new(
        mail: Option<toml::Table>,
        sms: Option<toml::Table>,
        egress: Option<toml::Table>,
    ) -> anyhow::Result<Self> {
        let egress = match egress {
            Some(table) => section("egress", table)?,
            None => EgressSettings::default(),
        };
        Ok(Self { mail, sms, egress })
    }

    /// Opens the ways: for letters, and for HTTP.
    pub(crate) fn open(
        &self,
        clock: &Arc<dyn Clock>,
        entropy: &Arc<dyn Entropy>,
    ) -> anyhow::Result<(Ways, HttpOut)> {
        let reach = Reach::parse(&self.egress.allow).context("[egress] allow")?;
        let ca = self.egress.ca_file.as_ref().map(|path| {
            std::fs::read(path).with_context(|| format!("the certificates {} can't be read", path.display()))
        });
        let trust = Trust::of_machine(ca.transpose()?.as_deref()).context("[egress] ca_file")?;
        let door = Door::new(reach);
        let http = HttpOut::new(&door, &trust).context("the HTTP client can't be made")?;
        let mail = self.mail.clone().map(|table| {
            let settings: MailSettings = section("mail", table)?;
            MailOut::new(settings, &door, &trust, Arc::clone(clock)).context("[mail] in kedun.toml")
        });
        let sms = self.sms.clone().map(|table| {
            let settings: SmsSettings = section("sms", table)?;
            SmsOut::new(settings, http.clone(), Arc::clone(clock), Arc::clone(entropy))
                .context("[sms] in kedun.toml")
        });
        let ways = Ways { mail: mail.transpose()?, sms: sms.transpose()?, entropy: Arc::clone(entropy) };
        Ok((ways, http))
    }
}

/// A section, with the secrets that stand in files.
fn section<T: DeserializeOwned>(name: &str, mut table: toml::Table) -> anyhow::Result<T> {
    read_secrets(name, &mut table)?;
    // The parser's own message would show the line, and with it a secret.
    table.try_into().map_err(|error: toml::de::Error| {
        anyhow::anyhow!("[{name}] in kedun.toml is not right: {}", error.message())
    })
}

/// Puts the content of each secret's file in its place, in the tables within as well.
fn read_secrets(name: &str, table: &mut toml::Table) -> anyhow::Result<()> {
    for (inner, value) in table.iter_mut() {
        if let toml::Value::Table(within) = value {
            read_secrets(&format!("{name}.{inner}"), within)?;
        }
    }
    for key in SECRETS {
        let Some(path) = table.remove(&format!("{key}_file")) else { continue };
        let path =
            path.as_str().map(str::to_owned).with_context(|| format!("[{name}] {key}_file is no text"))?;
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("[{name}] {key}_file: {path} can't be read"))?;
        table.insert(key.into(), toml::Value::String(text.trim_end().to_owned()));
    }
    Ok(())
}

/// The ways that are open.
pub(crate) struct Ways {
    mail: Option<MailOut>,
    sms: Option<SmsOut>,
    entropy: Arc<dyn Entropy>,
}

impl Post for Ways {
    fn can_mail(&self) -> bool {
        self.mail.is_some()
    }

    fn can_sms(&self) -> bool {
        self.sms.is_some()
    }

    fn send(&self, message: Message) -> Sending<'_> {
        Box::pin(async move {
            match message {
                Message::Mail { to, subject, text } => self.mail(to, subject, text.to_string()).await,
                Message::Sms { to, language, code, minutes } => {
                    let gateway = self.sms.as_ref().ok_or_else(|| not_set_up("short messages"))?;
                    let to = PhoneNumber::parse(&to).ok_or_else(|| PostError("the number is none".into()))?;
                    let params = vec![
                        ("code".to_owned(), Sealed::new(code.to_string())),
                        ("minutes".to_owned(), Sealed::new(minutes.to_string())),
                    ];
                    let text = Sealed::new(format!("{} ({minutes} min)", *code));
                    let message = SmsMessage { to, purpose: "sign_in_code".into(), language, text, params };
                    gateway.send(&message).await.map_err(|error| PostError(error.to_string()))
                }
            }
        })
    }
}

impl Ways {
    async fn mail(&self, to: String, subject: String, text: String) -> Result<(), PostError> {
        let server = self.mail.as_ref().ok_or_else(|| not_set_up("mail"))?;
        let mut id = [0u8; 16];
        self.entropy.fill(&mut id);
        let id = format!("{:032x}", u128::from_be_bytes(id));
        let mail = Mail { id, to: Party { name: None, address: to }, subject, text, html: None };
        server.send(&mail).await.map_err(|error| PostError(error.to_string()))
    }
}

fn not_set_up(what: &str) -> PostError {
    PostError(format!("{what} are not set up"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> toml::Table {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_secret_is_read_from_its_file_and_never_told() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("smtp");
        std::fs::write(&path, "hunter two\n").unwrap();
        let text = format!(
            "host = \"smtp.example.com\"\nusername = \"crm\"\npassword_file = {:?}\nfrom = {{ address = \"crm@example.com\" }}",
            path.display().to_string()
        );
        let settings: MailSettings = section("mail", table(&text)).unwrap();
        assert!(!format!("{settings:?}").contains("hunter"));
        let wrong = format!("{text}\npassword_fil = 1");
        let error = section::<MailSettings>("mail", table(&wrong)).unwrap_err();
        assert!(!format!("{error:#}").contains("hunter"), "{error:#}");
    }

    #[test]
    fn the_key_that_signs_mail_is_read_from_its_file_too() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("dkim.pem");
        std::fs::write(&path, "-----BEGIN PRIVATE KEY-----\n").unwrap();
        let mut mail = table(&format!("[dkim]\nkey_file = {:?}", path.display().to_string()));
        read_secrets("mail", &mut mail).unwrap();
        assert_eq!(mail["dkim"]["key"].as_str(), Some("-----BEGIN PRIVATE KEY-----"));
        let mut gone = table("[dkim]\nkey_file = \"/nowhere\"");
        let error = read_secrets("mail", &mut gone).unwrap_err();
        assert!(error.to_string().starts_with("[mail.dkim] key_file: /nowhere"), "{error}");
    }

    #[test]
    fn without_a_word_about_mail_none_is_sent() {
        let clock: Arc<dyn Clock> = Arc::new(model::SystemClock);
        let entropy: Arc<dyn Entropy> = Arc::new(vault::OsEntropy);
        let (ways, _) = Outgoing::default().open(&clock, &entropy).unwrap();
        assert!(!ways.can_mail() && !ways.can_sms());
        let wrong = Outgoing {
            egress: EgressSettings { allow: vec!["not a host!".into()], ca_file: None },
            ..Outgoing::default()
        };
        assert!(wrong.open(&clock, &entropy).is_err());
    }
}
