//! The company: a fresh database of either engine, its people signed in, the router before it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use audit::Mode;
use axum::Router;
use model::ManualClock;
use records::FileLimits;
use serde_json::{Value, json};
use server::{App, House, HouseOptions, Settings, Storage};
use store::testing::TestDatabase;
use store::{Dialect, EmbeddedOptions};
use vault::{PasswordCost, RootKey, SeededEntropy};

use super::Answer;
use super::ask::Client;
use super::people::{PASSWORD, PEOPLE, TEAMS, email_of};
use super::post::PostBox;

/// What a request may leave behind although it was refused: the log, the count of tries to sign in, the mark of a letter
/// (which a task of its own sends, of an earlier request or of too many tries).
const MAY_CHANGE: &[&str] = &[
    "audit_event",
    "audit_place",
    "audit_segment",
    "audit_checkpoint",
    "sent_mail",
    "setting",
    "sign_in_attempt",
    "api_token_use",
];

/// Little room for files, so that a test can fill it.
pub(crate) const LIMITS: FileLimits =
    FileLimits { loose_bytes: 2 * 1024 * 1024, loose_files: 5, total_bytes: 4 * 1024 * 1024 };

/// Everything of one test.
pub(crate) struct Company {
    house: House,
    router: Router,
    clock: Arc<ManualClock>,
    pub(crate) post: Arc<PostBox>,
    stands_still: AtomicBool,
    people: RwLock<BTreeMap<String, Person>>,
    teams: BTreeMap<&'static str, String>,
    place: Place,
    /// The provider of single sign-on people can come by.
    pub(crate) idp: Arc<federation::testing::Idp>,
}

#[derive(Clone)]
struct Person {
    id: &'static str,
    cookie: String,
}

/// Where the data lies; gone when this is dropped, which must be after the house.
enum Place {
    Embedded(tempfile::TempDir),
    Postgres(TestDatabase),
}

impl Place {
    fn storage(&self) -> Storage {
        match self {
            Self::Embedded(directory) => {
                let file = directory.path().join("data").join("kedun.db");
                Storage::Embedded(EmbeddedOptions::new(file, zeroize::Zeroizing::new(store::testing::KEY)))
            }
            Self::Postgres(database) => Storage::Postgres(database.postgres_options()),
        }
    }
}

impl Company {
    /// The company with everybody in it, signed in.
    pub(crate) async fn open(dialect: Dialect) -> Self {
        let mut this = Self::empty(dialect).await;
        this.set_up().await;
        this.hire().await;
        this
    }

    /// A program that was started for the first time.
    pub(crate) async fn empty(dialect: Dialect) -> Self {
        let place = match dialect {
            Dialect::Sqlite => Place::Embedded(tempfile::tempdir().unwrap()),
            Dialect::Postgres => {
                let made = tokio::task::spawn_blocking(TestDatabase::postgres);
                Place::Postgres(made.await.unwrap())
            }
        };
        let entropy = Arc::new(SeededEntropy::new(7));
        let clock = Arc::new(ManualClock::at("2026-11-18T08:00:00Z".parse().unwrap()));
        let post = Arc::new(PostBox::new());
        let idp = Arc::new(federation::testing::Idp::new());
        let options = HouseOptions {
            storage: place.storage(),
            root: RootKey::fresh(&*entropy).unwrap(),
            node: "test".into(),
            audit_mode: Mode::Direct,
            witness: None,
            file_limits: LIMITS,
            base_url: "https://crm.example:8443".into(),
            breached: None,
            post: post.clone(),
            fetch: idp.clone(),
            places: std::sync::Arc::new(identity::NoPlaces),
            password_cost: PasswordCost::cheap_for_tests(),
            clock: clock.clone(),
            entropy,
        };
        let house = House::open(options).await.unwrap();
        let settings = Settings { base_url: "https://crm.example".into(), ..Settings::default() };
        let router = server::router(&App::new(&house, settings));
        let stands_still = AtomicBool::new(false);
        Self {
            house,
            router,
            clock,
            post,
            stands_still,
            people: RwLock::default(),
            teams: BTreeMap::new(),
            place,
            idp,
        }
    }

    async fn set_up(&mut self) {
        let link = self.setup_token().await.unwrap();
        let body = json!({
            "token": link, "company": "Yunling", "name": "Zhang Wei", "email": email_of("admin"),
            "password": PASSWORD, "language": "en",
        });
        let entered = self.nobody().post("/api/v1/setup", body).await;
        self.remember("admin", &entered);
    }

