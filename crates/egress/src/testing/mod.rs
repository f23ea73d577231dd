//! Servers on this machine that tests send to: [`HttpSink`] and [`SmtpSink`].
//!
//! They listen on 127.0.0.1 at a free port, keep what they receive, and can be told to misbehave. A test reaches them by
//! listing 127.0.0.1 ([`open_door`]). When a sink is dropped, its tasks end.

mod certificate;
mod http_sink;
mod letter;
mod smtp_dialog;
mod smtp_sink;

pub use certificate::Authority;
pub use http_sink::{Answer, HttpSink, Received};
pub use letter::Letter;
pub use smtp_sink::{ReceivedMail, SmtpScript, SmtpSink};

use std::net::{IpAddr, Ipv4Addr};

use crate::{Door, Reach, ReachError};

/// A door to this machine's 127.0.0.1, which every name under `house.example` means. Of the sinks' addresses, plain HTTP
/// is for those that are given.
///
/// # Errors
/// An origin that can't be read.
pub fn open_door(plain_origins: &[&str]) -> Result<Door, ReachError> {
    let mut entries = vec!["127.0.0.1"];
    entries.extend(plain_origins);
    Ok(Door::with_names(Reach::parse(&entries)?, |host| {
        if host.ends_with("house.example") { vec![IpAddr::V4(Ipv4Addr::LOCALHOST)] } else { Vec::new() }
    }))
}
