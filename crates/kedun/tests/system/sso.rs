//! Single sign-on against a real provider: people sign in on its pages, groups map, its sign-out reaches us.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Response, StatusCode, Url};
use serde_json::{Value, json};

use crate::home::Home;
use crate::running::{Guest, Server};

/// The provider's process; it ends with its input, and with the test.
struct Provider {
    child: Child,
    issuer: String,
}

impl Provider {
    fn start(base: &str, authority: &Path) -> Self {
        let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/system/oidc");
        if !directory.join("node_modules/oidc-provider").is_dir() {
            let mut install = Command::new("npm");
            install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]);
            let installed = install.current_dir(&directory).stdout(Stdio::null()).status();
            assert!(installed.unwrap().success(), "npm ci");
        }
        let asked = json!({"base": base, "ca": authority, "key": "corp"}).to_string();
        let mut command = Command::new("node");
        command.arg("provider.js").arg(asked).current_dir(&directory);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        Self { child, issuer: said["issuer"].as_str().unwrap().to_owned() }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // Gone already if it failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A person's browser at the provider: cookies by hand, redirects one by one.
struct Browser {
    client: Client,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    fn new() -> Self {
        let builder = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        Self { client: builder.build().unwrap(), cookies: BTreeMap::new() }
    }

    async fn go(&mut self, url: &Url, form: Option<&str>) -> Response {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = match form {
            None => self.client.get(url.clone()),
            Some(form) => self
                .client
                .post(url.clone())
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.to_owned()),
        };
        let answer = request.header(COOKIE, cookies.join("; ")).send().await.unwrap();
        for set in answer.headers().get_all(SET_COOKIE) {
            let (pair, _) = set.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer
    }

    /// Follows redirects within the provider; answers the page it comes to, or the address elsewhere it is sent to.
    async fn follow(&mut self, mut url: Url, mut form: Option<&str>) -> (Url, Option<String>) {
        let issuer = url.origin();
        for _ in 0..10 {
            let answer = self.go(&url, form.take()).await;
            let Some(location) = answer.headers().get(LOCATION) else {
                assert!(answer.status().is_success(), "{url}: {}", answer.status());
                return (url, Some(answer.text().await.unwrap()));
            };
            url = url.join(location.to_str().unwrap()).unwrap();
            if url.origin() != issuer {
                return (url, None);
            }
        }
        panic!("the provider sends in circles");
    }

    /// Signs in on the provider's page, unless it knows the browser; answers where it sends the browser back to.
    async fn sign_in(&mut self, url: Url, form: &str) -> Url {
        let (at, page) = self.follow(url, None).await;
        match page {
            None => at,
            Some(page) => {
                assert!(page.contains("Corp sign-in"), "{page}");
                let (back, page) = self.follow(at, Some(form)).await;
                assert_eq!(page, None, "the provider asks for more");
                back
            }
        }
    }
}

/// Goes away from Kedun and comes back; answers what Kedun said, and the person if they are in.
async fn come(server: &Server, browser: &mut Browser, form: &str) -> (StatusCode, Value, Option<Guest>) {
    let mut guest = server.stranger();
    let begun = guest.post("/api/v1/sso/corp/begin", &json!({})).await;
    let kept = cookie(&begun, "__Host-kedun-sso").unwrap();
    let url: Value = begun.json().await.unwrap();
    let back = browser.sign_in(url["url"].as_str().unwrap().parse().unwrap(), form).await;
    assert!(back.as_str().starts_with(&format!("{}/sso/callback?", server.base)), "{back}");
    let query: BTreeMap<String, String> = back.query_pairs().into_owned().collect();
    guest.keep(kept);
    let answer = guest.post("/api/v1/sso/finish", &json!(query)).await;
    let (status, session) = (answer.status(), cookie(&answer, "__Host-kedun"));
    let body = answer.json().await.unwrap();
    let guest = session.map(|session| {
        guest.keep(session);
        guest
    });
    (status, body, guest)
}

fn cookie(answer: &Response, name: &str) -> Option<String> {
    let all = answer.headers().get_all(SET_COOKIE).iter().map(|set| set.to_str().unwrap());
    let found = all.filter_map(|set| set.split(';').next()).find(|set| set.starts_with(&format!("{name}=")));
    found.map(ToOwned::to_owned)
}

