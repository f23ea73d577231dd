//! How a PostgreSQL server is reached: by a URL, and with TLS unless it is this very machine.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::{Host, SslMode};
use url::Url;
use zeroize::Zeroizing;

use crate::Error;

/// How to open a PostgreSQL database.
pub struct PostgresOptions {
    /// `postgres://user:password@host/database?sslmode=require`. `sslmode` is `require`, `verify-full`
    /// (both check the server's certificate and name) or `disable`; without it TLS is used for every
    /// host but this machine.
    pub url: Zeroizing<String>,
    /// The name of this node, shown in the server's list of connections.
    pub node: String,
    /// Connections at most.
    pub pool: usize,
    /// Jobs that may run or wait before more are refused.
    pub queue: usize,
    /// Certificates (PEM) to trust instead of the system's.
    pub root_certificates: Option<PathBuf>,
    /// Whether `sslmode=disable` may be used with another machine.
    pub permit_plaintext: bool,
}

impl PostgresOptions {
    /// The defaults for that server.
    pub fn new(url: Zeroizing<String>, node: impl Into<String>) -> Self {
        Self {
            url,
            node: node.into(),
            pool: 16,
            queue: 1_024,
            root_certificates: None,
            permit_plaintext: false,
        }
    }

    /// The driver's own form of the options, with TLS decided: never the driver's "prefer", which falls
    /// back to plaintext when someone in between says so.
    pub(crate) fn config(&self) -> Result<tokio_postgres::Config, Error> {
        let unreadable = || Error::Engine("the database URL can't be read".into());
        let mut url = Url::parse(&self.url).map_err(|_| unreadable())?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(Error::Engine("the database URL must begin with postgres://".into()));
        }
        let asked = take_sslmode(&mut url);
        let mut config: tokio_postgres::Config = url.as_str().parse().map_err(|_| unreadable())?;
        config.application_name(format!("kedun/{}", self.node));
        config.connect_timeout(std::time::Duration::from_secs(10));
        config.ssl_mode(self.decide(asked.as_deref(), is_this_machine(&config))?);
        Ok(config)
    }

    fn decide(&self, asked: Option<&str>, this_machine: bool) -> Result<SslMode, Error> {
        match asked {
            Some("disable") if this_machine || self.permit_plaintext => Ok(SslMode::Disable),
            Some("disable") => Err(Error::Plaintext),
            None if this_machine => Ok(SslMode::Disable),
            None | Some("require" | "verify-full" | "verify-ca") => Ok(SslMode::Require),
            Some(_) => Err(Error::Engine("sslmode is require, verify-full or disable".into())),
        }
    }

    /// The TLS settings: aws-lc as everywhere in the house, and the roots that are trusted.
    pub(crate) fn tls(&self) -> Result<ClientConfig, Error> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| Error::Engine("TLS can't be set up".into()))?;
        Ok(builder.with_root_certificates(self.roots()?).with_no_client_auth())
    }

    fn roots(&self) -> Result<RootCertStore, Error> {
        let mut roots = RootCertStore::empty();
        match &self.root_certificates {
            Some(path) => roots.add_parsable_certificates(certificates_in(path)?),
            None => roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs),
        };
        Ok(roots)
    }
}

fn certificates_in(path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let unreadable = |_| Error::Engine("the file of root certificates can't be read".into());
    CertificateDer::pem_file_iter(path).map_err(unreadable)?.collect::<Result<_, _>>().map_err(unreadable)
}

/// Takes `sslmode` out of the URL: the driver does not know all its values.
fn take_sslmode(url: &mut Url) -> Option<String> {
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    url.set_query(None);
    let mut asked = None;
    for (key, value) in pairs {
        if key == "sslmode" {
            asked = Some(value);
        } else {
            url.query_pairs_mut().append_pair(&key, &value);
        }
    }
    asked
}

fn is_this_machine(config: &tokio_postgres::Config) -> bool {
    let hosts = config.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
    });
    hosts && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> Result<SslMode, Error> {
        PostgresOptions::new(Zeroizing::new(url.into()), "n").config().map(|config| config.get_ssl_mode())
    }

    #[test]
    fn another_machine_is_reached_with_tls_or_not_at_all() {
        assert_eq!(mode("postgres://u:p@db.example/kedun"), Ok(SslMode::Require));
        assert_eq!(mode("postgres://u:p@db.example/kedun?sslmode=verify-full"), Ok(SslMode::Require));
        assert_eq!(mode("postgres://u:p@db.example/kedun?sslmode=disable"), Err(Error::Plaintext));
        assert_eq!(
            mode("postgres://u:p@localhost/k?hostaddr=10.0.0.1&sslmode=disable"),
            Err(Error::Plaintext)
        );
        assert!(matches!(mode("postgres://u:p@db.example/k?sslmode=prefer"), Err(Error::Engine(_))));
        assert!(matches!(mode("mysql://u:p@db.example/k"), Err(Error::Engine(_))));
    }

    #[test]
    fn this_machine_may_go_without() {
        for url in [
            "postgres://u@127.0.0.1:5433/k",
            "postgres://u@localhost/k?sslmode=disable",
            "postgres:///k?host=/run/postgresql",
        ] {
            assert_eq!(mode(url), Ok(SslMode::Disable), "{url}");
        }
        assert_eq!(mode("postgres://u@[::1]/k?sslmode=require"), Ok(SslMode::Require));
    }
}
