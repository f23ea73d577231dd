//! How many connections one client holds: a bound, so that one address can't take all places.
//!
//! A client is an IPv4 address, or the first 64 bits of an IPv6 address: whoever has one address of such a block
//! has all of them (RFC 4291 section 2.5.4).

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex};

use ipnet::IpNet;

/// The connections held now, by client.
pub(super) struct Crowd {
    held: Mutex<HashMap<IpAddr, usize>>,
    most: usize,
    /// Proxies: behind one address stand many people, and the proxy counts them.
    uncounted: Vec<IpNet>,
}

/// One of a client's places, given back when it is dropped.
pub(super) struct Seat {
    crowd: Arc<Crowd>,
    client: Option<IpAddr>,
}

impl Crowd {
    pub(super) fn new(most: usize, uncounted: Vec<IpNet>) -> Arc<Self> {
        Arc::new(Self { held: Mutex::default(), most, uncounted })
    }

    /// A place for a connection from that address; none when the client holds all of its own.
    pub(super) fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let address = address.to_canonical();
        if self.uncounted.iter().any(|net| net.contains(&address)) {
            return Some(Seat { crowd: Arc::clone(self), client: None });
        }
        let client = client_of(address);
        let mut held = self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let count = held.entry(client).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Seat { crowd: Arc::clone(self), client: Some(client) })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some(client) = self.client else { return };
        let mut held = self.crowd.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(count) = held.get_mut(&client) {
            *count -= 1;
            if *count == 0 {
                held.remove(&client);
            }
        }
    }
}

fn client_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let block = u128::from(address) >> 64 << 64;
            Ipv6Addr::from(block).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_so_many_places_and_gets_them_back() {
        let crowd = Crowd::new(2, vec!["10.0.0.0/8".parse().unwrap()]);
        let enter = |address: &str| crowd.enter(address.parse().unwrap());
        let (first, second) = (enter("203.0.113.9").unwrap(), enter("203.0.113.9").unwrap());
        assert!(enter("203.0.113.9").is_none());
        assert!(enter("::ffff:203.0.113.9").is_none(), "the same address in its other form");
        assert!(enter("203.0.113.8").is_some());
        drop(first);
        let third = enter("203.0.113.9").unwrap();
        let proxied: Vec<Seat> = (0..5).filter_map(|_| enter("10.1.2.3")).collect();
        assert_eq!(proxied.len(), 5, "a proxy is not counted");
        drop((second, third, proxied));
        assert!(crowd.held.lock().unwrap().is_empty(), "nobody is remembered who left");
    }

    #[test]
    fn a_block_of_ipv6_addresses_is_one_client() {
        let crowd = Crowd::new(1, Vec::new());
        let _first = crowd.enter("2001:db8:1:2::1".parse().unwrap()).unwrap();
        assert!(crowd.enter("2001:db8:1:2:ffff::9".parse().unwrap()).is_none());
        assert!(crowd.enter("2001:db8:1:3::1".parse().unwrap()).is_some());
    }
}
