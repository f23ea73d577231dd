//! Asks a mail server on a plain connection to go on with TLS (RFC 3207).
//!
//! It reads byte by byte: what somebody on the wire adds to the server's answer stays in the socket, where the handshake
//! stumbles over it, and is never taken for what the server said under TLS (CVE-2011-0411 and its kin).

use lettre::transport::smtp::extension::ClientId;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::error::{MailError, Reply};

/// RFC 5321 section 4.5.3.1.5 allows 512 bytes a line; servers with much to offer need some lines.
const MAX_REPLY_BYTES: usize = 16 * 1024;

/// Afterwards the handshake may begin.
pub(super) async fn ask(socket: &mut TcpStream, helo: &ClientId, host: &str) -> Result<(), MailError> {
    expect_good(socket, host).await?;
    say(socket, &format!("EHLO {helo}\r\n"), host).await?;
    let offers = expect_good(socket, host).await?;
    let offered = offers.lines().filter_map(|line| line.get(4..));
    if !offered.into_iter().any(|word| word.trim().eq_ignore_ascii_case("STARTTLS")) {
        return Err(MailError::Tls { host: host.into(), source: None });
    }
    say(socket, "STARTTLS\r\n", host).await?;
    expect_good(socket, host).await.map(drop)
}

async fn say(socket: &mut TcpStream, words: &str, host: &str) -> Result<(), MailError> {
    let said = socket.write_all(words.as_bytes()).await;
    said.map_err(|error| MailError::Unreachable { host: host.into(), source: Some(error) })
}

/// The lines of an answer of 2yz.
async fn expect_good(socket: &mut TcpStream, host: &str) -> Result<String, MailError> {
    let broken = |source| MailError::Unreachable { host: host.to_owned(), source };
    let mut lines = String::new();
    loop {
        let line = read_line(socket, MAX_REPLY_BYTES.saturating_sub(lines.len()))
            .await
            .map_err(|error| broken(Some(error)))?;
        let code = line.get(..3).and_then(|code| code.parse::<u16>().ok()).ok_or_else(|| broken(None))?;
        let is_last = line.as_bytes().get(3) != Some(&b'-');
        lines.push_str(&line);
        if is_last {
            let (host, reply) = (host.to_owned(), Reply { code, enhanced: None });
            return match code {
                200..=299 => Ok(lines),
                500..=599 => Err(MailError::Refused { host, reply }),
                400..=499 => Err(MailError::Deferred { host, reply }),
                _ => Err(broken(None)),
            };
        }
    }
}

async fn read_line(socket: &mut TcpStream, max_bytes: usize) -> std::io::Result<String> {
    let mut line = Vec::new();
    while line.last() != Some(&b'\n') {
        if line.len() >= max_bytes {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        line.push(socket.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&line).into_owned())
}
