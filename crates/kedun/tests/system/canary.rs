//! A thousand canaries go in through the API of a running server; none is found in anything it leaves on disk
//! (invariant 6): not in the database, its journal, the witness, temporary files, or the log at its most talkative.
//!
//! The scan sees every run of bytes that `strings` would print, and UTF-16, base64 and hexadecimal besides.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::home::{Home, PASSWORD};
use crate::running::{Guest, Server, any_number};
use crate::scan::{Wanted, files_below};

const CANARIES: usize = 1_000;

/// Makes canaries, each a text of its own that is nowhere else.
struct Aviary {
    texts: Vec<String>,
    salt: u64,
}

impl Aviary {
    fn keep(&mut self, text: String) -> String {
        self.texts.push(text.clone());
        text
    }

    /// A run of letters no file holds by accident.
    fn letters(&mut self) -> String {
        let mut left = self
            .salt
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .wrapping_add((self.texts.len() as u64).wrapping_mul(0x2545_f491_4f6c_dd1d));
        let mut letters = String::from("kanari");
        for _ in 0..10 {
            letters.push(char::from(b'a' + u8::try_from(left % 26).unwrap()));
            left = (left / 26) ^ left.rotate_left(17);
        }
        letters
    }

    fn word(&mut self) -> String {
        let word = self.letters();
        self.keep(word)
    }

