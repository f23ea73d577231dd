//! Whom the program may reach: public addresses, and inside the house what an operator listed.
//!
//! Someone who may name a URL (an identity provider, a webhook) must not thereby reach the database's port or the
//! cloud's metadata service (CWE-918; OWASP ASVS 5.0 section 1.3.6). So every address is looked at before it is connected to.
//!
//! Not here: looking a name up ([`crate::Door`]).

mod standing;

use std::collections::BTreeSet;
use std::net::IpAddr;

use ipnet::IpNet;
use url::{Host, Url};

use standing::{Standing, standing};

/// Whom the program may reach.
#[derive(Clone, Debug, Default)]
pub enum Reach {
    /// Public addresses over https, nothing else.
    #[default]
    Public,
    /// Public addresses over https, and what an operator listed.
    Listed(Listed),
}

/// What an operator lets the program reach inside the house.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    hosts: BTreeSet<String>,
    networks: Vec<IpNet>,
    /// Host and port that may be spoken to without TLS.
    plain_origins: BTreeSet<(String, u16)>,
}

/// An entry of an operator's list that can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{entry:?} is neither a host, nor an address or network, nor an origin such as http://host:8080")]
pub struct ReachError {
    /// The entry as written.
    pub entry: String,
}

/// Why a target is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A private, local, reserved or otherwise special address that nobody listed.
    #[error("its address is not public, and nobody listed it")]
    NotPublic,
    /// Without TLS, and nobody listed that exact origin.
    #[error("without TLS, and nobody listed that origin")]
    NotEncrypted,
    /// The URL carries a user name or a password.
    #[error("the URL carries a user name or a password")]
    NamesUser,
    /// Not a URL with a host, or not one of http or https.
    #[error("not an http or https URL with a host")]
    NotAnAddress,
}

impl Reach {
    /// Reads an operator's list. An entry is a host (`idp.house.example`), an address or network (`10.3.0.7`,
    /// `10.3.0.0/16`), or an origin that may be spoken to without TLS (`http://sms.house.example:8080`), which lists
    /// its host as well. A listed host may have any address inside the house but not a link-local, multicast,
    /// reserved or metadata one: such an address has to be listed itself. An empty list is [`Reach::Public`].
    ///
    /// # Errors
    /// The first entry that can't be read.
    pub fn parse<S: AsRef<str>>(entries: &[S]) -> Result<Self, ReachError> {
        let mut listed = Listed::default();
        for entry in entries {
            let entry = entry.as_ref().trim();
            listed.add(entry).ok_or_else(|| ReachError { entry: entry.into() })?;
        }
        Ok(if entries.is_empty() { Self::Public } else { Self::Listed(listed) })
    }

    /// Whether a connection to that address may be opened, for a host of that name or for the bare address.
    ///
    /// # Errors
    /// [`Refusal::NotPublic`].
    pub fn permit(&self, host: Option<&str>, address: IpAddr) -> Result<(), Refusal> {
        if self.lists_address(address) {
            return Ok(());
        }
        match standing(address) {
            Standing::Public => Ok(()),
            Standing::Inside if host.is_some_and(|host| self.lists_host(host)) => Ok(()),
            Standing::Inside | Standing::Never => Err(Refusal::NotPublic),
        }
    }

    /// Whether an operator named that host, or that address or its network.
    pub(crate) fn lists(&self, host: Option<&str>, address: IpAddr) -> bool {
        self.lists_address(address) || host.is_some_and(|host| self.lists_host(host))
    }

    /// Whether that origin may be spoken to without TLS.
    pub(crate) fn lists_plain(&self, host: &str, port: u16) -> bool {
        match self {
            Self::Public => false,
            Self::Listed(listed) => listed.plain_origins.contains(&(bare(host), port)),
        }
    }

    fn lists_host(&self, host: &str) -> bool {
        match self {
            Self::Public => false,
            Self::Listed(listed) => listed.hosts.contains(&bare(host)),
        }
    }

    fn lists_address(&self, address: IpAddr) -> bool {
        match self {
            Self::Public => false,
            Self::Listed(listed) => {
                let address = address.to_canonical();
                listed.networks.iter().any(|network| network.contains(&address))
            }
        }
    }
}

impl Listed {
    fn add(&mut self, entry: &str) -> Option<()> {
        if let Ok(network) = entry.parse::<IpNet>() {
            self.networks.push(network);
            return Some(());
        }
        if let Ok(address) = entry.parse::<IpAddr>() {
            self.networks.push(IpNet::from(address.to_canonical()));
            return Some(());
        }
        if !entry.contains("://") {
            return self.add_host(&Host::parse(entry).ok()?);
        }
        let url = Url::parse(entry).ok()?;
        let is_origin = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty();
        if url.scheme() != "http" || !is_origin || url.password().is_some() {
            return None;
        }
        self.add_host(&url.host()?.to_owned())?;
        self.plain_origins.insert((bare(url.host_str()?), url.port_or_known_default()?));
        Some(())
    }

    fn add_host(&mut self, host: &Host<String>) -> Option<()> {
        match host {
            Host::Domain(name) if bare(name).is_empty() => return None,
            Host::Domain(name) => {
                self.hosts.insert(bare(name));
            }
            Host::Ipv4(address) => self.networks.push(IpNet::from(IpAddr::V4(*address))),
            Host::Ipv6(address) => self.networks.push(IpNet::from(IpAddr::V6(*address).to_canonical())),
        }
        Some(())
    }
}

/// A host name as it is compared: lower case, without the dot that ends an absolute name.
fn bare(host: &str) -> String {
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
