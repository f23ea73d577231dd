//! Settings: command line over environment over `kedun.toml` over defaults, the same names everywhere.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde::Deserialize;

use crate::outgoing::Outgoing;

/// Where the data is and how it is opened: for every command.
#[derive(Args, Clone, Debug)]
pub(crate) struct DataArgs {
    /// The data directory; made on the first start.
    #[arg(long, env = "KEDUN_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// A PostgreSQL URL instead of the embedded database.
    #[arg(long, env = "KEDUN_DATABASE", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// The root key's file; beside the data directory by default, never inside it.
    #[arg(long, env = "KEDUN_KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// The configuration file; `kedun.toml` here or in the data directory when there is one.
    #[arg(long, env = "KEDUN_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

/// How the server listens.
#[derive(Args, Clone, Debug)]
pub(crate) struct ListenArgs {
    /// The address and port to listen on [default: 127.0.0.1:8443].
    #[arg(long, env = "KEDUN_LISTEN", value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// The TLS certificate chain, PEM. Without one the program makes its own for this machine.
    #[arg(long, env = "KEDUN_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The TLS private key, PEM.
    #[arg(long, env = "KEDUN_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

/// `kedun.toml`. Unknown names are refused, so that a slip of the pen is not a silent default.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    data: Option<PathBuf>,
    database: Option<String>,
    key_file: Option<PathBuf>,
    listen: Option<SocketAddr>,
    tls_cert: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    tls12: bool,
    public_url: Option<String>,
    trusted_proxies: Vec<String>,
    node: Option<String>,
    audit_direct: bool,
    plaintext_database: bool,
    /// The most room all files may take, in GiB.
    files_gib: Option<u64>,
    /// The mail server: see docs/how-to/mail-and-sms.md.
    mail: Option<toml::Table>,
    /// The gateway for short messages.
    sms: Option<toml::Table>,
    /// Whom the program may reach.
    egress: Option<toml::Table>,
    /// A database that tells where addresses are, a file of the kind `.mmdb`.
    geo_database: Option<PathBuf>,
}

/// The settings of one run.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) data: PathBuf,
    pub(crate) database: Option<String>,
    pub(crate) key_file: PathBuf,
    pub(crate) listen: SocketAddr,
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    pub(crate) tls12: bool,
    pub(crate) public_url: Option<String>,
    pub(crate) trusted_proxies: Vec<String>,
    pub(crate) node: String,
    pub(crate) audit_direct: bool,
    pub(crate) plaintext_database: bool,
    pub(crate) files_gib: u64,
    pub(crate) outgoing: Outgoing,
    pub(crate) geo_database: Option<PathBuf>,
}

const DEFAULT_DATA: &str = "kedun-data";
/// As `records::FileLimits` has it.
const DEFAULT_FILES_GIB: u64 = 50;
const CONFIG_NAME: &str = "kedun.toml";

impl Config {
    /// Puts the settings together.
    pub(crate) fn load(args: &DataArgs, listen: Option<&ListenArgs>) -> anyhow::Result<Self> {
        let file = read_file(args)?;
        let data = args.data.clone().or(file.data).unwrap_or_else(|| DEFAULT_DATA.into());
        let key_file = args.key_file.clone().or(file.key_file).unwrap_or_else(|| beside(&data));
        anyhow::ensure!(
            !inside(&key_file, &data),
            "the key file {} lies inside the data directory; a copy of the data would carry its key",
            key_file.display()
        );
        let named = listen.map(|listen| (listen.tls_cert.clone(), listen.tls_key.clone()));
        let named = named.filter(|(cert, key)| cert.is_some() || key.is_some());
        let tls = certificate(named.unwrap_or((file.tls_cert, file.tls_key)))?;
        let address = listen.and_then(|listen| listen.listen).or(file.listen);
        Ok(Self {
            data,
            database: args.database.clone().or(file.database),
            key_file,
            listen: address.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8443))),
            tls,
            tls12: file.tls12,
            public_url: file.public_url.as_deref().map(public_url).transpose()?,
            trusted_proxies: file.trusted_proxies,
            node: file.node.unwrap_or_else(|| "main".into()),
            audit_direct: file.audit_direct,
            plaintext_database: file.plaintext_database,
            files_gib: file.files_gib.unwrap_or(DEFAULT_FILES_GIB),
            outgoing: Outgoing::new(file.mail, file.sms, file.egress)?,
            geo_database: file.geo_database,
        })
    }

    /// The embedded database's file.
    pub(crate) fn database_file(&self) -> PathBuf {
        self.data.join("kedun.db")
    }

    /// The filter of breached passwords.
    pub(crate) fn breached_file(&self) -> PathBuf {
        self.data.join("breached-passwords.filter")
    }

    /// The address people type.
    pub(crate) fn base_url(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("https://{}", self.listen))
    }
}