    fn digits(&mut self, count: u32) -> String {
        let n = (self.salt ^ (self.texts.len() as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
            % 10_u64.pow(count);
        format!("{n:0width$}", width = usize::try_from(count).unwrap())
    }

    /// A mobile number; kept without its country.
    fn phone(&mut self) -> String {
        let number = format!("138{}", self.digits(8));
        self.keep(number)
    }

    fn email(&mut self) -> String {
        let email = format!("{}@canary.example", self.letters());
        self.keep(email)
    }

    fn chinese(&mut self) -> String {
        let text = format!("金丝雀{}号", self.digits(9));
        self.keep(text)
    }

    /// An identity number with its check character (GB 11643-1999).
    fn id_number(&mut self) -> String {
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let body = format!(
            "110108{}{}",
            1960 + self.texts.len() % 40,
            format_args!("0{}1{}{}", self.texts.len() % 9 + 1, self.texts.len() % 9, self.digits(3))
        );
        let sum: u32 =
            body.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        let check = char::from(b"10X98765432"[(sum % 11) as usize]);
        self.keep(format!("{body}{check}"))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_canaries_leave_no_trace_on_disk() {
    let home = Home::ready();
    let mut aviary = Aviary { texts: Vec::new(), salt: any_number() };
    let server = Server::start(&home);
    let admin = server.admin().await;
    requests_that_fail(&server, &admin, &mut aviary).await;
    import(&admin, &mut aviary).await;
    people(&server, &admin, &mut aviary).await;
    files_and_views(&admin, &mut aviary).await;
    programs(&server, &admin, &mut aviary).await;
    while aviary.texts.len() < CANARIES {
        records(&admin, &mut aviary).await;
    }
    let mut texts = aviary.texts;
    assert!(texts.len() >= CANARIES);
    texts.push(PASSWORD.into());
    texts.push(admin.cookie().split_once('=').unwrap().1.into());
    texts.extend(
        std::fs::read_to_string(home.key())
            .unwrap()
            .split_whitespace()
            .filter(|word| word.len() > 30)
            .map(Into::into),
    );
    let wanted = Wanted::of(texts);

    nothing_found(&home, &wanted, "while the server runs", 1 << 20);
    server.kill();
    nothing_found(&home, &wanted, "after kill -9", 1 << 20);
    assert!(Server::start(&home).stop().success());
    let log = std::fs::read_to_string(home.path().join("log/serve.log")).unwrap();
    assert!(log.contains("stopping"), "this is not the server's log: {log}");
    nothing_found(&home, &wanted, "after a clean stop", 1 << 20);
    let inside = files_below(&home.data())
        .iter()
        .any(|path| path.extension().is_some_and(|kind| kind == "key") && !path.ends_with("tls.key"));
    assert!(!inside, "a key lies in the data directory");
}

/// Looks everywhere but into the key's own file.
fn nothing_found(home: &Home, wanted: &Wanted, when: &str, at_least: usize) {
    let mut seen = 0;
    for place in [home.data(), home.path().join("tmp"), home.path().join("log")] {
        let (found, bytes) = wanted.found_below(&place);
        assert!(
            found.is_empty(),
            "{when}: {} found, such as {:?}",
            found.len(),
            &found[..found.len().min(5)]
        );
        seen += bytes;
    }
    assert!(seen > at_least, "{when}: only {seen} bytes were looked at");
}

/// Sign-ins that fail, bodies that are wrong, filters and searches: what ends up in errors and logs elsewhere.
async fn requests_that_fail(server: &Server, admin: &Guest, aviary: &mut Aviary) {
    let stranger = server.stranger();
    for _ in 0..12 {
        let body = json!({"email": aviary.email(), "password": aviary.word()});
        let status = stranger.post("/api/v1/session", &body).await.status();
        assert!(matches!(status.as_u16(), 401 | 429), "{status}");
    }
    for _ in 0..20 {
        let unknown = json!({"name": aviary.chinese(), aviary.word(): aviary.word()});
        refused(admin, "/api/v1/records/account", &unknown).await;
        let wrong = json!({"name": aviary.word(), "phone": format!("not {}", aviary.word()), "employees": aviary.word()});
        refused(admin, "/api/v1/records/account", &wrong).await;
        let broken = format!("{{\"name\": \"{}\", ", aviary.word());
        let request =
            admin.ask(Method::POST, "/api/v1/records/account").header("content-type", "application/json");
        assert!(request.body(broken).send().await.unwrap().status().is_client_error());
        for path in [
            format!("/api/v1/records/account?q={}", aviary.word()),
            format!("/api/v1/search?q={}", aviary.phone()),
            format!(
                "/api/v1/records/contact?filter=%7B%22field%22%3A%22mobile%22%2C%22op%22%3A%22eq%22%2C%22value%22%3A%22{}%22%7D",
                aviary.phone()
            ),
            format!("/api/v1/records/contact?filter=%7B%22{}%22%3A1%7D", aviary.word()),
            format!("/api/v1/records/account/{}", aviary.word()),
            format!("/api/v1/{}?{}={}", aviary.word(), aviary.word(), aviary.word()),
        ] {
            let _ = admin.ask(Method::GET, &path).send().await.unwrap();
        }
    }
    let invitation = format!("/api/v1/invitations/{}", aviary.word());
    let body = json!({"name": aviary.word(), "password": aviary.word(), "language": "zh"});
    assert_eq!(stranger.post(&invitation, &body).await.status(), StatusCode::NOT_FOUND);
}

async fn refused(admin: &Guest, path: &str, body: &Value) {
    let status = admin.post(path, body).await.status();
    assert!(status.is_client_error(), "{path} took {body}: {status}");
}

/// A file whose cells are canaries, mapped, tried and run; some rows are refused.
async fn import(admin: &Guest, aviary: &mut Aviary) {
    let mut csv = String::from("姓名,手机,邮箱,职务,备注\n");
    for row in 0..40 {
        let phone = if row % 8 == 7 { format!("bad {}", aviary.word()) } else { aviary.phone() };
        let (name, email) = (aviary.chinese(), aviary.email());
        let (title, note) = (aviary.word(), aviary.chinese());
        csv += &[name, phone, email, title, note].join(",");
        csv.push('\n');
    }
    let name = format!("{}.csv", aviary.word());
    let upload = admin.ask(Method::POST, &format!("/api/v1/imports?object=contact&name={name}"));
    let made = upload.header("content-type", "text/csv").body(csv).send().await.unwrap();
    assert_eq!(made.status(), StatusCode::CREATED);
    let made: Value = made.json().await.unwrap();
    let one = format!("/api/v1/imports/{}", made["id"].as_str().unwrap());
    let fields = ["name", "mobile", "email", "title", "description"];
    let columns = made["columns"].as_array().unwrap();
    let columns: Vec<Value> = columns
        .iter()
        .zip(fields)
        .map(|(column, field)| json!({"column": column["column"], "field": field}))
        .collect();
    let mapping = json!({"columns": columns, "mode": "create", "update_by": null});
    let mapped = admin.ask(Method::PUT, &format!("{one}/mapping")).json(&mapping).send().await.unwrap();
    assert!(mapped.status().is_success(), "{}", mapped.text().await.unwrap());
    admin.made(&format!("{one}/check"), &json!({})).await;
    reached(admin, &one, "checked").await;
    admin.made(&format!("{one}/start"), &json!({})).await;
    let done = reached(admin, &one, "done").await;
    assert_eq!(done["result"]["created"].as_u64(), Some(35), "{done}");
    let rejected = admin.ask(Method::GET, &format!("{one}/rejected?format=csv")).send().await.unwrap();
    assert!(rejected.status().is_success());
}

async fn reached(admin: &Guest, one: &str, state: &str) -> Value {
    for _ in 0..400 {
        let import = admin.got(one).await;
        match import["state"].as_str() {
            Some(now) if now == state => return import,
            Some("failed" | "cancelled") => panic!("{import}"),
            _ => tokio::time::sleep(std::time::Duration::from_millis(25)).await,
        }
    }
    panic!("the import never reached {state}")
}

/// Colleagues with passwords of their own, and a team.
async fn people(server: &Server, admin: &Guest, aviary: &mut Aviary) {
    let team = admin.made("/api/v1/teams", &json!({"name": aviary.chinese()})).await;
    for _ in 0..3 {
        let (email, password) = (aviary.email(), aviary.word());
        let user = json!({"email": email, "name": aviary.chinese(), "roles": ["sales_rep"], "language": "zh", "team": team["id"]});
        let invited = admin.made("/api/v1/users", &user).await;
        let url = invited["invitation_url"].as_str().unwrap();
        let path = format!("/api/v1/invitations/{}", aviary.keep(url.rsplit('/').next().unwrap().to_owned()));
        let accept = json!({"name": aviary.chinese(), "password": password, "language": "zh"});
        assert_eq!(server.stranger().post(&path, &accept).await.status(), StatusCode::CREATED);
        server.signed_in(&email, &password).await;
    }
}

/// Tokens that are made, used, used wrongly and revoked; an app's secret.
async fn programs(server: &Server, admin: &Guest, aviary: &mut Aviary) {
    let wanted = json!({"name": "Robot", "scopes": ["records:read:*"]});
    let made = admin.made("/api/v1/me/tokens", &wanted).await;
    let token = aviary.keep(made["secret"].as_str().unwrap().to_owned());
    let letters = aviary.letters().repeat(3);
    let wrong = aviary.keep(format!("kedun_pat_{letters}"));
    for (token, status) in [(&token, StatusCode::OK), (&wrong, StatusCode::UNAUTHORIZED)] {
        let ask = server.stranger().ask(Method::GET, "/api/v1/records/account?limit=1");
        assert_eq!(ask.bearer_auth(token).send().await.unwrap().status(), status);
    }
    let app = json!({
        "name": "Robot", "publisher": "Robots", "redirect_uris": ["https://app.example/"], "confidential": true,
        "scopes": ["records:read:account"],
    });
    let made = admin.made("/api/v1/apps", &app).await;
    let secret = aviary.keep(made["client_secret"].as_str().unwrap().to_owned());
    let form = format!("grant_type=refresh_token&client_id=x&client_secret={secret}&refresh_token={token}");
    let ask = server.stranger().ask(Method::POST, "/api/v1/apps/token");
    let ask = ask.header("content-type", "application/x-www-form-urlencoded").body(form);
    assert_eq!(ask.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

async fn files_and_views(admin: &Guest, aviary: &mut Aviary) {
    for _ in 0..5 {
        let content = format!("机密附件\n{}\n{}\n{}\n", aviary.chinese(), aviary.phone(), aviary.word());
        let path = format!("/api/v1/files?object=account&name={}.txt", aviary.word());
        let added = admin
            .ask(Method::POST, &path)
            .header("content-type", "text/plain")
            .body(content)
            .send()
            .await
            .unwrap();
        assert_eq!(added.status(), StatusCode::CREATED);
        let file: Value = added.json().await.unwrap();
        let account = json!({"name": aviary.chinese(), "files": [file["id"]]});
        admin.made("/api/v1/records/account", &account).await;
        let view = json!({"object": "account", "name": aviary.word(), "kind": "list", "filter": {"field": "name", "op": "eq", "value": aviary.chinese()}, "sort": [], "columns": [], "shared": true});
        admin.made("/api/v1/views?object=account", &view).await;
    }
}

/// An account, its contact, a lead, a note: changed once, so that history holds canaries too.
async fn records(admin: &Guest, aviary: &mut Aviary) {
    let account = json!({
        "name": aviary.chinese(), "legal_person": aviary.chinese(), "phone": aviary.phone(), "email": aviary.email(),
        "wecom": aviary.word(), "description": aviary.chinese(), "tags": [aviary.word()],
        "address": {"city": "上海", "street": aviary.chinese(), "postcode": "200000"},
    });
    let account = admin.made("/api/v1/records/account", &account).await;
    let contact = json!({
        "name": aviary.chinese(), "account": account["id"], "mobile": aviary.phone(), "email": aviary.email(),
        "id_number": aviary.id_number(), "wechat": aviary.word(), "hobbies": aviary.chinese(),
        "address": {"street": aviary.chinese()}, "description": aviary.word(),
    });
    let contact = admin.made("/api/v1/records/contact", &contact).await;
    let changed = json!({"mobile": aviary.phone(), "description": aviary.chinese()});
    let one = format!("/api/v1/records/contact/{}", contact["id"].as_str().unwrap());
    let change =
        admin.ask(Method::PATCH, &one).header("if-match", "\"1\"").json(&changed).send().await.unwrap();
    assert_eq!(change.status(), StatusCode::OK);
    let lead = json!({"name": aviary.chinese(), "company": aviary.chinese(), "mobile": aviary.phone(), "need": aviary.word()});
    admin.made("/api/v1/records/lead", &lead).await;
    let note = json!({"subject": aviary.chinese(), "body": format!("<p>{}</p>", aviary.chinese()), "about": {"object": "account", "id": account["id"]}});
    admin.made("/api/v1/records/note", &note).await;
    admin.got(&one).await;
}
