//! The company's own settings, and the limits of sessions.

use audit::Action;
use jiff::Timestamp;
use model::{Currency, Problem};
use serde::{Deserialize, Serialize};
use store::{Reader, Writer};

use crate::change::thing;
use crate::{Acting, Error, Identity, settings, text};
use access::Capability;

const COMPANY_KEY: &str = "company";
pub(crate) const SESSIONS_KEY: &str = "sessions";

/// What the company says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// Its name; empty before set-up.
    pub name: String,
    /// The currency of amounts that name none (ISO 4217).
    pub currency: String,
    /// The zone of its days (IANA).
    pub timezone: String,
    /// The country of phone numbers that name none (ISO 3166-1 alpha-2).
    pub default_country: String,
}

impl Default for Company {
    fn default() -> Self {
        Self {
            name: String::new(),
            currency: "CNY".into(),
            timezone: "Asia/Shanghai".into(),
            default_country: "CN".into(),
        }
    }
}

/// How long sessions last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionLimits {
    /// Seconds without use after which a session is over.
    pub idle_secs: i64,
    /// Seconds after which a session is over in any case.
    pub absolute_secs: i64,
}

impl Identity {
    /// Changes the company's settings. No route leads here yet: it waits for the page of the company's settings.
    ///
    /// # Errors
    /// `forbidden`, or a field's problem.
    pub async fn company_change(&self, acting: &Acting, company: Company) -> Result<Company, Problem> {
        self.require(acting, Capability::SettingsManage, Action::SettingChanged).await?;
        let company = checked(&company)?;
        let (by, kept) = (acting.clone(), company.clone());
        self.change(move |change| {
            company_put(change.writer, &company, change.now, Some(&by))?;
            let event = by.event(change.clock(), Action::SettingChanged);
            change.log(event.on(thing("setting"), None).with("setting", COMPANY_KEY));
            Ok(())
        })
        .await?;
        Ok(kept)
    }
}

/// Limits within their bounds: idle 5 minutes to 24 hours, in all 1 hour to 30 days.
pub(crate) fn limits_checked(limits: SessionLimits) -> Result<SessionLimits, Problem> {
    if !(300..=86_400).contains(&limits.idle_secs) {
        return Err(Problem::invalid_field("idle_secs", "invalid_number"));
    }
    if !(3_600..=2_592_000).contains(&limits.absolute_secs) || limits.absolute_secs < limits.idle_secs {
        return Err(Problem::invalid_field("absolute_secs", "invalid_number"));
    }
    Ok(limits)
}

pub(crate) fn checked(company: &Company) -> Result<Company, Problem> {
    let currency = company.currency.trim().to_uppercase();
    if currency.parse::<Currency>().is_err() {
        return Err(Problem::invalid_field("currency", "invalid_currency"));
    }
    let country = company.default_country.trim().to_uppercase();
    if country.len() != 2 || !country.chars().all(|c| c.is_ascii_uppercase()) {
        return Err(Problem::invalid_field("default_country", "invalid_option"));
    }
    Ok(Company {
        name: text::name(&company.name, "company")?,
        currency,
        timezone: text::timezone(&company.timezone)?,
        default_country: country,
    })
}

pub(crate) fn company_find(reader: &mut Reader<'_>) -> Result<Company, Error> {
    Ok(settings::read(reader, COMPANY_KEY)?.unwrap_or_default())
}

pub(crate) fn company_put(
    writer: &mut Writer<'_>,
    company: &Company,
    at: Timestamp,
    by: Option<&Acting>,
) -> Result<(), Error> {
    let by = by.map(|by| by.principal.id());
    settings::write(writer, COMPANY_KEY, company, (at, by)).map(drop)
}

/// The limits that an administrator set; none: the password policy's.
pub(crate) fn session_limits_find(reader: &mut Reader<'_>) -> Result<Option<SessionLimits>, Error> {
    settings::read(reader, SESSIONS_KEY)
}
