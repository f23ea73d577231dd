//! A company with a provider, and people who come by it.

use federation::testing::{Says, lay_over};
use identity::{
    Acting, Device, Entry, Next, SignedIn, SsoBegun, SsoBrowser, SsoCallback, SsoEnd, SsoOnly,
    SsoProviderWish, SsoSettings, SsoWish,
};
use model::Clock as _;
use model::{Problem, UserId};
use serde_json::{Value, json};
use store::system::factors::{FactorRow, factor_create};
use url::Url;
use zeroize::Zeroizing;

use crate::world::{World, acting, device};

pub(crate) const KEY: &str = "corp";
pub(crate) const SECRET: &str = "s3cret+hush";
/// Whom the provider in memory vouches for, unless it is told otherwise.
pub(crate) const ALICE: &str = "alice@idp.example";

/// The settings of the provider in memory, with changes.
pub(crate) fn settings(over: &Value) -> SsoSettings {
    let mut settings = json!({
        "label": {"zh": "企业登录", "en": "Company"},
        "provider": {"kind": "oidc", "issuer": federation::testing::ISSUER, "client_id": "kedun"},
        "accounts": {"enabled": true, "domains": ["idp.example"]},
    });
    lay_over(&mut settings, over);
    serde_json::from_value(settings).unwrap()
}

impl World {
    /// A company whose people can come by the provider.
    pub(crate) async fn with_provider(database: &store::Database, over: Value) -> Self {
        let world = Self::with_administrator(database).await;
        world.provider(over).await.unwrap();
        world
    }

    /// Makes the provider, or changes it.
    pub(crate) async fn provider(&self, over: Value) -> Result<(), Problem> {
        let version = self.identity.sso_rules().find(KEY).map(|provider| provider.version);
        let wish = SsoProviderWish {
            version,
            on: true,
            settings: settings(&over),
            client_secret: version.is_none().then(|| Zeroizing::new(SECRET.into())),
        };
        let by = crate::world::acting_as(self, self.admin_id());
        self.identity.sso_provider_put(&by, KEY, wish, &self.metadata).await
    }

    /// Changes what the provider says.
    pub(crate) fn idp_says(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.idp.says.lock().unwrap());
    }

    /// The person at the provider is that one from now on, in these groups.
    pub(crate) fn at_idp(&self, subject: &str, email: &str, groups: &[&str]) {
        self.idp_says(|says| {
            says.claims =
                json!({"sub": subject, "email": email, "groups": groups, "sid": format!("at-{subject}")});
        });
    }

    /// Goes to the provider.
    pub(crate) async fn away(&self, wish: SsoWish) -> SsoBegun {
        self.identity.sso_begin(KEY, wish).await.unwrap()
    }

    /// The person signs in there and is sent back.
    pub(crate) fn visit(&self, begun: &SsoBegun) -> SsoCallback {
        let now = self.clock.now().as_second();
        self.idp_says(|says| says.now_secs = now);
        self.idp.visit(&Url::parse(&begun.url).unwrap())
    }

    /// Comes back with what the provider said.
    pub(crate) async fn back(&self, cookie: &str, callback: SsoCallback) -> Result<SsoEnd, Problem> {
        let browser = SsoBrowser { cookie: Some(cookie), ..SsoBrowser::default() };
        self.identity.sso_finish(browser, callback, &device()).await
    }

    /// Signs in by the provider, as far as that leads.
    pub(crate) async fn by_idp(&self) -> Result<Entry, Problem> {
        let begun = self.away(SsoWish::SignIn).await;
        let callback = self.visit(&begun);
        match self.back(&begun.cookie, callback).await? {
            SsoEnd::Entry(entry) => Ok(entry),
            SsoEnd::Linked(key) => panic!("linked with {key}"),
        }
    }

    /// Signs in by the provider.
    pub(crate) async fn in_by_idp(&self) -> Result<SignedIn, Problem> {
        Ok(self.by_idp().await?.signed_in().unwrap())
    }

    /// Links whoever acts.
    pub(crate) async fn link(&self, by: &Acting) -> Result<SsoEnd, Problem> {
        let begun = self.identity.sso_begin(KEY, SsoWish::Link(Box::new(by.clone()))).await?;
        let callback = self.visit(&begun);
        let browser = SsoBrowser { cookie: Some(&begun.cookie), acting: Some(by), flow: None };
        self.identity.sso_finish(browser, callback, &device()).await
    }

    /// Somebody with a password, linked.
    pub(crate) async fn linked(&self, email: &str) -> Acting {
        self.colleague(email, &["sales_rep"]).await;
        let by = acting(&self.sign_in(email, crate::world::PASSWORD).await.unwrap());
        assert!(matches!(self.link(&by).await.unwrap(), SsoEnd::Linked(key) if key == KEY));
        by
    }

    /// A factor nobody proved here, which counts as bound.
    pub(crate) async fn bound(&self, user: UserId, kind: &str) {
        let now = self.clock.now();
        let row = FactorRow {
            id: uuid::Uuid::from_u128(user.0.as_u128() ^ 1),
            user_id: user,
            kind: kind.into(),
            label: String::new(),
            secret_sealed: vec![1],
            credential_hash: None,
            last_step: None,
            created_at: now,
            confirmed_at: Some(now),
            last_used_at: None,
        };
        let made: Result<(), store::Error> =
            self.database.write(move |writer| factor_create(writer, &row)).await;
        made.unwrap();
    }

    /// Turns the switch.
    pub(crate) async fn only(&self, enabled: bool, break_glass: &[UserId]) -> Result<(), Problem> {
        let wanted = SsoOnly { enabled, break_glass: break_glass.to_vec() };
        let by = crate::world::acting_as(self, self.admin_id());
        self.identity.sso_only_change(&by, wanted).await
    }

    pub(crate) fn admin_id(&self) -> UserId {
        self.identity.people_search(crate::world::ADMIN)[0].id
    }

    /// The roles somebody has now.
    pub(crate) fn roles_of(&self, user: UserId) -> Vec<String> {
        let directory = self.identity.directory();
        let user = directory.user(user).unwrap();
        user.roles.iter().map(|key| key.as_str().to_owned()).collect()
    }

    /// The code that stands in the log for the last refusal.
    pub(crate) async fn logged_code(&self) -> String {
        let log = self.log().await;
        let refused = log.iter().rev().find(|entry| entry.action == "sign_in_failed").unwrap();
        refused.detail["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// The kinds a question offers.
pub(crate) fn offered(entry: &Entry) -> Vec<&'static str> {
    match entry {
        Entry::Waiting { step, .. } => match &step.next {
            Next::Factor(offers) => offers.iter().map(|offer| offer.kind).collect(),
            Next::Enroll { .. } => vec!["enroll"],
            Next::NewPassword { .. } => vec!["new_password"],
        },
        _ => Vec::new(),
    }
}

pub(crate) fn elsewhere() -> Device {
    Device { address: Some("198.51.100.20".into()), ..device() }
}
