//! A company on a fresh database of either engine, with time and chance decided by the test.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use access::Principal;
use audit::{Chain, Entry, Filter, Log, Mode};
use identity::{
    Acting, Device, Entry as Entrance, Identity, Invite, Message, NoPlaces, Parts, Places, Post, Sending,
    Setup, SignedIn,
};
use metadata::Metadata;
use model::{Clock, ManualClock, Problem, UserId};
use store::Database;
use vault::{KeyTree, PasswordCost, PasswordHasher, RootKey, SeededEntropy};
use zeroize::Zeroizing;

pub(crate) const PASSWORD: &str = "teal river boat nine";
pub(crate) const OTHER_PASSWORD: &str = "seven pelicans on a quay";
pub(crate) const ADMIN: &str = "admin@yunling.example";

/// Everything of one test.
pub(crate) struct World {
    pub(crate) identity: Identity,
    pub(crate) database: Database,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) hasher: PasswordHasher,
    pub(crate) metadata: Arc<Metadata>,
    pub(crate) post: Arc<PostBox>,
    pub(crate) idp: Arc<federation::testing::Idp>,
}

/// Where letters arrive.
#[derive(Default)]
pub(crate) struct PostBox {
    pub(crate) messages: Mutex<Vec<Message>>,
    pub(crate) arrived: tokio::sync::Notify,
    /// Somebody asked whether there is a mail server.
    pub(crate) looked: tokio::sync::Notify,
    /// Whether there is no mail server.
    pub(crate) no_mail: std::sync::atomic::AtomicBool,
}

impl PostBox {
    /// From now on no mail can be sent, so that an unusual sign-in asks for none.
    pub(crate) fn without_mail(&self) {
        self.no_mail.store(true, std::sync::atomic::Ordering::SeqCst);
    }
}

impl Post for PostBox {
    fn can_mail(&self) -> bool {
        self.looked.notify_one();
        !self.no_mail.load(std::sync::atomic::Ordering::SeqCst)
    }

    fn can_sms(&self) -> bool {
        true
    }

    fn send(&self, message: Message) -> Sending<'_> {
        self.messages.lock().unwrap().push(message);
        self.arrived.notify_one();
        Box::pin(std::future::ready(Ok(())))
    }
}

impl World {
    /// An empty company.
    pub(crate) async fn new(database: &Database) -> Self {
        Self::of_seed(database, 1, 100).await
    }

    /// A company with its administrator, where somebody knows places.
    pub(crate) async fn with_places(database: &Database, places: Arc<dyn Places>) -> Self {
        let this = Self::of(database, (1, 100), places, PasswordCost::cheap_for_tests()).await;
        this.identity.init_administrator(setup()).await.unwrap();
        this
    }

    /// A server of the same company: the same keys, its own name and chance.
    pub(crate) async fn of_seed(database: &Database, seed: u64, chance: u64) -> Self {
        Self::of(database, (seed, chance), Arc::new(NoPlaces), PasswordCost::cheap_for_tests()).await
    }

    /// The same company on a faster machine: passwords cost more from now on.
    pub(crate) async fn at_higher_cost(database: &Database) -> Self {
        let cheap = PasswordCost::cheap_for_tests();
        let cost = PasswordCost { memory_kib: 2 * cheap.memory_kib, ..cheap };
        Self::of(database, (1, 200), Arc::new(NoPlaces), cost).await
    }

    async fn of(
        database: &Database,
        (seed, chance): (u64, u64),
        places: Arc<dyn Places>,
        cost: PasswordCost,
    ) -> Self {
        let clock = Arc::new(ManualClock::at("2026-11-22T08:00:00Z".parse().unwrap()));
        let entropy = Arc::new(SeededEntropy::new(seed));
        let root = RootKey::fresh(&*entropy).unwrap();
        let keks = root.first_keks(&*entropy).unwrap();
        let keys = Arc::new(KeyTree::new(&root, keks, entropy).unwrap());
        let entropy = Arc::new(SeededEntropy::new(chance));
        let hasher = PasswordHasher::new(keys.pepper(), cost, entropy.clone()).unwrap();
        let chain = Chain::new(format!("node-{chance}"), Arc::clone(&keys));
        let (log, _keeper) = Log::open(database.clone(), chain, clock.clone(), Mode::Direct, None).unwrap();
        let post = Arc::new(PostBox::default());
        let idp = Arc::new(federation::testing::Idp::new());
        let parts = Parts {
            database: database.clone(),
            log,
            hasher: hasher.clone(),
            keys,
            base_url: "https://crm.yunling.example".into(),
            breached: None,
            post: post.clone(),
            fetch: idp.clone(),
            places,
            clock: clock.clone(),
            entropy,
        };
        let identity = Identity::open(parts).await.unwrap();
        let metadata = Arc::new(Metadata::shipped().unwrap());
        Self { identity, database: database.clone(), clock, hasher, metadata, post, idp }
    }

