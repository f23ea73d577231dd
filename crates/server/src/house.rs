//! Opening the house: keys, database, log, identity, records, in that order, and closing it again.

use std::path::PathBuf;
use std::sync::Arc;

use access::{Principal, SystemName};
use audit::{Chain, Log, Mode};
use identity::{Fetch, Identity, Places, Post};
use model::{Clock, Entropy, causes};
use records::{FileLimits, Records};
use store::system::keys::{self, WrappedKeyRow};
use store::{Database, EmbeddedOptions, PostgresOptions};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use vault::{KeyTree, PasswordCost, PasswordHasher, RootKey, WrappedKek};

/// Where the data lies.
pub enum Storage {
    /// One encrypted file in the data directory.
    Embedded(EmbeddedOptions),
    /// A PostgreSQL server.
    Postgres(PostgresOptions),
}

/// What the house is opened with.
pub struct HouseOptions {
    /// Where the data lies.
    pub storage: Storage,
    /// The root key.
    pub root: RootKey,
    /// The name of this process's chain in the log; unique among processes that run at once.
    pub node: String,
    /// When what was seen in lists becomes durable.
    pub audit_mode: Mode,
    /// Where the log's witness file lies; none in tests.
    pub witness: Option<PathBuf>,
    /// How much room files may take.
    pub file_limits: FileLimits,
    /// The address people type, such as `https://crm.example.com`: mailed links and passkeys are bound to it.
    pub base_url: String,
    /// Passwords that were breached, if the operator brought a list.
    pub breached: Option<passwords::BreachedFilter>,
    /// The ways out for codes and notices.
    pub post: Arc<dyn Post>,
    /// The way to providers of single sign-on.
    pub fetch: Arc<dyn Fetch>,
    /// Where addresses are.
    pub places: Arc<dyn Places>,
    /// What a password hash costs.
    pub password_cost: PasswordCost,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
}

/// Everything behind the doors.
pub struct House {
    /// The database.
    pub db: Database,
    /// The keys.
    pub vault: Arc<KeyTree>,
    /// The log.
    pub log: Log,
    /// Who people are.
    pub identity: Identity,
    /// Business data.
    pub records: Records,
    /// The time.
    pub clock: Arc<dyn Clock>,
    tasks: Vec<JoinHandle<()>>,
    stop: CancellationToken,
}