    async fn hire(&mut self) {
        for (name, parent, _) in TEAMS {
            let parent = parent.map(|parent| self.team(parent).to_owned());
            let body = json!({"name": name, "parent_id": parent});
            let made = self.by("admin").post("/api/v1/teams", body).await.ok();
            self.teams.insert(name, text(&made["id"]));
        }
        for (who, name, team, role) in PEOPLE {
            let team = team.map(|team| self.team(team).to_owned());
            let roles: Vec<&str> = role.into_iter().collect();
            let body =
                json!({"email": email_of(who), "name": name, "team": team, "roles": roles, "language": "en"});
            let invited = self.by("admin").post("/api/v1/users", body).await.ok();
            let token = text(&invited["invitation_url"]).rsplit('/').next().unwrap().to_owned();
            let path = format!("/api/v1/invitations/{token}");
            let body = json!({"name": name, "password": PASSWORD, "language": "en"});
            let entered = self.nobody().post(&path, body).await;
            self.remember(who, &entered);
        }
        for (team, _, manager) in TEAMS {
            let path = format!("/api/v1/teams/{}", self.team(team));
            let body = json!({"version": 1, "manager": self.id(manager)});
            self.by("admin").patch(&path, body).await.ok();
        }
    }

    /// Ids live as long as the test: they are few, and stand in every other line of it.
    fn remember(&self, who: &str, entered: &Answer) {
        let id = String::leak(text(&entered.ok()["user"]["id"]));
        let person = Person { id, cookie: entered.cookie().unwrap() };
        self.people.write().unwrap().insert(who.to_owned(), person);
    }

    /// Somebody whose session has run out comes back.
    pub(crate) async fn sign_in_again(&self, who: &str) {
        let body = json!({"email": email_of(who), "password": PASSWORD});
        let entered = self.nobody().post("/api/v1/session", body).await;
        self.remember(who, &entered);
    }

    /// Somebody whose password has to be replaced sets the same one again and is in, as if nothing had been.
    pub(crate) async fn set_free(&self, who: &str) {
        let body = json!({"email": email_of(who), "password": PASSWORD});
        let entered = self.nobody().post("/api/v1/session", body).await;
        if entered.ok()["next"] != "new_password" {
            return self.remember(who, &entered);
        }
        let flow = entered.cookie().unwrap();
        // Not the same one: somebody else may know it. Then back to the one these tests sign in with.
        let other = "seven pelicans on a quay";
        let body = json!({"password": other});
        let entered = self.with_cookie(&flow).post("/api/v1/session/new-password", body).await;
        let own = self.with_cookie(&entered.cookie().unwrap());
        own.post("/api/v1/me/password", json!({"current": other, "new": PASSWORD})).await.ok();
        let id = String::leak(text(&entered.ok()["me"]["user"]["id"]));
        let person = Person { id, cookie: entered.cookie().unwrap() };
        self.people.write().unwrap().insert(who.to_owned(), person);
    }

    /// A new colleague with these roles.
    pub(crate) async fn hire_one(&self, who: &str, name: &str, team: Option<&str>, roles: &[&str]) {
        let team = team.map(|team| self.team(team).to_owned());
        let body =
            json!({"email": email_of(who), "name": name, "team": team, "roles": roles, "language": "en"});
        let invited = self.by("admin").post("/api/v1/users", body).await.ok();
        let token = text(&invited["invitation_url"]).rsplit('/').next().unwrap().to_owned();
        let body = json!({"name": name, "password": PASSWORD, "language": "en"});
        let entered = self.nobody().post(&format!("/api/v1/invitations/{token}"), body).await;
        self.remember(who, &entered);
    }

    /// The secret of a fresh set-up link, while there is no administrator.
    pub(crate) async fn setup_token(&self) -> Option<String> {
        let link = self.house.identity.setup_link().await.unwrap()?;
        link.rsplit('=').next().map(Into::into)
    }

