//! The server's side of one SMTP connection.

use std::io;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parking_lot::Mutex;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::smtp_sink::{ReceivedMail, SmtpScript};

#[derive(Clone)]
pub(super) struct Kept {
    pub(super) received: Arc<Mutex<Vec<ReceivedMail>>>,
    pub(super) verbs: Arc<Mutex<Vec<String>>>,
}

/// How a stretch of the dialog ended.
#[derive(PartialEq, Eq)]
enum End {
    Quit,
    /// The client asked for TLS.
    StartTls,
}

pub(super) async fn run(mut stream: TcpStream, script: &SmtpScript, kept: &Kept) -> io::Result<()> {
    let mut dialog = Dialog { script, kept, mail: ReceivedMail::default(), encrypted: false };
    if let Some(tls) = &script.tls {
        let mut stream = TlsAcceptor::from(Arc::clone(tls)).accept(stream).await?;
        dialog.encrypted = true;
        return dialog.talk(&mut stream, true).await.map(drop);
    }
    if dialog.talk(&mut stream, true).await? == End::Quit {
        return Ok(());
    }
    let Some(tls) = &script.starttls else { return Ok(()) };
    let mut stream = TlsAcceptor::from(Arc::clone(tls)).accept(stream).await?;
    dialog.encrypted = true;
    dialog.talk(&mut stream, false).await.map(drop)
}

struct Dialog<'a> {
    script: &'a SmtpScript,
    kept: &'a Kept,
    mail: ReceivedMail,
    encrypted: bool,
}

impl Dialog<'_> {
    async fn talk(
        &mut self,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
        greet: bool,
    ) -> io::Result<End> {
        let mut stream = BufReader::new(stream);
        if greet {
            self.answer(&mut stream, "CONNECT", "220 sink.house.example ready").await?;
        }
        while let Some(line) = read_line(&mut stream).await? {
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            self.kept.verbs.lock().push(verb.clone());
            match verb.as_str() {
                "EHLO" => {
                    self.mail.helo = line.split_once(' ').map_or("", |(_, name)| name).into();
                    let mut reply =
                        String::from("250-sink.house.example\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n");
                    if self.script.starttls.is_some() && !self.encrypted {
                        reply.push_str("250-STARTTLS\r\n");
                    }
                    reply.push_str("250 AUTH PLAIN LOGIN");
                    self.answer(&mut stream, &verb, &reply).await?;
                }
                "STARTTLS" => {
                    let reply = format!("220 go on\r\n{}", self.script.injected);
                    self.answer(&mut stream, &verb, reply.trim_end()).await?;
                    return Ok(End::StartTls);
                }
                "AUTH" => {
                    self.mail.login = plain_login(&line);
                    let known = self.script.login.is_none() || self.script.login == self.mail.login;
                    let reply = if known { "235 2.7.0 welcome" } else { "535 5.7.8 wrong password" };
                    self.answer(&mut stream, &verb, reply).await?;
                }
                "MAIL" => {
                    self.mail.from = between_angles(&line);
                    self.answer(&mut stream, &verb, "250 2.1.0 ok").await?;
                }
                "RCPT" => {
                    self.mail.to.push(between_angles(&line));
                    self.answer(&mut stream, &verb, "250 2.1.5 ok").await?;
                }
                "DATA" => {
                    if !self.answer(&mut stream, &verb, "354 go on").await? {
                        continue;
                    }
                    self.mail.raw = read_data(&mut stream).await?;
                    if self.answer(&mut stream, "BODY", "250 2.0.0 queued").await? {
                        let mail = ReceivedMail { encrypted: self.encrypted, ..self.mail.clone() };
                        self.kept.received.lock().push(mail);
                    }
                    self.mail.to.clear();
                }
                "QUIT" => {
                    self.answer(&mut stream, &verb, "221 2.0.0 bye").await?;
                    return Ok(End::Quit);
                }
                _ => {
                    self.answer(&mut stream, &verb, "502 5.5.1 unknown").await?;
                }
            }
        }
        Ok(End::Quit)
    }

    /// Answers a verb, as scripted or as usual; whether the answer was a good one.
    async fn answer(
        &self,
        stream: &mut (impl AsyncWrite + Unpin),
        verb: &str,
        usual: &str,
    ) -> io::Result<bool> {
        if self.script.silent_after == Some(verb) {
            std::future::pending::<()>().await;
        }
        let scripted = self.script.replies.iter().find(|(its, _)| *its == verb).map(|(_, reply)| *reply);
        let reply = scripted.unwrap_or(usual);
        stream.write_all(format!("{reply}\r\n").as_bytes()).await?;
        stream.flush().await?;
        Ok(reply.starts_with(['2', '3']))
    }
}

async fn read_line(stream: &mut (impl AsyncBufReadExt + Unpin)) -> io::Result<Option<String>> {
    let mut line = String::new();
    let read = stream.read_line(&mut line).await?;
    Ok((read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
}

/// The mail up to the lonely dot (RFC 5321 section 4.5.2). A line ends with CR LF and with nothing else.
async fn read_data(stream: &mut (impl AsyncBufReadExt + Unpin)) -> io::Result<Vec<u8>> {
    let mut data = Vec::new();
    let mut line = Vec::new();
    while stream.read_until(b'\n', &mut line).await? > 0 {
        if !line.ends_with(b"\r\n") {
            continue;
        }
        if line == b".\r\n" {
            break;
        }
        data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        line.clear();
    }
    Ok(data)
}

fn between_angles(line: &str) -> String {
    let after = line.split_once('<').map_or("", |(_, after)| after);
    after.rsplit_once('>').map_or("", |(inside, _)| inside).into()
}

/// `AUTH PLAIN` with an initial response (RFC 4616).
fn plain_login(line: &str) -> Option<(String, String)> {
    let response = STANDARD.decode(line.strip_prefix("AUTH PLAIN ")?).ok()?;
    let text = String::from_utf8(response).ok()?;
    let mut parts = text.split('\0').skip(1);
    Some((parts.next()?.into(), parts.next()?.into()))
}