/// Why the house can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum HouseError {
    /// The database.
    #[error("the database can't be opened")]
    Store(#[from] store::Error),
    /// The keys.
    #[error("the keys can't be used")]
    Key(#[from] vault::KeyError),
    /// The root key is not the one this data was made with.
    #[error("the root key is not the one this data was encrypted with")]
    WrongRootKey,
    /// The log.
    #[error("the log can't be opened")]
    Audit(#[from] audit::Error),
    /// Users and roles.
    #[error("users and roles can't be loaded")]
    Identity(#[from] identity::Error),
    /// Objects and their tables.
    #[error("objects can't be loaded")]
    Records(#[from] records::Error),
    /// The password hash.
    #[error("passwords can't be hashed")]
    Password(#[from] vault::PasswordError),
}

impl House {
    /// Opens everything; on the first start makes keys, tables and shipped roles.
    ///
    /// # Errors
    /// What keeps any room from opening, with its reason; nothing is left half made.
    pub async fn open(options: HouseOptions) -> Result<Self, HouseError> {
        let HouseOptions {
            storage,
            root,
            node,
            audit_mode,
            witness,
            file_limits,
            base_url,
            breached,
            post,
            fetch,
            places,
            password_cost,
            clock,
            entropy,
        } = options;
        let db = database(storage).await?;
        let vault = Arc::new(key_tree(&db, &root, &clock, &entropy).await?);
        let chain = Chain::new(node, Arc::clone(&vault));
        let (log, keeper) = Log::open(db.clone(), chain, Arc::clone(&clock), audit_mode, witness)?;
        let stop = CancellationToken::new();
        let keeper = supervised(keeper.run(ended(&stop)));
        log.start(env!("CARGO_PKG_VERSION")).await?;
        let hasher = PasswordHasher::new(vault.pepper(), password_cost, Arc::clone(&entropy))?;
        let identity = Identity::open(identity::Parts {
            database: db.clone(),
            log: log.clone(),
            hasher,
            keys: Arc::clone(&vault),
            base_url,
            breached,
            post,
            fetch,
            places,
            clock: Arc::clone(&clock),
            entropy: Arc::clone(&entropy),
        })
        .await?;
        let records = Records::open(records::Parts {
            db: db.clone(),
            vault: Arc::clone(&vault),
            log: log.clone(),
            clock: Arc::clone(&clock),
            entropy,
            company: read_context(&identity.company()),
            callers: callers(identity.clone()),
            file_limits,
        })
        .await?;
        let importer = records.clone().import_worker(callers(identity.clone()), ended(&stop));
        let sweeper = records.clone().keep_files(ended(&stop));
        let handovers = records.clone().handover_worker(callers(identity.clone()), ended(&stop));
        let names = crate::customer_names::keep(identity.clone(), records.clone(), ended(&stop));
        let orphans = crate::orphans::keep(identity.clone(), records.clone(), ended(&stop));
        let sessions = identity.clone().keep(ended(&stop));
        let letters = identity.clone().deliver(ended(&stop));
        let tasks = vec![
            keeper,
            supervised(sessions),
            supervised(letters),
            supervised(importer),
            supervised(sweeper),
            supervised(handovers),
            supervised(orphans),
            supervised(names),
        ];
        Ok(Self { db, vault, log, identity, records, clock, tasks, stop })
    }

    /// Reads what customers are called, as is done every day: no new password may be such a name.
    ///
    /// # Errors
    /// The database's.
    pub async fn customer_names_read(&self) -> Result<(), model::Problem> {
        crate::customer_names::read(&self.identity, &self.records).await
    }

    /// Writes what waits in the log's buffer, signs a last checkpoint and closes the database.
    pub async fn close(self) {
        self.stop.cancel();
        for task in self.tasks {
            if task.await.is_err() {
                tracing::error!("a task of the house ended with a panic");
            }
        }
        if let Err(error) = self.log.stop().await {
            tracing::error!(error = causes(&error), "the log's last checkpoint could not be signed");
        }
        self.db.close().await;
    }
}

/// Verifies the log without opening the house: opening writes that the program starts, and a log that was tampered
/// with at its end takes no more events. What is checked stays as it was found.
///
/// # Errors
/// What keeps the log from being read at all; a bad log is a [`audit::Report`].
pub async fn verify_log(options: HouseOptions) -> Result<audit::Report, HouseError> {
    let HouseOptions { storage, root, node, witness, clock, entropy, .. } = options;
    let db = database(storage).await?;
    let keys = key_tree(&db, &root, &clock, &entropy).await?;
    // Read before the snapshot begins: see `audit::verify`.
    let lines = witness.map(|directory| audit::WitnessLines::read(&directory, &node)).transpose();
    let lines = lines.map_err(audit::Error::Witness)?.unwrap_or_default();
    let report = db.inspect(move |reader| audit::verify(reader, &keys, &lines)).await;
    db.close().await;
    Ok(report?)
}

async fn database(storage: Storage) -> Result<Database, store::Error> {
    match storage {
        Storage::Embedded(options) => Database::open_embedded(&options),
        Storage::Postgres(options) => Database::open_postgres(options).await,
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the supervisor: every handle is awaited when the house closes"
)]
fn supervised(task: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(task)
}

/// Ready when the house closes.
fn ended(stop: &CancellationToken) -> impl Future<Output = ()> + Send + 'static {
    let stop = stop.clone();
    async move { stop.cancelled().await }
}

/// Who people are now, for work that goes on without them.
fn callers(identity: Identity) -> records::Callers {
    Arc::new(move |user| caller_on_behalf(&identity, user))
}

/// The person, or a named part of the system, as a caller of work that goes on without them; none if they may do nothing.
pub fn caller_on_behalf(identity: &Identity, user: model::UserId) -> Option<records::Caller> {
    let directory = identity.directory();
    let system = [SystemName::CommandLine, SystemName::Handover, SystemName::CustomerNames]
        .into_iter()
        .find(|name| name.id() == user);
    let principal = match system {
        Some(name) => Principal::system(&directory, name),
        None => Principal::on_behalf(&directory, user)?,
    };
    let profile = identity.profile(user);
    Some(records::Caller {
        principal,
        session: None,
        address: None,
        locale: profile.as_ref().map(|profile| profile.language).unwrap_or_default(),
        zone: profile.map_or_else(|| identity.company().timezone, |profile| profile.timezone.clone()),
    })
}

/// What the company settings say about values that leave something out.
fn read_context(company: &identity::Company) -> metadata::ReadContext {
    let default = metadata::ReadContext::default();
    metadata::ReadContext {
        default_country: company.default_country.clone(),
        company_currency: company.currency.parse().unwrap_or(default.company_currency),
    }
}

/// The key tree, from the wrapped keys in the database; a new installation gets its first ones.
async fn key_tree(
    db: &Database,
    root: &RootKey,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
) -> Result<KeyTree, HouseError> {
    let (found, check) = db
        .read(|reader| {
            Ok::<_, store::Error>((keys::wrapped_key_list(reader)?, keys::key_check_find(reader)?))
        })
        .await?;
    if let Some(check) = check {
        if !root.verify_check(&check) {
            return Err(HouseError::WrongRootKey);
        }
        let keks = found.into_iter().map(|row| WrappedKek { version: row.version, body: row.body }).collect();
        return Ok(KeyTree::new(root, keks, Arc::clone(entropy))?);
    }
    let keks = root.first_keks(&**entropy)?;
    let now = clock.now();
    let rows: Vec<WrappedKeyRow> = keks
        .iter()
        .map(|kek| WrappedKeyRow {
            version: kek.version,
            body: kek.body.clone(),
            created_at: now,
            retired_at: None,
        })
        .collect();
    let check = root.check_value();
    db.write(move |writer| {
        keys::key_check_put(writer, &check, now)?;
        rows.iter().try_for_each(|row| keys::wrapped_key_create(writer, row))
    })
    .await?;
    Ok(KeyTree::new(root, keks, Arc::clone(entropy))?)
}
