//! The door: looks a host up and lets only addresses through that may be reached.
//!
//! Invariant: the address that was permitted is the address connected to; a name is not looked up a second time
//! (DNS rebinding). Guarded by `http_out::tests::a_name_that_changes_its_mind_is_asked_once`.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;

use crate::reach::{Reach, Refusal};

/// How long one address may take to answer, so that one that is dead leaves time for the next.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Looks hosts up and asks [`Reach`] about every address. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Door {
    reach: Arc<Reach>,
    names: Names,
}

/// Where a host's addresses are known from.
#[derive(Clone)]
enum Names {
    /// The machine's resolver.
    System,
    #[cfg(any(test, feature = "testing"))]
    Told(Arc<Tell>),
}

#[cfg(any(test, feature = "testing"))]
type Tell = dyn Fn(&str) -> Vec<IpAddr> + Send + Sync;

/// No address of a host may be connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DoorError {
    /// It has addresses, and none of them may be reached.
    #[error(transparent)]
    Refused(Refusal),
    /// The name has no address, or could not be looked up.
    #[error("the name has no address")]
    Unresolved,
}

impl Door {
    /// A door with the machine's own resolver.
    pub fn new(reach: Reach) -> Self {
        Self { reach: Arc::new(reach), names: Names::System }
    }

    /// A door that is told the addresses instead of looking them up.
    #[cfg(any(test, feature = "testing"))]
    pub fn with_names(reach: Reach, names: impl Fn(&str) -> Vec<IpAddr> + Send + Sync + 'static) -> Self {
        Self { reach: Arc::new(reach), names: Names::Told(Arc::new(names)) }
    }

    pub(crate) fn reach(&self) -> &Reach {
        &self.reach
    }

    /// The addresses of a host that may be connected to, at least one. Those that may not are left out: a host that has
    /// both is reached by the others.
    pub(crate) async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, DoorError> {
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
        if let Some(address) = literal {
            return self.reach.permit(None, address).map(|()| vec![address]).map_err(DoorError::Refused);
        }
        let all = self.look_up(host).await?;
        let permitted = all.into_iter().filter(|address| self.reach.permit(Some(host), *address).is_ok());
        let permitted: Vec<IpAddr> = permitted.collect();
        if permitted.is_empty() { Err(DoorError::Refused(Refusal::NotPublic)) } else { Ok(permitted) }
    }

    /// A connection to the first of the addresses that answers.
    pub(crate) async fn connect(addresses: &[IpAddr], port: u16) -> std::io::Result<TcpStream> {
        let mut last = std::io::Error::from(std::io::ErrorKind::AddrNotAvailable);
        for address in addresses {
            let opening = TcpStream::connect(SocketAddr::new(*address, port));
            match tokio::time::timeout(CONNECT_TIMEOUT, opening).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => last = error,
                Err(_) => last = std::io::ErrorKind::TimedOut.into(),
            }
        }
        Err(last)
    }

    async fn look_up(&self, host: &str) -> Result<Vec<IpAddr>, DoorError> {
        let found: Vec<IpAddr> = match &self.names {
            Names::System => {
                let found = tokio::net::lookup_host((host, 0)).await.map_err(|_| DoorError::Unresolved)?;
                found.map(|address| address.ip()).collect()
            }
            #[cfg(any(test, feature = "testing"))]
            Names::Told(names) => names(host),
        };
        if found.is_empty() { Err(DoorError::Unresolved) } else { Ok(found) }
    }
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::System => f.write_str("System"),
            #[cfg(any(test, feature = "testing"))]
            Self::Told(_) => f.write_str("Told"),
        }
    }
}
