//! One connection to the mail server, for one mail.

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::error::MailError;
use super::line::Line;
use super::settings::{Checked, Security};
use super::starttls;
use crate::door::{Door, DoorError};
use crate::reach::Refusal;

/// What the client is greeted with once more after STARTTLS, where a server does not greet a second time.
const GREETED: &[u8] = b"220 greeted\r\n";

pub(super) async fn deliver(
    settings: &Checked,
    door: &Door,
    tls: &TlsConnector,
    envelope: &Envelope,
    raw: &[u8],
) -> Result<(), MailError> {
    let host = settings.host.as_str();
    let failed = |error| MailError::of(&error, host);
    let line = open(settings, door, tls).await?;
    let mut connection =
        AsyncSmtpConnection::connect_with_transport(line, &settings.helo).await.map_err(failed)?;
    if let Some(login) = &settings.login {
        let answer = connection.auth(&[Mechanism::Plain, Mechanism::Login], login).await;
        answer.map_err(|error| MailError::of_login(&error, host))?;
    }
    connection.send(envelope, raw).await.map_err(failed)?;
    // The mail is the server's now; how it says good-bye changes nothing.
    let _ = connection.quit().await;
    Ok(())
}

/// A line to the server, ready for its greeting.
async fn open(
    settings: &Checked,
    door: &Door,
    tls: &TlsConnector,
) -> Result<Box<dyn AsyncTokioStream>, MailError> {
    let mut socket = connect(settings, door).await?;
    let peer = socket.peer_addr().map_err(|error| unreachable(settings, Some(error)))?;
    Ok(match settings.security {
        Security::None => Box::new(Line::new(socket, peer, b"")),
        Security::Tls => Box::new(Line::new(secure(settings, tls, socket).await?, peer, b"")),
        Security::StartTls => {
            starttls::ask(&mut socket, &settings.helo, &settings.host).await?;
            Box::new(Line::new(secure(settings, tls, socket).await?, peer, GREETED))
        }
    })
}

async fn connect(settings: &Checked, door: &Door) -> Result<TcpStream, MailError> {
    let host = &settings.host;
    let refused = |why| MailError::RefusedTarget { host: host.clone(), why };
    let addresses = door.addresses(host).await.map_err(|error| match error {
        DoorError::Refused(why) => refused(why),
        DoorError::Unresolved => unreachable(settings, None),
    })?;
    if settings.security == Security::None {
        let may_be_plain =
            addresses.iter().all(|address| address.is_loopback() || door.reach().lists(Some(host), *address));
        if !may_be_plain {
            return Err(refused(Refusal::NotEncrypted));
        }
    }
    Door::connect(&addresses, settings.port).await.map_err(|error| unreachable(settings, Some(error)))
}

async fn secure(
    settings: &Checked,
    tls: &TlsConnector,
    socket: TcpStream,
) -> Result<TlsStream<TcpStream>, MailError> {
    let failed = |source| MailError::Tls { host: settings.host.clone(), source };
    let name = ServerName::try_from(settings.host.clone()).map_err(|_| failed(None))?;
    tls.connect(name, socket).await.map_err(|error| failed(Some(error)))
}

fn unreachable(settings: &Checked, source: Option<std::io::Error>) -> MailError {
    MailError::Unreachable { host: settings.host.clone(), source }
}