fn read_file(args: &DataArgs) -> anyhow::Result<Written> {
    let named = args.config.clone();
    let beside_data = args.data.as_ref().map(|data| data.join(CONFIG_NAME));
    let candidates = [Some(PathBuf::from(CONFIG_NAME)), beside_data].into_iter().flatten();
    let Some(path) = named.or_else(|| candidates.into_iter().find(|path| path.is_file())) else {
        return Ok(Written::default());
    };
    let text = std::fs::read_to_string(&path).with_context(|| format!("{} can't be read", path.display()))?;
    read(&text).map_err(|slip| anyhow::anyhow!("{} is not a valid configuration: {slip}", path.display()))
}

/// Reads the text of a file; a slip is told by its line's number.
fn read(text: &str) -> Result<Written, String> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map(|before| before.matches('\n').count() + 1);
        let line = line.map_or_else(String::new, |line| format!("line {line}: "));
        format!("{line}{}", slip(&error))
    })
}

/// What is wrong in the file, without what stands there: the error's own text shows the line, its message a value of the
/// wrong type, and either may be a secret that would lie in the journal for good.
pub(crate) fn slip(error: &toml::de::Error) -> String {
    let message = error.message();
    for what in ["invalid type", "invalid value", "invalid length", "unknown variant"] {
        if message.starts_with(what) {
            let expected = message.rsplit_once(", expected ").map(|(_, expected)| expected);
            return expected.map_or_else(|| what.into(), |expected| format!("{what}, expected {expected}"));
        }
    }
    message.to_owned()
}

/// A certificate goes with its key: with one of the two alone another certificate than the one meant would be shown.
fn certificate(files: (Option<PathBuf>, Option<PathBuf>)) -> anyhow::Result<Option<(PathBuf, PathBuf)>> {
    match files {
        (Some(cert), Some(key)) => Ok(Some((cert, key))),
        (None, None) => Ok(None),
        (Some(_), None) => anyhow::bail!("tls_cert is set and tls_key is not"),
        (None, Some(_)) => anyhow::bail!("tls_key is set and tls_cert is not"),
    }
}

/// The address people type, as links begin with it: `https://crm.example.com`, with a port if there is one.
fn public_url(text: &str) -> anyhow::Result<String> {
    let wanted = "public_url is the address people type, such as https://crm.example.com, without a path";
    let url: http::Uri = text.parse().context(wanted)?;
    let alone = url.path_and_query().is_none_or(|path| path.as_str() == "/");
    match (url.scheme_str(), url.authority()) {
        (Some("https"), Some(authority)) if alone && !authority.as_str().contains('@') => {
            Ok(format!("https://{authority}"))
        }
        // What stands there is not told: it may hold a password.
        _ => anyhow::bail!(wanted),
    }
}

/// `DIR.key`, beside the data directory.
fn beside(data: &Path) -> PathBuf {
    let mut name = data.file_name().unwrap_or_default().to_owned();
    name.push(".key");
    data.with_file_name(name)
}

fn inside(key_file: &Path, data: &Path) -> bool {
    match (std::path::absolute(key_file), std::path::absolute(data)) {
        (Ok(key_file), Ok(data)) => key_file.starts_with(data),
        _ => key_file.starts_with(data),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_lies_beside_the_data_never_in_it() {
        assert_eq!(beside(Path::new("a/kedun-data")), Path::new("a/kedun-data.key"));
        assert!(inside(Path::new("a/kedun-data/x.key"), Path::new("a/kedun-data")));
        assert!(!inside(&beside(Path::new("a/kedun-data")), Path::new("a/kedun-data")));
    }

    #[test]
    fn an_address_that_links_could_not_begin_with_is_refused() {
        for right in ["https://crm.example.com", "https://crm.example.com/", "https://crm.example.com:8443"] {
            assert_eq!(public_url(right).unwrap(), right.trim_end_matches('/'));
        }
        for wrong in
            ["crm.example.com", "http://crm.example.com", "https://crm.example.com/kedun", "https://a@b", ""]
        {
            assert!(public_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_slip_is_told_by_its_line_and_never_with_what_stands_there() {
        for (text, line, word) in [
            ("listen = \"127.0.0.1:1\"\n[mail]\npassword = \"hunter two", "line 3: ", "string"),
            ("database = \"postgres://crm:hunter@db\"\ndatabase = \"x\"", "line 2: ", "duplicate"),
            ("\nmail = \"smtp://crm:hunter@mail\"", "line 2: ", "invalid type, expected"),
            ("[mail]\npassword = hunter", "line 2: ", ""),
            ("lisen = \"hunter\"", "line 1: ", "unknown field `lisen`"),
        ] {
            let told = read(text).err().unwrap();
            assert!(!told.contains("hunter") && told.starts_with(line) && told.contains(word), "{told}");
        }
    }

    #[test]
    fn a_certificate_without_its_key_is_refused() {
        let file = || Some(PathBuf::from("x.pem"));
        assert!(certificate((file(), None)).is_err() && certificate((None, file())).is_err());
        assert_eq!(certificate((None, None)).unwrap(), None);
        assert!(certificate((file(), file())).unwrap().is_some());
    }

    #[test]
    fn an_unknown_setting_is_refused() {
        assert!(toml::from_str::<Written>("lisen = \"127.0.0.1:1\"").is_err());
        let egress: toml::Table = toml::from_str("alow = []").unwrap();
        assert!(Outgoing::new(None, None, Some(egress)).is_err());
    }
}
