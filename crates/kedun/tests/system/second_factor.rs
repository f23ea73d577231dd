//! Second factors as an operator's own tools see them: the codes of another program are right, mail arrives at a real
//! server, and none of the secrets is in anything that is left on disk.

use std::process::Command;
use std::time::{Duration, Instant};

use egress::testing::{SmtpScript, SmtpSink};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::home::{ADMIN, Home, PASSWORD};
use crate::image::found_in_image;
use crate::running::{Guest, Server};
use crate::scan::Wanted;

const NEW: &str = "seven pelicans on a quay";
const WRONG: &str = "eight herons below a bridge";

/// What `oathtool` says is the code of that secret now: another implementation of RFC 6238 than ours.
fn oathtool(secret: &str) -> String {
    let secret: String = secret.split_whitespace().collect();
    let run = Command::new("oathtool").args(["--totp", "--base32", &secret]).output().unwrap();
    assert!(run.status.success(), "oathtool: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap().trim().to_owned()
}

/// The bytes that are written so (RFC 4648 section 6).
fn base32(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for letter in text.bytes().filter(u8::is_ascii_alphanumeric) {
        let value =
            if letter.is_ascii_digit() { letter - b'2' + 26 } else { letter.to_ascii_uppercase() - b'A' };
        held = (held << 5) | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits).unwrap());
            held &= (1 << bits) - 1;
        }
    }
    bytes
}

/// The value of a cookie that an answer sets.
fn cookie(answer: &Response, name: &str) -> Option<String> {
    let all = answer.headers().get_all("set-cookie").iter().filter_map(|set| set.to_str().ok());
    let pair = all.filter_map(|set| set.split(';').next()?.split_once('=')).find(|(found, _)| *found == name);
    pair.map(|(_, value)| value.to_owned())
}