    /// Somebody of the company, asking.
    #[track_caller]
    pub(crate) fn by(&self, who: &str) -> Client<'_> {
        Client::new(self, Some(self.person(who).cookie))
    }

    /// Somebody's cookie.
    #[track_caller]
    pub(crate) fn cookie(&self, who: &str) -> String {
        self.person(who).cookie
    }

    /// Somebody with that cookie.
    pub(crate) fn with_cookie(&self, cookie: &str) -> Client<'_> {
        Client::new(self, Some(cookie.to_owned()))
    }

    /// A program with that token.
    pub(crate) fn with_token(&self, token: &str) -> Client<'_> {
        Client::program(self, token)
    }

    /// The text of a fresh token of somebody's.
    pub(crate) async fn token_of(&self, who: &str, scopes: &[&str]) -> String {
        let body = json!({"name": "Robot", "scopes": scopes});
        text(&self.by(who).post("/api/v1/me/tokens", body).await.ok()["secret"])
    }

    /// What the keeper does once a minute.
    pub(crate) async fn touch_tokens(&self) -> usize {
        self.house.identity.tokens_touch().await.unwrap()
    }

    /// What is done once a day.
    pub(crate) async fn read_customer_names(&self) {
        self.house.customer_names_read().await.unwrap();
    }

    /// Somebody who is not signed in.
    pub(crate) fn nobody(&self) -> Client<'_> {
        Client::new(self, None)
    }

    /// Somebody's id.
    #[track_caller]
    pub(crate) fn id(&self, who: &str) -> &'static str {
        self.person(who).id
    }

    #[track_caller]
    fn person(&self, who: &str) -> Person {
        self.people.read().unwrap().get(who).cloned().unwrap_or_else(|| panic!("nobody is called {who}"))
    }

    /// A team's id.
    #[track_caller]
    pub(crate) fn team(&self, name: &str) -> &str {
        self.teams.get(name).unwrap_or_else(|| panic!("no team is called {name}"))
    }

    /// A record made by somebody, which must be allowed.
    #[track_caller]
    pub(crate) fn made(&self, who: &str, object: &str, body: Value) -> impl Future<Output = Record> {
        let client = self.by(who);
        let path = format!("/api/v1/records/{object}");
        async move { Record(client.post(&path, body).await.ok()) }
    }

    /// From now on what somebody waits for may take so long.
    pub(crate) fn limit_reads(&self, limit: Duration) {
        self.house.db.limit_reads(limit);
    }

    /// What the hourly sweep does.
    pub(crate) async fn sweep_files(&self) -> u64 {
        self.house.records.files_sweep().await.unwrap()
    }

    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    /// The time, in seconds.
    pub(crate) fn now_secs(&self) -> i64 {
        model::Clock::now(&*self.clock).as_second()
    }

    /// A second goes by, unless time stands still.
    pub(crate) fn tick(&self) {
        if !self.stands_still.load(Ordering::SeqCst) {
            self.clock.advance_secs(1);
        }
    }

    /// What the clock shows, seconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        model::Clock::now(&*self.clock).as_second()
    }

    /// Time goes by.
    pub(crate) fn wait(&self, seconds: i64) {
        self.clock.advance_secs(seconds);
    }

    /// From now on no time goes by, so that nothing changes because of it.
    pub(crate) fn stand_still(&self) {
        self.stands_still.store(true, Ordering::SeqCst);
    }

    /// Time goes by again.
    pub(crate) fn go_on(&self) {
        self.stands_still.store(false, Ordering::SeqCst);
    }

    /// A digest of all that a refused request must leave as it was.
    pub(crate) async fn digest(&self) -> [u8; 32] {
        let db = self.house.db.clone();
        tokio::task::spawn_blocking(move || store::testing::digest(&db, MAY_CHANGE)).await.unwrap()
    }

    /// The log, oldest first.
    pub(crate) async fn log(&self) -> Vec<audit::Entry> {
        self.house.log.flush().await.unwrap();
        let mut entries = self.house.log.search(audit::Filter::default(), None, 5_000).await.unwrap().entries;
        entries.reverse();
        entries
    }

    /// The log is whole; then the house closes.
    pub(crate) async fn finish(self) {
        let Self { house, router, place, .. } = self;
        drop(router);
        house.log.flush().await.unwrap();
        let report = house.log.verify().await.unwrap();
        assert!(report.ok, "the log is broken: {:?}", report.first_bad);
        house.close().await;
        tokio::task::spawn_blocking(move || match place {
            Place::Embedded(directory) => drop(directory),
            Place::Postgres(database) => drop(database),
        })
        .await
        .unwrap();
    }
}

/// A record as it was answered.
pub(crate) struct Record(pub(crate) Value);

impl Record {
    pub(crate) fn id(&self) -> &str {
        self.0["id"].as_str().unwrap()
    }

    pub(crate) fn version(&self) -> i64 {
        self.0["version"].as_i64().unwrap()
    }

    /// Its path.
    pub(crate) fn path(&self) -> String {
        format!("/api/v1/records/{}/{}", self.0["object"].as_str().unwrap(), self.id())
    }

    pub(crate) fn value(&self, field: &str) -> &Value {
        &self.0["values"][field]
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}