fn roles(body: &Value) -> Vec<&str> {
    body["me"]["roles"].as_array().unwrap().iter().map(|role| role["key"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_come_by_a_real_provider_and_its_sign_out_reaches_us() {
    let home = Home::ready();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let base = format!("https://127.0.0.1:{port}");
    let provider = Provider::start(&base, &home.data().join("tls.crt"));
    let settings = format!("public_url = \"{base}\"\n[egress]\nallow = [\"{}\"]\n", provider.issuer);
    std::fs::write(home.path().join("kedun.toml"), settings).unwrap();
    let server = Server::start_at(&home, &format!("127.0.0.1:{port}"));
    let admin = server.admin().await;
    let body = json!({"on": true, "client_secret": "a-secret-for-tests-only", "settings": {
        "label": {"zh": "企业登录", "en": "Corp"},
        "provider": {
            "kind": "oidc", "issuer": provider.issuer, "client_id": "kedun", "allow_http_loopback": true,
            "scopes": ["profile", "email", "groups"],
        },
        "groups": [
            {"group": "sales", "roles": ["sales_rep"]},
            {"group": "leads", "roles": ["sales_manager"]},
        ],
        "accounts": {"enabled": true, "domains": ["corp.example"]},
    }});
    let put = admin.ask(reqwest::Method::PUT, "/api/v1/security/sso/corp").json(&body).send().await.unwrap();
    assert_eq!(put.status(), StatusCode::OK, "{}", put.text().await.unwrap());
    let tested = admin.made("/api/v1/security/sso/corp/test", &json!({})).await;
    assert_eq!(tested["ok"], true, "{tested}");

    // Alice and Bob come for the first time; groups map.
    let (mut alice_there, mut bob_there) = (Browser::new(), Browser::new());
    let (status, body, alice) = come(&server, &mut alice_there, "login=alice").await;
    assert_eq!((status, roles(&body)), (StatusCode::OK, vec!["sales_rep"]), "{body}");
    assert_eq!(body["me"]["user"]["name"], "Alice Liu");
    let alice = alice.unwrap();
    let (_, body, bob) = come(&server, &mut bob_there, "login=bob&second=yes").await;
    assert_eq!(roles(&body), ["sales_manager"]);
    let bob = bob.unwrap();

    // Whoever has no verified address of the company gets no account.
    for (form, expected) in [("login=unverified", "sso_failed"), ("login=stranger", "sso_not_linked")] {
        let (_, body, guest) = come(&server, &mut Browser::new(), form).await;
        assert_eq!((body["code"].as_str(), guest.is_none()), (Some(expected), true), "{form}: {body}");
    }
    let (_, body, guest) = come(&server, &mut Browser::new(), "login=nobody").await;
    assert_eq!((body["code"].as_str(), guest.is_none()), (Some("sso_failed"), true), "{body}");

    // Alice signs out at the provider: her session here ends, Bob's does not.
    alice.got("/api/v1/me").await;
    let end: Url = format!("{}/session/end?client_id=kedun", provider.issuer).parse().unwrap();
    let (_, page) = alice_there.follow(end, None).await;
    let page = page.unwrap();
    let (_, rest) = page.split_once("name=\"xsrf\" value=\"").unwrap();
    let (xsrf, _) = rest.split_once('"').unwrap();
    let confirm: Url = format!("{}/session/end/confirm", provider.issuer).parse().unwrap();
    alice_there.go(&confirm, Some(&format!("xsrf={xsrf}&logout=yes"))).await;
    let after = alice.ask(reqwest::Method::GET, "/api/v1/me").send().await.unwrap();
    assert_eq!(after.status(), StatusCode::UNAUTHORIZED);
    bob.got("/api/v1/me").await;

    // Bob signs out here and is told where to sign out there.
    let out = bob.ask(reqwest::Method::DELETE, "/api/v1/session").send().await.unwrap();
    let told: Value = out.json().await.unwrap();
    assert!(told["sso_sign_out_url"].as_str().unwrap().starts_with(&provider.issuer), "{told}");
    assert!(server.stop().success());
    let said = std::fs::read_to_string(home.path().join("log/serve.log")).unwrap();
    for hidden in ["a-secret-for-tests-only", "eyJ", "alice@corp.example"] {
        assert!(!said.contains(hidden), "{hidden} is in the log");
    }
}