    /// A company with its administrator.
    pub(crate) async fn with_administrator(database: &Database) -> Self {
        let this = Self::new(database).await;
        this.identity.init_administrator(setup()).await.unwrap();
        this
    }

    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Result<SignedIn, Problem> {
        Ok(self.enter(email, password, &device()).await?.signed_in().unwrap())
    }

    /// What a password leads to.
    pub(crate) async fn enter(
        &self,
        email: &str,
        password: &str,
        device: &Device,
    ) -> Result<Entrance, Problem> {
        self.identity.sign_in(email, password, device).await
    }

    /// The administrator, signed in.
    pub(crate) async fn administrator(&self) -> Acting {
        acting(&self.sign_in(ADMIN, PASSWORD).await.unwrap())
    }

    /// A colleague with these roles, active, with the usual password.
    pub(crate) async fn colleague(&self, email: &str, roles: &[&str]) -> UserId {
        let by = self.administrator().await;
        let invited = self.identity.user_invite(&by, invite(email, roles), &self.metadata).await.unwrap();
        let accepted = self.accept(&invited.path).await.unwrap();
        accepted.session.principal.id()
    }

    pub(crate) async fn accept(&self, path: &str) -> Result<SignedIn, Problem> {
        let token = path.strip_prefix("/invitation/").unwrap();
        let entry = self.identity.invitation_accept(token, "王芳", PASSWORD, "zh", &device()).await?;
        Ok(entry.signed_in().unwrap())
    }

    /// The whole log, oldest first.
    pub(crate) async fn log(&self) -> Vec<Entry> {
        let page: Result<audit::Page, audit::Error> =
            self.database.read_log(|reader| audit::search(reader, &Filter::default(), None, 5000)).await;
        let mut entries = page.unwrap().entries;
        entries.reverse();
        entries
    }

    /// How often each act stands in the log, such as `sign_in/done`.
    pub(crate) async fn acts(&self) -> BTreeMap<String, usize> {
        let mut acts = BTreeMap::new();
        for entry in self.log().await {
            *acts.entry(format!("{}/{}", entry.action, entry.outcome)).or_default() += 1;
        }
        acts
    }

    pub(crate) async fn acts_of(&self, act: &str) -> usize {
        self.acts().await.get(act).copied().unwrap_or(0)
    }
}

pub(crate) fn setup() -> Setup {
    Setup {
        company: "云岭机电有限公司".into(),
        name: "李娜".into(),
        email: ADMIN.into(),
        password: PASSWORD.into(),
        language: "zh".into(),
    }
}

pub(crate) fn device() -> Device {
    Device {
        address: Some("203.0.113.7".into()),
        user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0".into(),
        tokens: Vec::new(),
    }
}

pub(crate) fn invite(email: &str, roles: &[&str]) -> Invite {
    Invite {
        email: email.into(),
        name: "王芳".into(),
        team: None,
        roles: roles.iter().map(|role| (*role).into()).collect(),
        language: "zh".into(),
    }
}

pub(crate) fn acting(signed_in: &SignedIn) -> Acting {
    Acting {
        principal: signed_in.session.principal.clone(),
        session: Some(signed_in.session.id),
        address: device().address,
    }
}

/// Somebody as a principal, without signing in.
pub(crate) fn acting_as(world: &World, user: UserId) -> Acting {
    let principal = Principal::person(&world.identity.directory(), user, None).unwrap();
    Acting { principal, session: None, address: None }
}

pub(crate) fn code<T>(result: Result<T, Problem>) -> &'static str {
    let problem = result.err().unwrap();
    problem.fields.first().map_or(problem.code, |field| field.code)
}

pub(crate) fn token_of(path: &Zeroizing<String>) -> String {
    path.rsplit(['=', '/']).next().unwrap().into()
}

/// Runs a test on a fresh company of each engine.
pub(crate) fn each_engine<F: Future<Output = ()>>(test: impl Fn(Database) -> F) {
    store::testing::each_engine(|database| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.unwrap().block_on(test(database.clone()));
    });
}

pub(crate) fn seconds(world: &World, secs: i64) -> i64 {
    world.clock.advance_secs(secs);
    world.clock.now().as_second()
}
