//! What handlers share.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

use identity::Identity;
use ipnet::IpNet;
use model::Clock;
use records::Records;
use tokio::sync::Semaphore;

use crate::House;
use crate::body::LARGE_AT_ONCE;
use crate::upload::Places;

/// What the operator decided about this server.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The address people type, such as `https://crm.example.com`; used in links.
    pub base_url: String,
    /// Proxies whose word about the client's address is believed.
    pub trusted_proxies: Vec<IpNet>,
}

impl Settings {
    /// The client's address: the peer's, or what the last trusted proxy says (the rightmost entry that is not itself a
    /// trusted proxy), since anybody can write the left ones. `forwarded_for` is every such header in order: some
    /// proxies add a header of their own below the one the client sent.
    pub(crate) fn address_of<'h>(
        &self,
        peer: Option<IpAddr>,
        forwarded_for: impl DoubleEndedIterator<Item = &'h str>,
    ) -> Option<String> {
        let peer = peer?;
        let trusted = |address: &IpAddr| self.trusted_proxies.iter().any(|net| net.contains(address));
        if !trusted(&peer) {
            return Some(peer.to_string());
        }
        let parts = forwarded_for.rev().flat_map(|header| header.split(',').rev());
        let mut chain = parts.map_while(|part| part.trim().parse().ok());
        let client = chain.find(|address: &IpAddr| !trusted(address));
        Some(client.unwrap_or(peer).to_string())
    }
}

/// The state of every handler. Clones share everything.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// What clones of [`App`] share: one pointer, since every layer of every request has a clone.
pub struct Shared {
    pub(crate) identity: Identity,
    pub(crate) records: Records,
    pub(crate) log: audit::Log,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: Settings,
    /// Places for larger JSON bodies.
    pub(crate) large_bodies: Arc<Semaphore>,
    /// Places for files on their way in.
    pub(crate) uploads: Arc<Places>,
}

impl App {
    /// The state from the opened rooms.
    pub fn new(house: &House, settings: Settings) -> Self {
        Self(Arc::new(Shared {
            identity: house.identity.clone(),
            records: house.records.clone(),
            log: house.log.clone(),
            clock: Arc::clone(&house.clock),
            settings,
            large_bodies: Arc::new(Semaphore::new(LARGE_AT_ONCE)),
            uploads: Arc::new(Places::new()),
        }))
    }
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let settings =
            Settings { trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()], ..Settings::default() };
        let of = |peer: &str, headers: &[&str]| {
            settings.address_of(peer.parse().ok(), headers.iter().copied()).unwrap()
        };
        assert_eq!(of("203.0.113.9", &["1.2.3.4"]), "203.0.113.9");
        assert_eq!(of("10.0.0.1", &["6.6.6.6, 198.51.100.7, 10.0.0.2"]), "198.51.100.7");
        assert_eq!(of("10.0.0.1", &["6.6.6.6", "198.51.100.7", "10.0.0.2"]), "198.51.100.7");
        assert_eq!(of("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(of("10.0.0.1", &["nonsense"]), "10.0.0.1");
    }
}
