//! The server in this process: so that the runs of the hash function can be counted inside it, and accounts be made
//! without the path that is measured.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use bench::client::{Client, Trust};
use bench::data::{account, root_key};
use identity::{Message, Post, Sending, Setup};
use model::{Clock as _, SystemClock, UserId};
use server::{App, Bounds, House, HouseOptions, Settings, Storage};
use store::EmbeddedOptions;
use store::system::users::{UserRow, user_create};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use vault::{OsEntropy, PasswordCost, PasswordHasher};

/// Everybody's password here.
pub(crate) const PASSWORD: &str = "bench only: nobody's real password";
/// A name, so that passkeys can be asked for.
const BASE_URL: &str = "https://crm.example:8443";
/// The clients of this machine speak for others, as a proxy does: that is where their networks come from.
const PROXIES: &str = "127.0.0.0/8";
/// Accounts of one transaction.
const BATCH: usize = 2_000;

/// A mailbox that takes everything, and keeps nothing.
struct Sink;

impl Post for Sink {
    fn can_mail(&self) -> bool {
        true
    }

    fn can_sms(&self) -> bool {
        true
    }

    fn send(&self, _message: Message) -> Sending<'_> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// The house of a fresh data directory, with its first administrator.
pub(crate) async fn house(data: &Path) -> anyhow::Result<House> {
    bench::data::clear(data)?;
    let root = root_key(data)?;
    let options = HouseOptions {
        storage: Storage::Embedded(EmbeddedOptions::new(data.join("kedun.db"), root.database_key())),
        root,
        node: "main".into(),
        audit_mode: audit::Mode::Buffered,
        witness: Some(data.to_owned()),
        file_limits: server::FileLimits::default(),
        base_url: BASE_URL.into(),
        breached: None,
        post: Arc::new(Sink),
        fetch: Arc::new(identity::NoFetch),
        places: Arc::new(identity::NoPlaces),
        // The floor, on every machine the same.
        password_cost: PasswordCost::default(),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(OsEntropy),
    };
    let house = House::open(options).await?;
    let setup = Setup {
        company: "Bench".into(),
        name: "Administrator".into(),
        email: "admin@bench.example".into(),
        password: PASSWORD.into(),
        language: "en".into(),
    };
    house.identity.init_administrator(setup).await.map_err(|problem| anyhow::anyhow!("{}", problem.code))?;
    Ok(house)
}

/// The stored form of everybody's password, at that cost.
pub(crate) async fn shared_hash(house: &House, cost: PasswordCost) -> anyhow::Result<String> {
    let hasher = PasswordHasher::new(house.vault.pepper(), cost, Arc::new(OsEntropy))?;
    Ok(hasher.hash(PASSWORD).await?)
}

/// Makes active accounts with these addresses and one stored password; their ids in the same order.
pub(crate) async fn people(
    house: &House,
    emails: impl Iterator<Item = String>,
    hash: &str,
) -> anyhow::Result<Vec<UserId>> {
    let rows: Vec<UserRow> = emails.map(|email| account(&email, "李娜".into(), hash)).collect();
    for batch in rows.chunks(BATCH) {
        let batch = batch.to_vec();
        let made =
            house.db.write(move |writer| batch.iter().try_for_each(|row| user_create(writer, row))).await;
        made.map_err(|error: store::Error| error)?;
    }
    Ok(rows.iter().map(|row| row.id).collect())
}

/// A house that is served over TLS.
pub(crate) struct Stage {
    runtime: Runtime,
    pub(crate) house: House,
    /// The stored form of everybody's password.
    pub(crate) hash: String,
    pub(crate) address: SocketAddr,
    pub(crate) trust: Trust,
    serving: JoinHandle<std::io::Result<()>>,
    stop: CancellationToken,
}

impl Stage {
    /// Opens and serves it, as `kedun serve` does.
    pub(crate) fn open(data: &Path) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let house = runtime.block_on(house(data))?;
        let hash = runtime.block_on(shared_hash(&house, PasswordCost::default()))?;
        let files = server::own_certificate(data, &["127.0.0.1".to_owned()], SystemClock.now())?;
        let (tls, _) = server::server_config(&files, false)?;
        let settings = Settings { base_url: BASE_URL.into(), trusted_proxies: vec![PROXIES.parse()?] };
        let bounds = Bounds { proxies: settings.trusted_proxies.clone(), ..Bounds::default() };
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let stop = CancellationToken::new();
        let router = server::router(&App::new(&house, settings));
        let serving = runtime.spawn(server::serve(listener, Some(tls), router, bounds, stop.clone()));
        let trust = Trust::of(&files.certificate)?;
        Ok(Self { runtime, house, hash, address, trust, serving, stop })
    }

    /// Makes active accounts.
    pub(crate) fn people(&self, emails: impl Iterator<Item = String>) -> anyhow::Result<Vec<UserId>> {
        self.runtime.block_on(people(&self.house, emails, &self.hash))
    }

    /// A connection of its own.
    pub(crate) fn connect(&self) -> anyhow::Result<Client> {
        Client::connect(self.address, &self.trust)
    }

    /// How often the hash function ran so far.
    pub(crate) fn hashes(&self) -> u64 {
        self.house.identity.password_hashes()
    }

    /// Ends the server and closes the house.
    pub(crate) fn close(self) -> anyhow::Result<()> {
        let Self { runtime, house, serving, stop, .. } = self;
        stop.cancel();
        runtime.block_on(serving)??;
        runtime.block_on(house.close());
        Ok(())
    }
}