async fn json_of(answer: Response, status: StatusCode) -> Value {
    let found = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(found, status, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// The text of the mail that holds that word, once it has come.
async fn mail_with(sink: &SmtpSink, word: &str) -> String {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let found = sink.received().iter().map(|mail| mail.letter().text).find(|text| text.contains(word));
        if let Some(text) = found {
            return text;
        }
        assert!(Instant::now() < until, "no mail with {word} came");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Somebody half-way in, with the token of their try.
async fn half_way(server: &Server, password: &str) -> (Guest, String) {
    let stranger = server.stranger();
    let answer = stranger.post("/api/v1/session", &json!({"email": ADMIN, "password": password})).await;
    let flow = cookie(&answer, "__Host-kedun-flow").unwrap();
    assert_eq!(json_of(answer, StatusCode::OK).await["next"], "factor");
    (stranger.with_cookie(format!("__Host-kedun-flow={flow}")), flow)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_codes_of_oathtool_open_and_no_secret_is_left_on_disk_or_in_memory() {
    let home = Home::ready();
    let sink = SmtpSink::start(SmtpScript::default()).await.unwrap();
    let (host, port) = (sink.address().ip(), sink.address().port());
    let config = format!(
        "[mail]\nhost = \"{host}\"\nport = {port}\nsecurity = \"none\"\nfrom = {{ address = \"crm@home.example\" }}\n\
         [egress]\nallow = [\"{host}\"]\n"
    );
    std::fs::write(home.path().join("kedun.toml"), config).unwrap();
    let mut server = Server::start(&home);
    let mut secrets = vec![PASSWORD.to_owned(), NEW.to_owned(), WRONG.to_owned()];
    let (raw, spare) = by_app_and_mail(&server, &sink, &mut secrets).await;
    let session = by_program(&server, &spare, &mut secrets).await;

    let wanted = Wanted::of(secrets).and("the app's secret", raw);
    nothing_in_the_log_of_acts(&server, &wanted, &session).await;
    nothing_found(&home, &wanted, "while the server runs");
    server.hang_up(&home);
    nothing_in_memory(&server, &wanted).await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", server.pid())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "a crash writes no image: {core}");
    assert!(server.stop().success());
    nothing_found(&home, &wanted, "after a clean stop");
}

/// Signs in by every kind of secret; the secrets are kept. Answered are the app's own as bytes, and a recovery code that is
/// good yet.
async fn by_app_and_mail(server: &Server, sink: &SmtpSink, secrets: &mut Vec<String>) -> (Vec<u8>, String) {
    let body = json!({"email": ADMIN, "password": WRONG});
    let wrong = server.stranger().post("/api/v1/session", &body).await;
    refused_without(WRONG, wrong, StatusCode::UNAUTHORIZED).await;
    let admin = server.admin().await;
    secrets.push(admin.cookie().split_once('=').unwrap().1.into());
    let offer = json_of(admin.post("/api/v1/me/factors/totp", &json!({})).await, StatusCode::OK).await;
    let secret = offer["secret"].as_str().unwrap().to_owned();
    let confirm = json!({"id": offer["id"], "code": oathtool(&secret)});
    // Six digits are anywhere by chance: looked for is how they are sent.
    secrets.push(format!("\"code\":{}", confirm["code"]));
    let bound = admin.post("/api/v1/me/factors/totp/confirm", &confirm).await;
    let bound = json_of(bound, StatusCode::CREATED).await;
    let codes: Vec<String> = bound["recovery_codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| code.as_str().unwrap().into())
        .collect();
    secrets.push(secret.split_whitespace().collect());
    secrets.extend(codes.iter().cloned());
    secrets.extend(codes.iter().map(|code| code.replace('-', "")));

    // The same code again is refused; a recovery code opens.
    let (guest, flow) = half_way(server, PASSWORD).await;
    secrets.push(flow);
    let replayed = json!({"kind": "totp", "code": confirm["code"]});
    let refused = guest.post("/api/v1/session/factor", &replayed).await;
    let code = confirm["code"].as_str().unwrap();
    refused_without(code, refused, StatusCode::UNPROCESSABLE_ENTITY).await;
    let spare = json!({"kind": "recovery_code", "code": codes[0]});
    let entered = guest.post("/api/v1/session/factor", &spare).await;
    secrets.push(cookie(&entered, "__Host-kedun").unwrap());
    secrets.push(cookie(&entered, "__Host-kedun-device").unwrap());
    assert_eq!(json_of(entered, StatusCode::OK).await["next"], "done");

    // A link by mail, the second factor before the password.
    let stranger = server.stranger();
    stranger.post("/api/v1/session/reset", &json!({"email": ADMIN})).await;
    let mail = mail_with(sink, "/reset?token=").await;
    let token = mail.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    secrets.push(token.clone());
    let opened = stranger.post("/api/v1/session/link", &json!({"token": token})).await;
    let flow = cookie(&opened, "__Host-kedun-flow").unwrap();
    assert_eq!(json_of(opened, StatusCode::OK).await["next"], "factor");
    let guest = stranger.with_cookie(format!("__Host-kedun-flow={flow}"));
    let spare = json!({"kind": "recovery_code", "code": codes[1]});
    let step = json_of(guest.post("/api/v1/session/factor", &spare).await, StatusCode::OK).await;
    assert_eq!(step["next"], "new_password");
    let set = guest.post("/api/v1/session/new-password", &json!({"password": NEW})).await;
    assert_eq!(json_of(set, StatusCode::OK).await["purpose"], "reset");
    half_way(server, NEW).await;
    (base32(&secret), codes[2].clone())
}

/// A token as programs send it, and an invitation. Answered is the session that made them.
async fn by_program(server: &Server, spare: &str, secrets: &mut Vec<String>) -> String {
    let (guest, _) = half_way(server, NEW).await;
    let entered =
        guest.post("/api/v1/session/factor", &json!({"kind": "recovery_code", "code": spare})).await;
    let session = cookie(&entered, "__Host-kedun").unwrap();
    assert_eq!(json_of(entered, StatusCode::OK).await["next"], "done");
    let admin = guest.with_cookie(format!("__Host-kedun={session}"));
    secrets.push(session.clone());
    let made = admin.made("/api/v1/me/tokens", &json!({"name": "Robot", "scopes": ["records:read:*"]})).await;
    let token = made["secret"].as_str().unwrap().to_owned();
    let ask = server.stranger().ask(Method::GET, "/api/v1/records/account?limit=1").bearer_auth(&token);
    assert_eq!(ask.send().await.unwrap().status(), StatusCode::OK);
    secrets.push(token);
    let person =
        json!({"email": "guest@home.example", "name": "Guest", "roles": ["sales_rep"], "language": "en"});
    let invited = admin.made("/api/v1/users", &person).await;
    let link = invited["invitation_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    admin.got(&format!("/api/v1/invitations/{link}")).await;
    secrets.push(link);
    session
}

/// The audit log as its reader sees it: the database itself is a secret to whoever only looks at its bytes.
async fn nothing_in_the_log_of_acts(server: &Server, wanted: &Wanted, session: &str) {
    let admin = server.stranger().with_cookie(format!("__Host-kedun={session}"));
    let events = admin.all("/api/v1/audit?limit=200").await;
    assert!(events.len() > 10, "only {} events were seen", events.len());
    let told = Value::from(events).to_string();
    assert_eq!(wanted.found_in(told.as_bytes()), []);
}

/// A refusal, which does not repeat what was sent.
async fn refused_without(secret: &str, answer: Response, status: StatusCode) {
    assert_eq!(answer.status(), status);
    let told = answer.text().await.unwrap();
    assert!(!told.contains(secret), "{told}");
}

/// Nor in what a core image would hold, once everybody has hung up: the last of a connection's buffers goes with it.
async fn nothing_in_memory(server: &Server, wanted: &Wanted) {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        // To others than the superuser the system shows nothing at all.
        let Some((found, seen)) = found_in_image(server.pid(), wanted) else { return };
        assert!(seen > 10 << 20, "only {seen} bytes were seen");
        if found.is_empty() {
            return;
        }
        assert!(Instant::now() < until, "{} found in memory: {found:#?}", found.len());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn nothing_found(home: &Home, wanted: &Wanted, when: &str) {
    for place in [home.data(), home.path().join("tmp"), home.path().join("log")] {
        let (found, _) = wanted.found_below(&place);
        assert!(found.is_empty(), "{when}: {} found, such as {:?}", found.len(), found.first());
    }
}
