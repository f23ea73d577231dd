//! Opening the house as the settings say.

use std::sync::Arc;

use anyhow::Context as _;
use audit::Mode;
use model::{Clock, Entropy, SystemClock};
use records::FileLimits;
use server::{House, HouseOptions, Storage};
use store::{EmbeddedOptions, PostgresOptions};
use vault::{KeyFile, OsEntropy, PasswordCost, RootKey, RootKeyProvider as _};

use zeroize::Zeroizing;

use crate::config::Config;
use crate::way_out::WayOut;

const GIB: u64 = 1024 * 1024 * 1024;

/// What may be made when it is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// Data directory and key are made: the first start.
    Make,
    /// They must be there.
    Refuse,
}

/// Opens the house.
pub(crate) async fn open(config: &Config, missing: Missing) -> anyhow::Result<House> {
    House::open(options(config, missing)?).await.with_context(|| cannot_open(config))
}

/// Verifies the log of the house without opening it.
pub(crate) async fn verify_log(config: &Config) -> anyhow::Result<audit::Report> {
    server::verify_log(options(config, Missing::Refuse)?).await.with_context(|| cannot_open(config))
}

fn cannot_open(config: &Config) -> String {
    format!("the data in {} can't be opened", config.data.display())
}

fn options(config: &Config, missing: Missing) -> anyhow::Result<HouseOptions> {
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
    let root = root_key(config, missing, &*entropy)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let storage = match &config.database {
        None => Storage::Embedded(EmbeddedOptions::new(config.database_file(), root.database_key())),
        Some(url) => Storage::Postgres(postgres(url, config)),
    };
    let (ways, http) = config.outgoing.open(&clock, &entropy)?;
    Ok(HouseOptions {
        storage,
        root,
        node: config.node.clone(),
        audit_mode: if config.audit_direct { Mode::Direct } else { Mode::Buffered },
        witness: Some(config.data.clone()),
        file_limits: FileLimits {
            total_bytes: config.files_gib.saturating_mul(GIB),
            ..FileLimits::default()
        },
        base_url: config.base_url(),
        breached: breached(config)?,
        post: Arc::new(ways),
        fetch: Arc::new(WayOut::new(http)),
        places: places(config)?,
        password_cost: PasswordCost::calibrated()?,
        clock,
        entropy,
    })
}

/// The list of breached passwords, if one was imported.
fn breached(config: &Config) -> anyhow::Result<Option<passwords::BreachedFilter>> {
    let path = config.breached_file();
    if !path.exists() {
        return Ok(None);
    }
    let read = || anyhow::Ok(passwords::BreachedFilter::from_bytes(&std::fs::read(&path)?)?);
    let filter = read().with_context(|| {
        format!("{} can't be used; make it anew with `kedun passwords import`, or remove it", path.display())
    })?;
    Ok(Some(filter))
}

/// The database of places that the operator named; without one no place is known.
fn places(config: &Config) -> anyhow::Result<Arc<dyn identity::Places>> {
    let Some(path) = &config.geo_database else { return Ok(Arc::new(identity::NoPlaces)) };
    let bytes = std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))?;
    let database = identity::GeoDatabase::from_bytes(bytes)
        .with_context(|| format!("{} is no database of places (.mmdb)", path.display()))?;
    Ok(Arc::new(database))
}

fn postgres(url: &str, config: &Config) -> PostgresOptions {
    let mut options = PostgresOptions::new(Zeroizing::new(url.to_owned()), config.node.clone());
    options.permit_plaintext = config.plaintext_database;
    options
}

/// Whether this is the first start: no data yet.
pub(crate) fn fresh(config: &Config) -> bool {
    config.database.is_none() && !config.database_file().exists()
}

fn root_key(config: &Config, missing: Missing, entropy: &dyn Entropy) -> anyhow::Result<RootKey> {
    if missing == Missing::Refuse && fresh(config) {
        anyhow::bail!(
            "there is no data in {}; start with `kedun init` or `kedun serve`",
            config.data.display()
        );
    }
    make_directory(&config.data)?;
    let file = KeyFile::at(&config.key_file);
    if file.exists() {
        return Ok(file.root_key()?);
    }
    if !fresh(config) && config.database.is_none() {
        anyhow::bail!(
            "the key file {} is missing: without it the data in {} can't be read. Put it back, or name its place with --key-file",
            config.key_file.display(),
            config.data.display()
        );
    }
    anyhow::ensure!(missing == Missing::Make, "the key file {} is missing", config.key_file.display());
    let root = file.create(entropy)?;
    tracing::info!(path = %config.key_file.display(), "a new root key was made: keep a copy in a safe place");
    Ok(root)
}

/// The data directory, for its owner only.
fn make_directory(path: &std::path::Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.with_context(|| format!("the data directory {} can't be made", path.display()))
}
