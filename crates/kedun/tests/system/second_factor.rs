//! Second factors as an operator's own tools see them: the codes of another program are right, mail arrives at a real
//! server, and none of the secrets is in anything that is left on disk.

use std::process::Command;
use std::time::{Duration, Instant};

use egress::testing::{SmtpScript, SmtpSink};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::home::{ADMIN, Home, PASSWORD};
use crate::running::{Guest, Server};
use crate::scan::Wanted;

const NEW: &str = "seven pelicans on a quay";

/// What `oathtool` says is the code of that secret now: another implementation of RFC 6238 than ours.
fn oathtool(secret: &str) -> String {
    let secret: String = secret.split_whitespace().collect();
    let run = Command::new("oathtool").args(["--totp", "--base32", &secret]).output().unwrap();
    assert!(run.status.success(), "oathtool: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap().trim().to_owned()
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
async fn the_codes_of_oathtool_open_and_no_secret_is_left_on_disk() {
    let home = Home::ready();
    let sink = SmtpSink::start(SmtpScript::default()).await.unwrap();
    let (host, port) = (sink.address().ip(), sink.address().port());
    let config = format!(
        "[mail]\nhost = \"{host}\"\nport = {port}\nsecurity = \"none\"\nfrom = {{ address = \"crm@home.example\" }}\n\
         [egress]\nallow = [\"{host}\"]\n"
    );
    std::fs::write(home.path().join("kedun.toml"), config).unwrap();
    let server = Server::start(&home);
    let mut secrets = vec![PASSWORD.to_owned(), NEW.to_owned()];

    let admin = server.admin().await;
    let offer = json_of(admin.post("/api/v1/me/factors/totp", &json!({})).await, StatusCode::OK).await;
    let secret = offer["secret"].as_str().unwrap().to_owned();
    let confirm = json!({"id": offer["id"], "code": oathtool(&secret)});
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
    let (guest, flow) = half_way(&server, PASSWORD).await;
    secrets.push(flow);
    let replayed = json!({"kind": "totp", "code": confirm["code"]});
    let refused = guest.post("/api/v1/session/factor", &replayed).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let spare = json!({"kind": "recovery_code", "code": codes[0]});
    let entered = guest.post("/api/v1/session/factor", &spare).await;
    secrets.push(cookie(&entered, "__Host-kedun").unwrap());
    secrets.push(cookie(&entered, "__Host-kedun-device").unwrap());
    assert_eq!(json_of(entered, StatusCode::OK).await["next"], "done");

    // A link by mail, the second factor before the password.
    let stranger = server.stranger();
    stranger.post("/api/v1/session/reset", &json!({"email": ADMIN})).await;
    let mail = mail_with(&sink, "/reset?token=").await;
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
    half_way(&server, NEW).await;

    let wanted = Wanted::of(secrets);
    nothing_found(&home, &wanted, "while the server runs");
    assert!(server.stop().success());
    nothing_found(&home, &wanted, "after a clean stop");
}

fn nothing_found(home: &Home, wanted: &Wanted, when: &str) {
    for place in [home.data(), home.path().join("tmp"), home.path().join("log")] {
        let (found, _) = wanted.found_below(&place);
        assert!(found.is_empty(), "{when}: {} found, such as {:?}", found.len(), found.first());
    }
}
